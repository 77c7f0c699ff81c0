using Governance.Data;
using Governance.Data.Conversations;
using Governance.Data.Identity;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>A text someone has not sent yet.</summary>
/// <param name="Text">The words.</param>
/// <param name="At">When they were stored.</param>
public sealed record WrittenDraft(string Text, DateTimeOffset At);

/// <summary>
/// Keeps what a person is writing on the server, so that it is there after a reload or on another device. No one else sees it, it says
/// nothing to anyone and it ends with the posting or after a month: therefore the log knows nothing of it.
/// </summary>
public sealed class WritingDrafts(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>How long typing rests before it is stored.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>The place of a comment on a record.</summary>
    public static string OfComment(ConversationSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return $"comment/{subject.Id}";
    }

    /// <summary>What the person has written at a place, or null.</summary>
    public async Task<WrittenDraft?> ReadAsync(Actor actor, string place, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await PersonAsync(db, actor, ct) is { } person
            ? await db
                .TextDrafts.AsNoTracking()
                .Where(d => d.Person == person && d.Place == place)
                .Select(d => new WrittenDraft(d.Text, d.At))
                .SingleOrDefaultAsync(ct)
            : null;
    }

    /// <summary>Stores what the person has written; an empty text takes the draft away.</summary>
    /// <returns>False when there is no one to keep it for, the text is too long to be kept, or the log is damaged.</returns>
    public async Task<bool> SaveAsync(Actor actor, string place, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(text);
        if (place.Length is 0 or > TextDraft.MaxPlace || text.Length > TextDraft.MaxText)
        {
            return false;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null || await PersonAsync(db, actor, ct) is not { } person)
        {
            return false;
        }

        var draft = await db.TextDrafts.SingleOrDefaultAsync(d => d.Person == person && d.Place == place, ct);
        if (string.IsNullOrWhiteSpace(text))
        {
            if (draft is not null)
            {
                db.TextDrafts.Remove(draft);
            }
        }
        else if (draft is not null)
        {
            (draft.Text, draft.At) = (text, clock.GetUtcNow());
        }
        else
        {
            await MakeRoomAsync(db, person, ct);
            db.TextDrafts.Add(
                new TextDraft
                {
                    Person = person,
                    Place = place,
                    Text = text,
                    At = clock.GetUtcNow(),
                }
            );
        }

        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // stored or posted from another page at the same moment: that one counts, and the next rest stores again
        }
    }

    /// <summary>Takes a draft away in the transaction of the action that sends its text.</summary>
    internal static async Task DropAsync(GovernanceDbContext db, Access access, string place, CancellationToken ct)
    {
        if (
            access.Actor.Kind is ActorKind.User
            && access.Person is { } person
            && await db.TextDrafts.SingleOrDefaultAsync(d => d.Person == person && d.Place == place, ct) is { } draft
        )
        {
            db.TextDrafts.Remove(draft);
        }
    }

    private static async Task MakeRoomAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        var count = await db.TextDrafts.CountAsync(d => d.Person == person, ct);
        if (count >= TextDraft.MaxOfOne)
        {
            db.TextDrafts.RemoveRange(
                await db
                    .TextDrafts.Where(d => d.Person == person)
                    .OrderBy(d => d.At)
                    .ThenBy(d => d.Place)
                    .Take(count - TextDraft.MaxOfOne + 1)
                    .ToListAsync(ct)
            );
        }
    }

    private async Task<UserId?> PersonAsync(GovernanceDbContext db, Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.User)
        {
            return null;
        }

        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        return access.IsDone ? access.Value.Person : null;
    }
}
