using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Proposes an overlay or a limitation of a model.</summary>
public sealed class ProposeOverlay(ActionRunner runner)
{
    /// <summary>What is proposed.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Kind"><c>overlay</c> or <c>limitation</c>.</param>
    /// <param name="Text">What it is, and why.</param>
    /// <param name="Since">Since when; null for today.</param>
    /// <param name="ReviewOn">When it is looked at again.</param>
    /// <param name="Owner">E-mail address of who answers for it.</param>
    public sealed record Command(string? Model, string? Kind, string? Text, DateOnly? Since, DateOnly? ReviewOn, string? Owner);

    /// <summary>Runs the action.</summary>
    public Task<Result<OverlayId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("overlay.proposed", ModelRiskPeople.Subject(command.Model), Permission.ManageModelRisk),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<OverlayId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var found = await ModelRiskPeople.LockAsync(context, command.Model, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        if (!WireName.TryParse<OverlayKind>(command.Kind, out var kind))
        {
            return OverlayRefusals.KindUnknown;
        }

        var owner = await ModelRiskPeople.NamedAsync(context, command.Owner, OverlayRefusals.OwnerUnknown, ct);
        if (!owner.IsDone)
        {
            return owner.Refusal;
        }

        var proposed = ModelOverlay.Propose(
            await context.Db.NextIdAsync<OverlayId>(ct),
            found.Value.Name,
            new(kind, command.Text, command.Since ?? context.Now.Day(), command.ReviewOn ?? default, owner.Value.Id, owner.Value.Name),
            (context.Access.Person!.Value, context.Access.PrintedName),
            context.Now
        );
        if (!proposed.IsDone)
        {
            return proposed.Refusal;
        }

        context.Db.ModelOverlays.Add(proposed.Value);
        ModelRiskEvents.Overlay(context, "overlay.proposed", proposed.Value);
        return proposed.Value.Id;
    }
}
