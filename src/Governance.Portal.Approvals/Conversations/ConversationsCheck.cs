using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Conversations;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Every comment is what the log says it was, none is missing, and its files are in the store.</summary>
internal sealed class ConversationsCheck(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store) : IInstallationCheck
{
    private static readonly string[] s_facts = [.. Enum.GetValues<ConversationKind>().Select(ConversationSubject.ActionOf)];

    public string Subject => "comments and their files";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<long, LoggedFact>();
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            logged[fact.Index] = fact;
        }

        await foreach (var comment in db.Comments.AsNoTracking().OrderBy(c => c.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            var entry = comment.LogIndex is { } index && logged.Remove(index, out var found) ? found : null;
            if (entry is null)
            {
                yield return $"Comment {comment.Id} on {comment.Subject} has no entry in the log.";
            }
            else if (!Agrees(comment, entry))
            {
                yield return $"Comment {comment.Id} on {comment.Subject} was changed: it differs from log entry {entry.Index}.";
            }

            foreach (var file in comment.Attachments)
            {
                if (!await store.HasAsync(file.Sha256, ct))
                {
                    yield return $"File {file.Number} of comment {comment.Id} on {comment.Subject} is missing: {file.Sha256}.";
                }
            }
        }

        foreach (var missing in logged.Values)
        {
            yield return $"The comment on {missing.Subject} recorded in log entry {missing.Index} is missing.";
        }
    }

    // Erased words keep their digest; words that are there must have it.
    private static bool Agrees(Comment comment, LoggedFact entry) =>
        entry.Subject == comment.Subject
        && entry.Text("textSha256") == comment.Text.Sha256
        && (comment.Text is not { Text: { } text, Salt: { } salt } || SaltedText.Of(text, salt).Sha256 == comment.Text.Sha256)
        && Listed(entry, "mentions").SequenceEqual(comment.Mentions.Select(m => m.ToString()))
        && Listed(entry, "attachments").SequenceEqual(comment.Attachments.OrderBy(a => a.Number).Select(a => a.Sha256));

    private static IEnumerable<string> Listed(LoggedFact entry, string member) =>
        entry.Data.TryGetProperty(member, out var list) && list.ValueKind is JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(i => i.GetString() ?? "")]
            : [];
}
