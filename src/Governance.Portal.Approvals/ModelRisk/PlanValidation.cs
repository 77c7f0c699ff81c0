using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Plans the validation of a version by someone who is independent of it.</summary>
public sealed class PlanValidation(ActionRunner runner)
{
    /// <summary>What is planned.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Version">The version's name.</param>
    /// <param name="Scope">What is validated, for which use.</param>
    /// <param name="Tests">The tests to be made, one a line.</param>
    /// <param name="Validator">E-mail address of who validates.</param>
    /// <param name="DueOn">When the report is due.</param>
    public sealed record Command(string? Model, string? Version, string? Scope, string? Tests, string? Validator, DateOnly? DueOn);

    /// <summary>Runs the action.</summary>
    public Task<Result<ValidationId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("validation.planned", ModelRiskPeople.Subject(command.Model), Permission.ManageModelRisk),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private static async Task<Result<ValidationId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var found = await ModelRiskPeople.LockAsync(context, command.Model, command.Version, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var (model, version) = found.Value;
        var named = await ModelRiskPeople.NamedAsync(context, command.Validator, ValidationRefusals.ValidatorUnknown, ct);
        if (!named.IsDone)
        {
            return named.Refusal;
        }

        var validator = named.Value;
        var roles = await AccessReader.RolesOf(context.Db, validator.Id.Number).ToListAsync(ct);
        if (!roles.Intersect(Permission.ValidateModels.GrantedTo, StringComparer.Ordinal).Any())
        {
            return ValidationRefusals.ValidatorUnknown;
        }

        var parties = await ModelRiskPeople.PartiesAsync(context.Db, model, version, ct);
        var planned = ModelValidation.Plan(
            await context.Db.NextIdAsync<ValidationId>(ct),
            (version.Model, version.Version),
            new(command.Scope, command.Tests, validator.Id, validator.Name, command.DueOn ?? default),
            parties,
            await ModelRiskPeople.SignerAsync(context, [validator.Id], ct),
            context.Now
        );
        if (!planned.IsDone)
        {
            return planned.Refusal;
        }

        context.Db.ModelValidations.Add(planned.Value);
        ModelRiskEvents.Validation(context, "validation.planned", planned.Value);
        return planned.Value.Id;
    }
}
