using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Who lets versions go that an incident holds: someone of the second line, signed in, whichever way it is done. Those whose version was
/// taken out of use do not bring it back, and no key does.
/// </summary>
internal static class IncidentRelease
{
    /// <summary>Why this act may not let them go; null when it may, which is noted then.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="incident">The incident, before it lets them go.</param>
    /// <param name="held">The versions that are let go.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Refusal?> RefusesAsync(
        ActionContext context,
        Incident incident,
        IEnumerable<IncidentVersion> held,
        CancellationToken ct
    )
    {
        if (context.Access.Actor.Kind is ActorKind.System or ActorKind.Host)
        {
            return null;
        }

        var names = held.Where(v => v.IsHeld).Select(v => v.Model).Distinct().ToList();
        var models = await context
            .Db.Models.IgnoreQueryFilters() // what is let go counts, also where a limited role does not reach
            .Where(m => names.Contains(m.Name))
            .OrderBy(m => m.Name)
            .ToListAsync(ct);
        if (await SystemRules.FindDependentAsync(context, models, Permission.ValidateModels, ct) is not null)
        {
            return IncidentRefusals.SecondLineReleases;
        }

        models.ForEach(model => LoosenedGates.Note(context, model.Name, incident.Id.ToString()));
        return null;
    }
}
