using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>A person the mention box offers.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Printed name.</param>
/// <param name="Email">E-mail address of the account.</param>
/// <param name="IsActive">False for a disabled account: shown, so that no one looks for them in vain, but not offered.</param>
/// <param name="Insert">What is written after the <c>@</c>: the name, or the address where two people have the name.</param>
public sealed record PersonToMention(UserId Id, string Name, string Email, bool IsActive, string Insert);

/// <summary>Finds the people a comment can mention: those who may open the record.</summary>
public sealed class MentionedPeople(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Most people offered at once.</summary>
    public const int Most = 8;

    /// <summary>People whose name or address contains some letters, by name.</summary>
    /// <param name="actor">Who writes; they are not offered themselves.</param>
    /// <param name="subject">The record.</param>
    /// <param name="letters">What was typed after the <c>@</c>; may be empty.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<PersonToMention>> FindAsync(
        Actor actor,
        ConversationSubject subject,
        string letters,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(letters);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        if (
            access.Refusal is not null
            || access.Value.Refuses(Permission.Comment) is not null
            || access.Value.Refuses(subject.Read) is not null
        )
        {
            return [];
        }

        var me = access.Value.Person?.Number ?? 0;
        var readers = Readers(db, subject);
        var people = db.Users.AsNoTracking().Where(u => u.Id != me && !u.BreakGlass && readers.Contains(u.Id));
        if (letters.Length > 0)
        {
            var pattern = SearchText.Pattern(letters);
            people = people.Where(u => SearchText.Matches(u.PrintedName, pattern) || SearchText.Matches(u.Email, pattern));
        }

        var rows = await people
            .OrderBy(u => u.DisabledAt != null)
            .ThenBy(u => u.PrintedName)
            .ThenBy(u => u.Id)
            .Take(Most)
            .Select(u => new
            {
                u.Id,
                u.PrintedName,
                u.Email,
                u.DisabledAt,
            })
            .ToListAsync(ct);
        // Also those who may not read it: anyone who reads the text sees the name alone.
        var names = rows.Select(r => SearchText.Fold(r.PrintedName)).ToList();
        var shared = (
            await db
                .Users.AsNoTracking()
                .Where(u => names.Contains(SearchText.Fold(u.PrintedName)))
                .Select(u => u.PrintedName)
                .ToListAsync(ct)
        )
            .GroupBy(n => n, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. rows.Select(u => new PersonToMention(
                new(u.Id),
                u.PrintedName,
                u.Email ?? "",
                u.DisabledAt is null,
                shared.Contains(u.PrintedName) && u.Email is { Length: > 0 } email ? email : u.PrintedName
            )),
        ];
    }

    /// <summary>Everyone with an account, with what decides whether they can be mentioned.</summary>
    internal static async Task<IReadOnlyCollection<Mentionable>> AllAsync(
        GovernanceDbContext db,
        ConversationSubject subject,
        CancellationToken ct
    )
    {
        var readers = Readers(db, subject);
        var rows = await db
            .Users.AsNoTracking()
            .Select(u => new
            {
                u.Id,
                u.PrintedName,
                u.Email,
                u.DisabledAt,
                MayRead = readers.Contains(u.Id),
            })
            .ToListAsync(ct);
        return [.. rows.Select(u => new Mentionable(new(u.Id), u.PrintedName, u.Email ?? "", u.DisabledAt is null, u.MayRead))];
    }

    // The one place that says who may open a record, as far as mentions are concerned.
    private static IQueryable<int> Readers(GovernanceDbContext db, ConversationSubject subject)
    {
        var roles = subject.Read.GrantedTo;
        return AccessReader.InForce(db).Where(h => roles.Contains(h.Role)).Select(h => h.User);
    }
}
