using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Ends an overlay or a limitation, in use or still proposed.</summary>
public sealed class EndOverlay(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<OverlayId>> RunAsync(Actor actor, string model, OverlayId id, string? reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return runner.RunAsync<OverlayId>(
            actor,
            new Attempt("overlay.ended", id.ToString(), Permission.ManageModelRisk),
            async (context, token) =>
            {
                if (await context.Db.ModelOverlays.SingleOrDefaultAsync(o => o.Model == model && o.Id == id, token) is not { } overlay)
                {
                    return OverlayRefusals.NotFound;
                }

                if (overlay.End(context.Access.PrintedName, reason, context.Now) is { } refusal)
                {
                    return refusal;
                }

                ModelRiskEvents.Overlay(context, "overlay.ended", overlay);
                return id;
            },
            ct
        );
    }
}
