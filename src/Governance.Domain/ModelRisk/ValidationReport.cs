using Governance.Domain.Approvals;

namespace Governance.Domain.ModelRisk;

/// <summary>What a validation comes to.</summary>
public enum ValidationConclusion
{
    /// <summary>Fit for the use in scope.</summary>
    Fit,

    /// <summary>Fit while conditions are kept.</summary>
    FitWithConditions,

    /// <summary>Not fit.</summary>
    NotFit,
}

/// <summary>What a report says.</summary>
/// <param name="Conclusion">What it comes to.</param>
/// <param name="Summary">What was tested and what was seen.</param>
/// <param name="Challenged">Effective challenge: what the validator questioned.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Conditions">The conditions; only where it is fit with conditions.</param>
public sealed record ValidationVerdict(
    ValidationConclusion Conclusion,
    string? Summary,
    string? Challenged,
    string? Outcome,
    string? Conditions
);

/// <summary>The signed report of a validation. Written once.</summary>
public sealed class ValidationReport
{
    private ValidationReport() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The validation.</summary>
    public ValidationId Validation { get; private init; }

    /// <summary>What it comes to.</summary>
    public ValidationConclusion Conclusion { get; private init; }

    /// <summary>What was tested and what was seen.</summary>
    public SaltedText Summary { get; private init; } = SaltedText.Of("");

    /// <summary>What the validator questioned.</summary>
    public SaltedText Challenged { get; private init; } = SaltedText.Of("");

    /// <summary>What came of it.</summary>
    public SaltedText Outcome { get; private init; } = SaltedText.Of("");

    /// <summary>The conditions; null unless it is fit with conditions.</summary>
    public SaltedText? Conditions { get; private init; }

    /// <summary>Who signed it, and how we know.</summary>
    public Attestation Attestation { get; private init; } = null!;

    internal static Refusal? Refuses(ValidationVerdict verdict) =>
        ModelRiskWords.Refuses(verdict.Summary, ValidationRefusals.SummaryMissing)
        ?? ModelRiskWords.Refuses(verdict.Challenged, ValidationRefusals.ChallengeMissing)
        ?? ModelRiskWords.Refuses(verdict.Outcome, ValidationRefusals.OutcomeMissing)
        ?? (
            verdict.Conclusion is ValidationConclusion.FitWithConditions
                ? ModelRiskWords.Refuses(verdict.Conditions, ValidationRefusals.ConditionsMissing)
            : string.IsNullOrWhiteSpace(verdict.Conditions) ? null
            : ValidationRefusals.ConditionsMissing
        );

    internal static ValidationReport Of(
        ModelValidation validation,
        ValidationVerdict verdict,
        Signer person,
        SigningProof proof,
        DateTimeOffset now
    ) =>
        new()
        {
            Model = validation.Model,
            Validation = validation.Id,
            Conclusion = verdict.Conclusion,
            Summary = SaltedText.Of(verdict.Summary!.Trim()),
            Challenged = SaltedText.Of(verdict.Challenged!.Trim()),
            Outcome = SaltedText.Of(verdict.Outcome!.Trim()),
            Conditions = string.IsNullOrWhiteSpace(verdict.Conditions) ? null : SaltedText.Of(verdict.Conditions.Trim()),
            Attestation = Attestation.Of(person, proof, now),
        };
}
