using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>
/// Adds a comment to the conversation about a record, with the people it mentions and the files it carries. All of it, or nothing.
/// </summary>
public sealed class PostComment(ActionRunner runner, ContentStore store, IOptions<LimitsOptions> limits)
{
    /// <summary>A file taken in and looked at, but not in the store before the comment is. Disposing drops it.</summary>
    /// <param name="Content">The bytes.</param>
    /// <param name="Name">Name as shown.</param>
    /// <param name="Kind">What it is.</param>
    public sealed record File(ContentStore.Incoming Content, string Name, AttachmentKind Kind) : IAsyncDisposable
    {
        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Content.DisposeAsync();
    }

    /// <summary>Most files of one comment.</summary>
    public int MaxFiles => limits.Value.CommentFiles;

    /// <summary>Most bytes of one file.</summary>
    public long MaxBytes => limits.Value.CommentFileBytes;

    /// <summary>Asks, before a file is taken in, whether a comment may be posted at all.</summary>
    public Task<Result<Done>> AskAsync(Actor actor, ConversationSubject subject, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            AttemptOf(subject),
            async (context, token) => (await MayAsync(context, subject, token)) is { } refusal ? refusal : Done.Instance,
            ct
        );

    /// <summary>Takes a file in: hashed while it streams, bounded by the limit, and only of a kind that is taken.</summary>
    public async Task<Result<File>> ReceiveAsync(Actor actor, Stream file, string? name, CancellationToken ct)
    {
        var shown = AttachmentKind.ShownName(name);
        var received = await store.ReceiveAsync(file, MaxBytes, "Limits__CommentFileBytes", actor, ct);
        if (received.Refusal is { } refusal)
        {
            return refusal;
        }

        var incoming = received.Value;
        Result<AttachmentKind> kind;
        await using (var bytes = incoming.OpenRead())
        {
            kind = AttachmentKind.Of(shown, bytes);
        }

        if (kind.Refusal is { } other)
        {
            await incoming.DisposeAsync();
            return other;
        }

        return new File(incoming, shown, kind.Value);
    }

    /// <summary>Posts. A comment changes no bundle, and is possible on closed records too.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="subject">About what.</param>
    /// <param name="text">The words; people stand in them as <c>@</c> and an e-mail address, a printed name or <c>[USR-0004]</c>.</param>
    /// <param name="files">Files received before; the caller disposes them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<CommentView>> RunAsync(
        Actor actor,
        ConversationSubject subject,
        string? text,
        IReadOnlyList<File> files,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
        {
            if (await file.Content.StageAsync(ct) is { } away)
            {
                return away;
            }
        }

        IReadOnlyCollection<Mentionable> people = [];
        return await runner.RunAsync<Comment, CommentView>(
            actor,
            AttemptOf(subject),
            async (context, token) =>
            {
                if (await MayAsync(context, subject, token) is { } no)
                {
                    return no;
                }

                if (string.IsNullOrWhiteSpace(text))
                {
                    return PromotionRefusals.CommentEmpty;
                }

                if (text.Length > SaltedText.MaxLength)
                {
                    return SaltedText.TooLong("text");
                }

                if (files.Count > MaxFiles)
                {
                    return CommentRefusals.TooManyFiles(MaxFiles);
                }

                people = text.Contains('@', StringComparison.Ordinal) ? await MentionedPeople.AllAsync(context.Db, subject, token) : [];
                var words = MentionedText.Resolve(text.Trim(), people, subject.Id);
                if (words.Refusal is { } refusal)
                {
                    return refusal;
                }

                // An id may be longer than the name it stands for.
                if (words.Value.Text.Length > SaltedText.MaxLength)
                {
                    return SaltedText.TooLong("text");
                }

                foreach (var file in files)
                {
                    await file.Content.KeepAsync(token);
                }

                var comment = Comment.Of(
                    subject,
                    words.Value,
                    files.Select(f => new AttachedFile(f.Name, f.Kind, f.Content.Content.SizeBytes, f.Content.Content.Sha256)),
                    context.Access.Actor.Id,
                    context.Access.PrintedName,
                    context.Now
                );
                context.Db.Comments.Add(comment);
                await WritingDrafts.DropAsync(context.Db, context.Access, WritingDrafts.OfComment(subject), token);
                context.Append(new AuditEvent(subject.Action, subject.Id, Facts(comment)), index => comment.LogIndex = index);
                return comment;
            },
            comment => CommentView.Of(subject, comment, id => people.FirstOrDefault(p => p.Id == id)?.Name),
            ct
        );
    }

    /// <summary>What the log says of a comment: digests and ids, no words and no names.</summary>
    internal static JsonObject Facts(Comment comment)
    {
        var facts = new JsonObject { ["textSha256"] = comment.Text.Sha256 };
        if (comment.Mentions.Count > 0)
        {
            facts["mentions"] = new JsonArray([.. comment.Mentions.Select(m => JsonValue.Create(m.ToString()))]);
        }

        if (comment.Attachments.Count > 0)
        {
            facts["attachments"] = new JsonArray([.. comment.Attachments.OrderBy(a => a.Number).Select(a => JsonValue.Create(a.Sha256))]);
        }

        return facts;
    }

    private static Attempt AttemptOf(ConversationSubject subject) => new(subject.Action, subject.Id, Permission.Comment);

    private static async Task<Refusal?> MayAsync(ActionContext context, ConversationSubject subject, CancellationToken ct) =>
        context.Access.Refuses(subject.Read) ?? await ListComments.MissingAsync(context.Db, subject, ct);
}
