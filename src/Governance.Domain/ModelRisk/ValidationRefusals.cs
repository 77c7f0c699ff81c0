namespace Governance.Domain.ModelRisk;

/// <summary>Refusals about validations.</summary>
public static class ValidationRefusals
{
    /// <summary>No such validation.</summary>
    public static Refusal NotFound { get; } =
        new("validation.not-found", $"This model has no validation with this ID.", RefusalKind.NotFound);

    /// <summary>No one is known to have made the version.</summary>
    public static Refusal DeveloperUnknown { get; } =
        new(
            "validation.developer-unknown",
            $"It is not known who developed this version, so no one can be considered independent of its developers. Register a new "
                + $"version with an account, or with an API key that has an owner.",
            RefusalKind.Conflict
        );

    /// <summary>The validator made the version.</summary>
    public static Refusal ValidatorDeveloped { get; } =
        new(
            "validation.validator-developed",
            $"Anyone who registered this version or stored its artifact cannot validate it.",
            RefusalKind.Forbidden
        );

    /// <summary>The validator owns the model.</summary>
    public static Refusal ValidatorOwns { get; } =
        new("validation.validator-owns", $"The owner of a model and their deputies cannot validate it.", RefusalKind.Forbidden);

    /// <summary>The validator wants it promoted.</summary>
    public static Refusal ValidatorRequested { get; } =
        new(
            "validation.validator-requested",
            $"Anyone who requests a promotion of this version cannot validate it.",
            RefusalKind.Forbidden
        );

    /// <summary>No account, or one whose role does not validate.</summary>
    public static Refusal ValidatorUnknown { get; } =
        Refusal.Field(
            "validation.validator-unknown",
            "validator",
            $"Give the e-mail address of a person whose role allows them to validate models."
        );

    /// <summary>Another person's validation.</summary>
    public static Refusal NotValidator { get; } =
        new("validation.not-validator", $"Only the person named in the plan can carry out this validation.", RefusalKind.Forbidden);

    /// <summary>Reported or cancelled.</summary>
    public static Refusal Closed { get; } =
        new(
            "validation.closed",
            $"This validation already has a report or was cancelled. It can no longer be changed.",
            RefusalKind.Conflict
        );

    /// <summary>No scope.</summary>
    public static Refusal ScopeMissing { get; } =
        Refusal.Field("validation.scope-missing", "scope", $"Say what is validated and for which use, in at most 8,000 characters.");

    /// <summary>No tests.</summary>
    public static Refusal TestsMissing { get; } =
        Refusal.Field("validation.tests-missing", "tests", $"Name the planned tests, one per line, in at most 8,000 characters.");

    /// <summary>A day that cannot be.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field(
            "validation.due-not-valid",
            "dueOn",
            $"A report must be due today or later, and at most {ModelValidation.MaxMonths} months from now."
        );

    /// <summary>A conclusion that is none.</summary>
    public static Refusal ConclusionUnknown { get; } =
        Refusal.Field(
            "validation.conclusion-unknown",
            "conclusion",
            $"The conclusion must be one of {string.Join(", ", WireName.All<ValidationConclusion>())}."
        );

    /// <summary>No summary.</summary>
    public static Refusal SummaryMissing { get; } =
        Refusal.Field(
            "validation.summary-missing",
            "summary",
            $"Describe what was tested and what you found, in at most 8,000 characters."
        );

    /// <summary>No challenge.</summary>
    public static Refusal ChallengeMissing { get; } =
        Refusal.Field(
            "validation.challenge-missing",
            "challenged",
            $"Say what you questioned, in at most 8,000 characters: assumptions, data, limits, use."
        );

    /// <summary>Nothing came of the challenge.</summary>
    public static Refusal OutcomeMissing { get; } =
        Refusal.Field("validation.outcome-missing", "outcome", $"Describe what the challenge led to, in at most 8,000 characters.");

    /// <summary>Conditions where there are none, or none where there should be.</summary>
    public static Refusal ConditionsMissing { get; } =
        Refusal.Field(
            "validation.conditions-missing",
            "conditions",
            $"If the model is fit with conditions, name them in at most 8,000 characters. Otherwise leave the conditions out."
        );
}
