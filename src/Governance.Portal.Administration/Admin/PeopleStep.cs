using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>
/// Those who sign, three different people, and those without whom they would have nothing to sign have accounts that count.
/// </summary>
internal sealed class PeopleStep : ISetupStep
{
    // What is missing when each role is held, and the same people hold them.
    private const string ThirdPerson = "a third person who can sign";

    // A policy that only its author could approve is never in force.
    private const string Proposer = "a second risk officer or security approver, because no one approves a policy they proposed";

    private const int MostWaiting = 20;

    private static readonly string[] s_signers = [Roles.SecurityReviewer, Roles.LegalReviewer, Roles.ModelOwner];
    private static readonly string[] s_wanted = [.. s_signers, Roles.RiskOfficer];
    private static readonly string[] s_all = [.. s_wanted, Roles.ComplianceOfficer, Roles.Engineer];

    public int Number => 2;

    public Permission Permission => Permission.Administer;

    public async Task<SetupStep> ReadAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var held = await AccessReader
            .InForce(db)
            .Where(h => s_all.Contains(h.Role) && db.Users.Any(u => u.Id == h.User && u.DisabledAt == null))
            .Select(h => new { h.Role, h.User })
            .ToListAsync(ct);
        var missing = Missing(held.ToLookup(h => h.Role, h => h.User, StringComparer.Ordinal));
        var waiting = missing.Count == 0 ? [] : await WaitingAsync(db, ct);
        return new(
            "Invite the signatories and a risk officer",
            "Production requires the signatures of security, legal and the model's owner: three different "
                + "people, none of them the requester.",
            "Open users",
            "/admin/users",
            missing.Count == 0
        )
        {
            Missing = [.. missing.Where(m => waiting.All(w => Roles.Title(w.Role) != m)), .. waiting.Select(Words)],
            // Only the host confirms what a single administrator gave.
            Command = waiting.Count == 0 ? null : Administrators.ConfirmCommand(waiting.Select(w => w.Id).Distinct()),
        };
    }

    private static string Words(Waiting waiting) =>
        $"{Roles.Title(waiting.Role)}: {waiting.Name} ({waiting.Id}) is waiting for confirmation by a second person or on the host";

    // Roles that were given and do not count yet.
    private static async Task<List<Waiting>> WaitingAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var grants = await db
            .AccessGrants.AsNoTracking()
            .Where(g => g.Until == null && g.ConfirmedAt == null && s_all.Contains(g.What))
            .OrderBy(g => g.At)
            .ThenBy(g => g.User)
            .ThenBy(g => g.What)
            .Take(MostWaiting)
            .Select(g => new { g.User, g.What })
            .ToListAsync(ct);
        var ids = grants.ConvertAll(g => g.User.Number);
        var names = await db
            .Users.AsNoTracking()
            .Where(u => ids.Contains(u.Id) && u.DisabledAt == null)
            .ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        return [.. grants.Where(g => names.ContainsKey(g.User.Number)).Select(g => new Waiting(g.What, g.User, names[g.User.Number]))];
    }

    /// <summary>
    /// Which roles no one holds; where each is held, whether there are people enough for what one person may not do alone.
    /// </summary>
    internal static IReadOnlyList<string> Missing(ILookup<string, int> holders)
    {
        var empty = s_wanted.Where(role => !holders[role].Any()).Select(Roles.Title).ToList();
        // Who signs a classification answered none of its questions, and who owns a model does not request what they sign.
        if (!holders[Roles.ComplianceOfficer].Any() && holders[Roles.LegalReviewer].Count() < 2)
        {
            empty.Add(Roles.Title(Roles.ComplianceOfficer));
        }

        if (!holders[Roles.Engineer].Any() && holders[Roles.ModelOwner].Count() < 2)
        {
            empty.Add(Roles.Title(Roles.Engineer));
        }

        return empty.Count > 0 ? empty
            : !AreThree(holders) ? [ThirdPerson]
            : !CanAdopt(holders) ? [Proposer]
            : [];
    }

    // Someone proposes; a risk officer and a security approver, who are two others, approve.
    private static bool CanAdopt(ILookup<string, int> holders) =>
        (
            from risk in holders[Roles.RiskOfficer]
            from security in holders[Roles.SecurityReviewer]
            where security != risk
            from author in holders[Roles.RiskOfficer].Concat(holders[Roles.SecurityReviewer])
            where author != risk && author != security
            select author
        ).Any();

    private static bool AreThree(ILookup<string, int> holders) =>
        (
            from security in holders[s_signers[0]]
            from legal in holders[s_signers[1]]
            where legal != security
            from owner in holders[s_signers[2]]
            where owner != security && owner != legal
            select owner
        ).Any();

    private sealed record Waiting(string Role, UserId Id, string Name);
}
