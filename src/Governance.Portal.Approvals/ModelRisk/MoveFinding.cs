using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>
/// Moves the due day of a finding, or asks a second person for it. When the day has moved, live promotions of the model are judged again.
/// </summary>
public sealed class MoveFinding(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>What moves it.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Finding">Which.</param>
    /// <param name="DueOn">The new day.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Command(string Model, FindingId Finding, DateOnly? DueOn, string? Reason);

    /// <summary>Runs the action.</summary>
    public async Task<Result<FindingId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        await factsChanged.PrepareAsync(command.Model, null, ct);
        return await runner.RunAsync(
            actor,
            new Attempt("finding.moved", command.Finding.ToString(), Permission.ManageModelRisk),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<FindingId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var (name, id) = (command.Model, command.Finding);
        var locked = await ModelRiskPeople.LockAsync(context, name, ct);
        if (!locked.IsDone)
        {
            return locked.Refusal;
        }

        if (await context.Db.ValidationFindings.SingleOrDefaultAsync(f => f.Model == name && f.Id == id, ct) is not { } finding)
        {
            return FindingRefusals.NotFound;
        }

        var person = await ModelRiskPeople.SignerAsync(context, [finding.Owner], ct);
        var moved = finding.Move(person, command.DueOn, command.Reason, context.Now);
        if (!moved.IsDone)
        {
            return moved.Refusal;
        }

        if (moved.Value.State is ExtensionState.Asked)
        {
            ModelRiskEvents.Extension(context, "finding.extension-asked", finding, moved.Value);
            return id;
        }

        ModelRiskEvents.Extension(context, "finding.moved", finding, moved.Value);
        await factsChanged.ChangedAsync(context, name, null, ct);
        return id;
    }
}
