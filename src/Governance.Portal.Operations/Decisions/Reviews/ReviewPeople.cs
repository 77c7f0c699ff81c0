using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>Who may review decisions of a model: an active account, a role that may, and a scope with the model in it.</summary>
internal static class ReviewPeople
{
    private const int Most = 500;

    /// <summary>Those who may, of some people or of all; by name.</summary>
    public static async Task<IReadOnlyList<Person>> MayReviewAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<UserId>? among,
        string model,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var roles = Permission.ReviewDecisions.GrantedTo.ToList();
        var numbers = among?.Select(p => p.Number).Distinct().ToList();
        var held = (
            await AccessReader
                .InForce(db)
                .Where(h => roles.Contains(h.Role) && (numbers == null || numbers.Contains(h.User)))
                .OrderBy(h => h.User)
                .Take(Most)
                .ToListAsync(ct)
        ).ToLookup(h => h.User, h => h.Role);
        var known = held.Select(h => h.Key).ToList();
        var users = await db
            .Users.AsNoTracking()
            .Where(u => known.Contains(u.Id))
            .OrderBy(u => u.PrintedName)
            .ThenBy(u => u.Id)
            .ToListAsync(ct);
        var people = users.Where(u => u.IsActive(now)).Select(u => new Person(u.UserId, u.PrintedName, u.Email ?? "")).ToList();
        var ids = people.Select(p => p.Id).ToList();
        var limited = await db.RoleScopes.AsNoTracking().Where(s => ids.Contains(s.User)).Select(s => s.User).Distinct().ToListAsync(ct);
        foreach (var person in limited)
        {
            var scope = await DataScopeReader.OfRightsAsync(
                db,
                person,
                [
                    [.. held[person.Number]],
                ],
                ct
            );
            if (scope is not null && !scope.Covers([model]))
            {
                people.RemoveAll(p => p.Id == person);
            }
        }

        return people;
    }

    /// <summary>Who may answer a model's reviews as things stand.</summary>
    public static async Task<ReviewParties> PartiesAsync(
        GovernanceDbContext db,
        ReviewPolicy? policy,
        string model,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var owner = await db.Models.AsNoTracking().SingleAsync(m => m.Name == model, ct);
        List<UserId> deciders = [.. policy?.EscalateTo is { } named ? [named] : Array.Empty<UserId>(), owner.Owner, .. owner.Deputies];
        List<UserId> reviewers = [.. policy?.Reviewers ?? []];
        var may = (await MayReviewAsync(db, [.. deciders, .. reviewers], model, now, ct)).Select(p => p.Id).ToHashSet();
        return new ReviewParties([.. reviewers.Where(may.Contains)], [.. deciders.Where(may.Contains).Distinct()]);
    }

    /// <summary>The one person whom a caller names, by the address of their account or their id; null for no one who may.</summary>
    public static async Task<UserId?> FindAsync(
        GovernanceDbContext db,
        string? name,
        string model,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var id = DisplayId.TryParse<UserId>(name.Trim(), out var known) ? known : (await People.ByEmailAsync(db, name, ct))?.UserId;
        return id is { } person && (await MayReviewAsync(db, [person], model, now, ct)).Count == 1 ? person : null;
    }

    /// <summary>Everyone behind the act that stored a batch: the person, or the owner of the key and the person who made it.</summary>
    public static async Task<IReadOnlyList<UserId>> BehindAsync(GovernanceDbContext db, string storedBy, CancellationToken ct)
    {
        if (OfActor(storedBy) is { } person)
        {
            return [person];
        }

        if (!storedBy.StartsWith("key:", StringComparison.Ordinal) || !DisplayId.TryParse<ApiKeyId>(storedBy[4..], out var id))
        {
            return [];
        }

        var key = await db.ApiKeys.AsNoTracking().Where(k => k.Id == id).Select(k => new { k.Owner, k.CreatedBy }).SingleOrDefaultAsync(ct);
        return [.. new[] { key?.Owner, OfActor(key?.CreatedBy ?? "") }.OfType<UserId>().Distinct()];
    }

    /// <summary>True when a decision's own review names this person: by address, name or id, as its sender wrote it.</summary>
    public static bool IsNamed(Person person, string? by) =>
        by?.Trim() is { Length: > 0 } text
        && new[] { person.Email, person.Name, person.Id.ToString() }.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static UserId? OfActor(string actor) =>
        actor.StartsWith("user:", StringComparison.Ordinal) && DisplayId.TryParse<UserId>(actor[5..], out var user) ? user : null;
}
