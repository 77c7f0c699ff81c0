using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Finds the people that records name.</summary>
public static class People
{
    /// <summary>The active model owner with an e-mail address, or null.</summary>
    public static async Task<UserId?> ModelOwnerAsync(GovernanceDbContext db, string email, DateTimeOffset now, CancellationToken ct)
    {
        var person = await ByEmailAsync(db, email, ct);
        return person is not null && person.IsActive(now) && await AccessReader.RolesOf(db, person.Id).ContainsAsync(Roles.ModelOwner, ct)
            ? person.UserId
            : null;
    }

    /// <summary>The account with an e-mail address, or null.</summary>
    public static Task<User?> ByEmailAsync(GovernanceDbContext db, string email, CancellationToken ct)
    {
        var normalized = email.Trim().Normalize().ToUpperInvariant();
        return db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
    }

    /// <summary>People by id.</summary>
    public static async Task<IReadOnlyDictionary<UserId, Person>> ByIdAsync(
        GovernanceDbContext db,
        IEnumerable<UserId> ids,
        CancellationToken ct
    )
    {
        var numbers = ids.Select(id => id.Number).Distinct().ToList();
        if (numbers.Count == 0)
        {
            return new Dictionary<UserId, Person>();
        }

        var people = await db
            .Users.AsNoTracking()
            .Where(u => numbers.Contains(u.Id))
            .Select(u => new
            {
                u.Id,
                u.PrintedName,
                u.Email,
            })
            .ToListAsync(ct);
        return people.ToDictionary(p => new UserId(p.Id), p => new Person(new UserId(p.Id), p.PrintedName, p.Email ?? ""));
    }

    /// <summary>People whose account is active, by name: whom one may choose for something. At most 500.</summary>
    public static async Task<IReadOnlyList<Person>> ActiveAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var users = await db.Users.AsNoTracking().OrderBy(u => u.PrintedName).ThenBy(u => u.Id).Take(500).ToListAsync(ct);
        return [.. users.Where(u => u.IsActive(now)).Select(u => new Person(u.UserId, u.PrintedName, u.Email ?? ""))];
    }

    /// <summary>The person who is to answer for something, as a caller names them: by the e-mail address of an active account.</summary>
    public static async Task<UserId> OwnerAsync(ActionContext context, FieldErrors errors, string? email, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(errors);
        var given = errors.Required("owner", email, 256);
        if (given.Length == 0)
        {
            return default;
        }

        if (await ByEmailAsync(context.Db, given, ct) is { } person && person.IsActive(context.Now))
        {
            return person.UserId;
        }

        errors.Add("owner", $"This has to be the e-mail address of an active account.");
        return default;
    }
}
