using Governance.Data;
using Governance.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Remembers of which roles single sign-on set the limit. The memory outlives the role, as the limit does: a role that comes back is
/// limited by the person who limited it, and only what the configuration set is the configuration's to widen.
/// </summary>
internal static class ProvidedLimits
{
    private const string Type = "role-limited-by-single-sign-on";

    /// <summary>The roles of a person.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(GovernanceDbContext db, UserId user, CancellationToken ct) =>
        (
            await db
                .UserClaims.AsNoTracking()
                .Where(c => c.UserId == user.Number && c.ClaimType == Type)
                .Select(c => c.ClaimValue!)
                .ToListAsync(ct)
        ).ToHashSet(StringComparer.Ordinal);

    /// <summary>The limit of a role is single sign-on's from now on; saves nothing.</summary>
    public static void Note(GovernanceDbContext db, UserId user, string role) =>
        db.UserClaims.Add(
            new IdentityUserClaim<int>
            {
                UserId = user.Number,
                ClaimType = Type,
                ClaimValue = role,
            }
        );

    /// <summary>The limits of these roles are the portal's own from now on; saves nothing.</summary>
    public static async Task ForgetAsync(GovernanceDbContext db, UserId user, IReadOnlyCollection<string> roles, CancellationToken ct) =>
        db.UserClaims.RemoveRange(
            await db.UserClaims.Where(c => c.UserId == user.Number && c.ClaimType == Type && roles.Contains(c.ClaimValue!)).ToListAsync(ct)
        );
}
