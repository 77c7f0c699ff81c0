using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Every version of what people wrote for a document is what the log says it was, and none is missing.</summary>
internal sealed class SectionsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private static readonly string[] s_facts = ["document.section-written"];

    public string Subject => "texts of documents";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        await using var moment = await db.ReadAtOneMomentAsync(ct);
        var logged = new Dictionary<string, LoggedFact>(StringComparer.Ordinal);
        await foreach (var fact in LoggedFact.ReadAsync(db, s_facts, ct))
        {
            logged[$"{fact.Subject} {fact.Text("number")}"] = fact;
        }

        await foreach (var entry in db.SectionEntries.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!logged.Remove(string.Create(CultureInfo.InvariantCulture, $"{entry.AuditSubject} {entry.Number}"), out var fact))
            {
                yield return $"Text {entry.Number} of {entry.AuditSubject} has no entry in the log.";
            }
            else if (Fault(entry, fact) is { } fault)
            {
                yield return $"Text {entry.Number} of {entry.AuditSubject} was changed: {fault} differs from log entry {fact.Index}.";
            }
        }

        foreach (var missing in logged.Values)
        {
            yield return $"Text {missing.Text("number")} of {missing.Subject}, log entry {missing.Index}, is missing.";
        }
    }

    private static string? Fault(SectionEntry entry, LoggedFact fact)
    {
        // Erased words keep their digest; words that are there must have it.
        var words = entry.Text is { Text: { } text, Salt: { } salt } ? SaltedText.Of(text, salt).Sha256 : entry.Text.Sha256;
        return words != entry.Text.Sha256 || fact.Text("textSha256") != words ? "the text"
            : fact.Text("state") != WireName.Of(entry.State) ? "its state"
            : fact.Actor != entry.By || fact.ActorName != entry.ByName ? "its author"
            : fact.Time != CanonicalJson.Time(entry.At) ? "its time"
            : !Documents(fact).SequenceEqual(entry.Documents.Select(d => ((string?)d.Kind, d.Sha256)))
            || (entry.Text.Salt is not null && !fact.Agrees("documentsSha256", entry.DocumentsSha256()))
                ? "what it names"
            : null;
    }

    private static IEnumerable<(string? Kind, string? Sha256)> Documents(LoggedFact fact) =>
        fact.Data.TryGetProperty("documents", out var documents) && documents.ValueKind is JsonValueKind.Array
            ? documents.EnumerateArray().Select(d => (d.GetProperty("kind").GetString(), d.GetProperty("sha256").GetString()))
            : [];
}
