using Governance.Data;
using Governance.Data.Approvals;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Overrides;

/// <summary>
/// A person as they would confirm or review emergency overrides, with who counts as one with them: what waits for someone goes by the rules
/// of the acts.
/// </summary>
internal static class OverrideSigners
{
    /// <summary>Reads, for each override, its promotion and the person beside it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="access">The person.</param>
    /// <param name="overrides">The overrides.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<PromotionId, (Promotion Promotion, Signer Person)>> ReadAsync(
        GovernanceDbContext db,
        Access access,
        IReadOnlyList<EmergencyOverride> overrides,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (overrides.Count == 0 || access.Person is not { } person)
        {
            return new Dictionary<PromotionId, (Promotion, Signer)>();
        }

        var ids = overrides.Select(o => o.Promotion).Distinct().ToList();
        var promotions = await db.PromotionsWithoutBundles().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        var confirmed = overrides.SelectMany(o => o.Confirmations).Select(c => c.Attestation.Person);
        var apart = await SeparationReader.OfEachAsync(db, promotions, [.. confirmed, person], now, ct);
        var signer = new Signer(person, access.PrintedName, access.Role);
        return promotions.ToDictionary(p => p.Id, p => (p, signer with { Separation = apart[p.Id] }));
    }
}
