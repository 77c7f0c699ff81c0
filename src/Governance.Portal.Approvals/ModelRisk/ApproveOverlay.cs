using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>A second person approves an overlay or a limitation.</summary>
public sealed class ApproveOverlay(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<OverlayId>> RunAsync(Actor actor, string model, OverlayId id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return runner.RunAsync<OverlayId>(
            actor,
            new Attempt("overlay.approved", id.ToString(), Permission.ValidateModels) { Decides = true },
            async (context, token) =>
            {
                if (await context.Db.ModelOverlays.SingleOrDefaultAsync(o => o.Model == model && o.Id == id, token) is not { } overlay)
                {
                    return OverlayRefusals.NotFound;
                }

                var person = await ModelRiskPeople.SignerAsync(context, [overlay.ProposedBy, overlay.Owner], token);
                if (overlay.Approve(person, context.Now) is { } refusal)
                {
                    return refusal;
                }

                ModelRiskEvents.Overlay(context, "overlay.approved", overlay);
                return id;
            },
            ct
        );
    }
}
