using Governance.Data;
using Governance.Data.Incidents;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Retirements;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What takes a version out of use while its deployment is still on record: an incident that contains it, or a retirement that has stopped
/// its traffic.
/// </summary>
public static class HeldVersions
{
    /// <summary>Why this version may not act; null when nothing holds it.</summary>
    /// <param name="db">A context.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> OfAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        var name = ModelName.Of(model, version);
        return await IncidentHolds.OfAsync(db, model, version, ct) is { } incident ? IncidentRefusals.Contains(incident, name)
            : await RetirementHolds.OfAsync(db, model, version, ct) is { } retirement ? RetirementRefusals.Stops(retirement, name)
            : null;
    }
}
