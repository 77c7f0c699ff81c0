using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.ModelRisk;

/// <summary>Where a validation stands.</summary>
public enum ValidationState
{
    /// <summary>Planned, and not reported.</summary>
    Planned,

    /// <summary>Its report is signed.</summary>
    Reported,

    /// <summary>Given up before a report.</summary>
    Cancelled,
}

/// <summary>What is planned.</summary>
/// <param name="Scope">What is validated, for which use.</param>
/// <param name="Tests">The tests to be made, one a line.</param>
/// <param name="Validator">Who validates.</param>
/// <param name="ValidatorName">Their printed name.</param>
/// <param name="DueOn">The day the report is due.</param>
public sealed record ValidationPlan(string? Scope, string? Tests, UserId Validator, string ValidatorName, DateOnly DueOn);

/// <summary>
/// The validation of a version: a plan, and one report that its validator signs. The validator neither developed the version, nor owns the
/// model, nor asks for its promotion.
/// </summary>
public sealed class ModelValidation : IAudited
{
    /// <summary>The furthest day that a report may be due, in months from the plan.</summary>
    public const int MaxMonths = 24;

    private ModelValidation() { }

    /// <summary>The readable id.</summary>
    public ValidationId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>What is validated.</summary>
    public SaltedText Scope { get; private init; } = SaltedText.Of("");

    /// <summary>The tests to be made, one a line.</summary>
    public SaltedText Tests { get; private init; } = SaltedText.Of("");

    /// <summary>Who validates.</summary>
    public UserId Validator { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ValidatorName { get; private init; } = "";

    /// <summary>The day the report is due.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>Who planned it.</summary>
    public UserId PlannedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PlannedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset PlannedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public ValidationState State { get; private set; }

    /// <summary>The signed report; null while there is none.</summary>
    public ValidationReport? Report { get; private set; }

    /// <summary>When it was reported or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Plans a validation.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="version">Model and version.</param>
    /// <param name="plan">What is planned.</param>
    /// <param name="parties">Who had a hand in the version.</param>
    /// <param name="planner">Who plans it, and who counts as one with whom.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ModelValidation> Plan(
        ValidationId id,
        (string Model, string Version) version,
        ValidationPlan plan,
        ValidationParties parties,
        Signer planner,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(planner);
        var today = now.Day();
        if (
            (
                parties.Refuses(plan.Validator, planner.Separation)
                ?? ModelRiskWords.Refuses(plan.Scope, ValidationRefusals.ScopeMissing)
                ?? ModelRiskWords.Refuses(plan.Tests, ValidationRefusals.TestsMissing)
                ?? (plan.DueOn < today || plan.DueOn > today.AddMonths(MaxMonths) ? ValidationRefusals.DueNotValid : null)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        return new ModelValidation
        {
            Id = id,
            Model = version.Model,
            Version = version.Version,
            Scope = SaltedText.Of(plan.Scope!.Trim()),
            Tests = SaltedText.Of(plan.Tests!.Trim()),
            Validator = plan.Validator,
            ValidatorName = plan.ValidatorName,
            DueOn = plan.DueOn,
            PlannedBy = planner.Id,
            PlannedByName = planner.PrintedName,
            PlannedAt = now,
            State = ValidationState.Planned,
            Revision = 1,
        };
    }

    /// <summary>The validator signs the report.</summary>
    /// <param name="person">Who signs, and who counts as one with whom.</param>
    /// <param name="verdict">What the report says.</param>
    /// <param name="parties">Who had a hand in the version by now.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Result<ValidationReport> Sign(
        Signer person,
        ValidationVerdict verdict,
        ValidationParties parties,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(proof);
        // Anyone who asked for the promotion, stored the artifact or took the model over since the plan is no validator any more.
        if ((person.Id != Validator ? ValidationRefusals.NotValidator : parties.Refuses(person.Id, person.Separation)) is { } forbidden)
        {
            return forbidden;
        }

        if (State is not ValidationState.Planned)
        {
            return ValidationRefusals.Closed;
        }

        if (ValidationReport.Refuses(verdict) is { } words)
        {
            return words;
        }

        Report = ValidationReport.Of(this, verdict, person, proof, now);
        (State, ClosedAt) = (ValidationState.Reported, now);
        Revision++;
        return Report;
    }

    /// <summary>Gives it up before a report.</summary>
    public Refusal? Cancel(DateTimeOffset now)
    {
        if (State is not ValidationState.Planned)
        {
            return ValidationRefusals.Closed;
        }

        (State, ClosedAt) = (ValidationState.Cancelled, now);
        Revision++;
        return null;
    }
}
