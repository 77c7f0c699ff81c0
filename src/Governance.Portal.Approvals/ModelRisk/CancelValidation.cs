using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Gives up a validation before its report.</summary>
public sealed class CancelValidation(ActionRunner runner)
{
    /// <summary>Runs the action.</summary>
    public Task<Result<ValidationId>> RunAsync(Actor actor, string model, ValidationId id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return runner.RunAsync<ValidationId>(
            actor,
            new Attempt("validation.cancelled", id.ToString(), Permission.ManageModelRisk),
            async (context, token) =>
            {
                var found = await OpenValidation.FindAsync(context, model, id, token);
                if (!found.IsDone)
                {
                    return found.Refusal;
                }

                var validation = found.Value.Validation;
                if (validation.Cancel(context.Now) is { } refusal)
                {
                    return refusal;
                }

                ModelRiskEvents.Validation(context, "validation.cancelled", validation);
                return validation.Id;
            },
            ct
        );
    }
}
