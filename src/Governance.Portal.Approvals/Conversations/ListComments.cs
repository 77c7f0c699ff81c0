using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>A comment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Author">The author, as written in the audit log.</param>
/// <param name="AuthorName">Name of the author at the time.</param>
/// <param name="At">Time of the comment.</param>
/// <param name="Text">Text in Markdown, with people as <c>@[USR-0004]</c>; null once erased.</param>
/// <param name="Mentions">Who is mentioned, with their current name.</param>
/// <param name="Attachments">Files of the comment.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record CommentView(
    long Id,
    string Author,
    string AuthorName,
    DateTimeOffset At,
    string? Text,
    IReadOnlyList<MentionView> Mentions,
    IReadOnlyList<AttachmentView> Attachments,
    long? LogIndex
)
{
    /// <summary>Makes one of what is stored.</summary>
    internal static CommentView Of(ConversationSubject subject, Comment comment, Func<UserId, string?> name) =>
        new(
            comment.Id,
            comment.Author,
            comment.AuthorName,
            comment.At,
            comment.Text.Text,
            [.. comment.Mentions.Select(m => new MentionView(m, MentionedText.NameOf(m, name)))],
            [
                .. comment
                    .Attachments.OrderBy(a => a.Number)
                    .Select(a => new AttachmentView(
                        a.Number,
                        a.FileName,
                        a.MediaType,
                        a.SizeBytes,
                        a.Sha256,
                        string.Create(CultureInfo.InvariantCulture, $"{subject.Api}/{comment.Id}/attachments/{a.Number}")
                    )),
            ],
            comment.LogIndex
        );
}

/// <summary>A person who is mentioned.</summary>
/// <param name="User">The person.</param>
/// <param name="Name">Printed name; the id if there is no longer one.</param>
public sealed record MentionView(UserId User, string Name);

/// <summary>A file of a comment.</summary>
/// <param name="Number">Number of the file, from 1.</param>
/// <param name="FileName">File name.</param>
/// <param name="MediaType">Media type, determined from name and content.</param>
/// <param name="SizeBytes">Size in bytes.</param>
/// <param name="Sha256">Digest.</param>
/// <param name="Content">Address of the download.</param>
public sealed record AttachmentView(int Number, string FileName, string MediaType, long SizeBytes, string Sha256, string Content);

/// <summary>Some comments of a conversation, the newest last.</summary>
/// <param name="Items">The comments.</param>
/// <param name="Total">How many there are.</param>
public sealed record CommentsShown(IReadOnlyList<CommentView> Items, int Total);

/// <summary>Reads conversations, and finds the files in them.</summary>
public sealed class ListComments(IDbContextFactory<GovernanceDbContext> dbFactory, StoredFiles files)
{
    /// <summary>The newest comments, for a page; the newest last.</summary>
    public async Task<CommentsShown> NewestAsync(ConversationSubject subject, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var own = db.Comments.AsNoTracking().Where(c => c.Subject == subject.Id);
        var rows = await own.OrderByDescending(c => c.Id).Take(take).ToListAsync(ct);
        rows.Reverse();
        return new CommentsShown(await ViewsAsync(db, subject, rows, ct), await own.CountAsync(ct));
    }

    /// <summary>A page for programs, the oldest first.</summary>
    public async Task<Result<ApiPage<CommentView>>> RunAsync(ConversationSubject subject, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        var above = 0L;
        if (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out above))
        {
            return Cursor.NotOurs;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await MissingAsync(db, subject, ct) is { } missing)
        {
            return missing;
        }

        var rows = await db
            .Comments.AsNoTracking()
            .Where(c => c.Subject == subject.Id && c.Id > above)
            .OrderBy(c => c.Id)
            .Take(take + 1)
            .ToListAsync(ct);
        var page = rows.Take(take).ToList();
        return new ApiPage<CommentView>(
            await ViewsAsync(db, subject, page, ct),
            rows.Count > take ? Cursor.Encode(page[^1].Id.ToString(CultureInfo.InvariantCulture)) : null
        );
    }

    /// <summary>Finds a file of a comment on this record, and on no other.</summary>
    public async Task<Result<StoredFile>> FileAsync(ConversationSubject subject, long comment, int number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subject);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .Comments.AsNoTracking()
            .Where(c => c.Subject == subject.Id && c.Id == comment)
            .SelectMany(c => c.Attachments)
            .Where(a => a.Number == number)
            .SingleOrDefaultAsync(ct);
        return found is null
            ? CommentRefusals.NotFound
            : await files.PresentAsync(new StoredFile(subject.Id, found.Sha256, found.SizeBytes, found.MediaType, found.FileName), ct);
    }

    /// <summary>The refusal of a record that is not there; null when it is.</summary>
    internal static async Task<Refusal?> MissingAsync(GovernanceDbContext db, ConversationSubject subject, CancellationToken ct) =>
        subject.Kind switch
        {
            ConversationKind.Promotion => DisplayId.TryParse<PromotionId>(subject.Id, out var id)
            && await db.Promotions.AnyAsync(p => p.Id == id, ct)
                ? null
                : PromotionRefusals.NotFound,
            ConversationKind.Risk => DisplayId.TryParse<RiskId>(subject.Id, out var id) && await db.Risks.AnyAsync(r => r.Id == id, ct)
                ? null
                : RiskRefusals.NotFound,
            ConversationKind.Incident => DisplayId.TryParse<IncidentId>(subject.Id, out var id)
            && await db.Incidents.AnyAsync(i => i.Id == id, ct)
                ? null
                : IncidentRefusals.NotFound,
        };

    private static async Task<IReadOnlyList<CommentView>> ViewsAsync(
        GovernanceDbContext db,
        ConversationSubject subject,
        IReadOnlyList<Comment> comments,
        CancellationToken ct
    )
    {
        var people = await People.ByIdAsync(db, comments.SelectMany(c => c.Mentions), ct);
        return [.. comments.Select(c => CommentView.Of(subject, c, id => people.GetValueOrDefault(id)?.Name))];
    }
}
