using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>Those who sign, three different people, and a risk officer have accounts.</summary>
internal sealed class PeopleStep : ISetupStep
{
    // What is missing when each role is held, and the same people hold them.
    private const string ThirdPerson = "a third person among those who sign";

    private static readonly string[] s_signers = [Roles.SecurityReviewer, Roles.LegalReviewer, Roles.ModelOwner];
    private static readonly string[] s_wanted = [.. s_signers, Roles.RiskOfficer];

    public int Number => 2;

    public Permission Permission => Permission.Administer;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var held = await AccessReader
            .InForce(db)
            .Where(h => s_wanted.Contains(h.Role) && db.Users.Any(u => u.Id == h.User && u.DisabledAt == null))
            .Select(h => new { h.Role, h.User })
            .ToListAsync(ct);
        var missing = Missing(held.ToLookup(h => h.Role, h => h.User, StringComparer.Ordinal));
        return new(
            "Invite those who sign, and a risk officer",
            "Production requires the signatures of security, legal and the model's owner: three different "
                + "people, none of them the requester.",
            "Open users",
            "/admin/users",
            missing.Count == 0
        )
        {
            Missing = missing,
        };
    }

    /// <summary>Which roles no one holds; where each is held, whether there are three people for the three signatures.</summary>
    internal static IReadOnlyList<string> Missing(ILookup<string, int> holders)
    {
        var empty = s_wanted.Where(role => !holders[role].Any()).Select(Roles.Title).ToList();
        return empty.Count > 0 || AreThree(holders) ? empty : [ThirdPerson];
    }

    private static bool AreThree(ILookup<string, int> holders) =>
        (
            from security in holders[s_signers[0]]
            from legal in holders[s_signers[1]]
            where legal != security
            from owner in holders[s_signers[2]]
            where owner != security && owner != legal
            select owner
        ).Any();
}
