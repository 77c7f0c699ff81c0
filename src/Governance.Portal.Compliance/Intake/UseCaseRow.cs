using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Intake;

/// <summary>A proposed use case, in a list.</summary>
public record UseCaseRow
{
    public required UseCaseId Id { get; init; }

    public required string Title { get; init; }

    public required UseCaseState State { get; init; }

    /// <summary>Printed name of the proposer.</summary>
    public required string ProposedBy { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When it was last submitted.</summary>
    public required DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>By when it should be decided; null while it is not in triage.</summary>
    public required DateTimeOffset? Due { get; init; }

    /// <summary>True while a decision is due and late.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Who must act next: proposer, risk, security, legal or decision; empty once it is closed.</summary>
    public required IReadOnlyList<string> WaitsFor { get; init; }

    /// <summary>When it was decided or withdrawn.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The AI system that was registered for it.</summary>
    public required SystemId? System { get; init; }
}

/// <summary>An opinion on a use case.</summary>
/// <param name="Round">The round of triage: 1 for the first submission.</param>
/// <param name="Function">risk, security or legal.</param>
/// <param name="Verdict">support, support-with-conditions or object.</param>
/// <param name="Words">Reasons, or the conditions.</param>
/// <param name="By">Printed name of the person who gave it.</param>
/// <param name="At">Time of the opinion.</param>
public sealed record OpinionView(int Round, TriageFunction Function, TriageVerdict Verdict, string? Words, string By, DateTimeOffset At);

/// <summary>A condition of an accepted use case.</summary>
/// <param name="Number">Number of the condition, from 1.</param>
/// <param name="Text">What must be done.</param>
/// <param name="MetBy">How it was met; null while it is open.</param>
/// <param name="MetByName">Printed name of the person who recorded that.</param>
/// <param name="MetAt">When that was recorded.</param>
public sealed record ConditionView(int Number, string? Text, string? MetBy, string? MetByName, DateTimeOffset? MetAt);

/// <summary>A proposed use case with everything on record of it.</summary>
public sealed record UseCaseView : UseCaseRow
{
    public required string? Purpose { get; init; }

    public required string? Benefit { get; init; }

    public required IReadOnlyList<string> AffectedGroups { get; init; }

    public required string? Vulnerable { get; init; }

    public required IReadOnlyList<DataCategory> Data { get; init; }

    public required Sourcing? Sourcing { get; init; }

    public required string? Supplier { get; init; }

    public required string? Product { get; init; }

    public required Hosting? Hosting { get; init; }

    public required DecisionRole? DecisionRole { get; init; }

    public required DateOnly? WishedStart { get; init; }

    /// <summary>E-mail address of the proposed owner; once accepted, of the owner.</summary>
    public required string? Owner { get; init; }

    public required string? OwnerName { get; init; }

    public required string? BusinessUnit { get; init; }

    /// <summary>Answers to questions of the law's questionnaire.</summary>
    public required IReadOnlyList<ScreeningAnswer> Screening { get; init; }

    /// <summary>What the answers suggest; these are hints, not a classification.</summary>
    public required IReadOnlyList<ScreeningHint> Hints { get; init; }

    /// <summary>Number of times it was submitted.</summary>
    public required int Round { get; init; }

    /// <summary>The reviewer's question to the proposer.</summary>
    public required string? Question { get; init; }

    public required string? QuestionBy { get; init; }

    /// <summary>Opinions of all rounds, oldest first.</summary>
    public required IReadOnlyList<OpinionView> Opinions { get; init; }

    /// <summary>Why it was declined or accepted.</summary>
    public required string? Reason { get; init; }

    /// <summary>Printed name of the person who decided or withdrew it.</summary>
    public required string? ClosedBy { get; init; }

    public required string? ExpectedClass { get; init; }

    public required ModelTier? ExpectedTier { get; init; }

    /// <summary>Name of the policy pack to start from.</summary>
    public required string? Pack { get; init; }

    public required IReadOnlyList<ConditionView> Conditions { get; init; }

    /// <summary>Classes that the signed classification of the AI system came to, by their ids in the law's data; empty until one is signed.
    /// </summary>
    public IReadOnlyList<string> AssessedClasses { get; init; } = [];

    /// <summary>True when a classification is signed and does not come to the expected class.</summary>
    public bool ClassDiffers => ExpectedClass is not null && AssessedClasses.Count > 0 && !AssessedClasses.Contains(ExpectedClass);

    /// <summary>The tag that the proposed pack goes by, such as use=credit; null for a pack that goes by none.</summary>
    public string? PackTag { get; init; }

    /// <summary>Models of the AI system without that tag: the pack does not judge them.</summary>
    public IReadOnlyList<string> ModelsWithoutPackTag { get; init; } = [];
}
