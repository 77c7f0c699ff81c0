using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>
/// The validator signs the report, with a fresh proof of who they are. Gates may read it: live promotions are judged again.
/// </summary>
public sealed class SignValidation(ActionRunner runner, IFactsChanged factsChanged, ReauthenticationService reauthentication)
{
    /// <summary>What the report says.</summary>
    /// <param name="Model">The model's name.</param>
    /// <param name="Validation">Which.</param>
    /// <param name="Conclusion"><c>fit</c>, <c>fit-with-conditions</c> or <c>not-fit</c>.</param>
    /// <param name="Summary">What was tested and what was seen.</param>
    /// <param name="Challenged">What the validator questioned.</param>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Conditions">The conditions, where there are some.</param>
    /// <param name="Proof">Proof of a fresh re-authentication.</param>
    public sealed record Command(
        string Model,
        ValidationId Validation,
        string? Conclusion,
        string? Summary,
        string? Challenged,
        string? Outcome,
        string? Conditions,
        string? Proof
    );

    /// <summary>What a proof for this is bound to, if it is.</summary>
    public static string Binding(ValidationId validation) => $"{validation}|report";

    /// <summary>Runs the action. Order of the checks: role, proof, person, state, words.</summary>
    public async Task<Result<ValidationId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var proof = await reauthentication.ConsumeAsync(command.Proof, actor, Binding(command.Validation), ct);
        await factsChanged.PrepareAsync(command.Model, null, ct);
        var attempt = new Attempt("validation.reported", command.Validation.ToString(), Permission.ValidateModels)
        {
            LogEveryRefusal = true,
            Decides = true,
        };
        return await runner.RunAsync(actor, attempt, (context, token) => ActAsync(context, command, proof, token), ct);
    }

    private async Task<Result<ValidationId>> ActAsync(
        ActionContext context,
        Command command,
        Result<ProvenIdentity> proof,
        CancellationToken ct
    )
    {
        if (!proof.IsDone)
        {
            return proof.Refusal;
        }

        if (!WireName.TryParse<ValidationConclusion>(command.Conclusion, out var conclusion))
        {
            return ValidationRefusals.ConclusionUnknown;
        }

        var found = await OpenValidation.FindAsync(context, command.Model, command.Validation, ct);
        if (!found.IsDone)
        {
            return found.Refusal;
        }

        var (validation, parties) = found.Value;
        if (await RequiredCompetences.RefusesAsync(context, context.Access.Person!.Value, CompetenceDuty.Validate, ct) is { } lacking)
        {
            return lacking;
        }

        var signed = validation.Sign(
            await ModelRiskPeople.SignerAsync(context, OpenValidation.People(parties), ct),
            new(conclusion, command.Summary, command.Challenged, command.Outcome, command.Conditions),
            parties,
            proof.Value.ToProof(),
            context.Now
        );
        if (!signed.IsDone)
        {
            return signed.Refusal;
        }

        ModelRiskEvents.Validation(context, "validation.reported", validation);
        await factsChanged.ChangedAsync(context, validation.Model, null, ct);
        return validation.Id;
    }
}
