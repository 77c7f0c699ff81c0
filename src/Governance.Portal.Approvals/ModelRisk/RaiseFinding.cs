using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>The validator raises a finding. Gates may read it: live promotions of the model are judged again.</summary>
public sealed class RaiseFinding(ActionRunner runner, IFactsChanged factsChanged)
{
    /// <summary>What was found.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Validation">The validation that found it.</param>
    /// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c> or <c>low</c>.</param>
    /// <param name="Text">What is wrong, and what is expected.</param>
    /// <param name="Owner">E-mail address of who puts it right.</param>
    /// <param name="DueOn">By when.</param>
    public sealed record Command(string Model, ValidationId Validation, string? Severity, string? Text, string? Owner, DateOnly? DueOn);

    /// <summary>Runs the action.</summary>
    public async Task<Result<FindingId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        await factsChanged.PrepareAsync(command.Model, null, ct);
        return await runner.RunAsync(
            actor,
            new Attempt("finding.raised", command.Validation.ToString(), Permission.ValidateModels) { Decides = true },
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<FindingId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var found = await OpenValidation.FindAsync(context, command.Model, command.Validation, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        if (!WireName.TryParse<FindingSeverity>(command.Severity, out var severity))
        {
            return FindingRefusals.SeverityUnknown;
        }

        var owner = await ModelRiskPeople.NamedAsync(context, command.Owner, FindingRefusals.OwnerUnknown, ct);
        if (!owner.IsDone)
        {
            return owner.Refusal;
        }

        var raised = ValidationFinding.Raise(
            await context.Db.NextIdAsync<FindingId>(ct),
            found.Value.Validation,
            new(severity, command.Text, owner.Value.Id, owner.Value.Name, command.DueOn ?? default),
            await ModelRiskPeople.SignerAsync(context, [owner.Value.Id], ct),
            context.Now
        );
        if (!raised.IsDone)
        {
            return raised.Refusal;
        }

        context.Db.ValidationFindings.Add(raised.Value);
        ModelRiskEvents.Finding(context, "finding.raised", raised.Value);
        await factsChanged.ChangedAsync(context, command.Model, null, ct);
        return raised.Value.Id;
    }
}
