using System.Text.Json.Serialization;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Models;

namespace Governance.Portal.Operations.Experiments;

/// <summary>An experiment in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">The model.</param>
/// <param name="Kind">How the challenger is tried.</param>
/// <param name="Champion">The version in production.</param>
/// <param name="Challenger">The version that is tried.</param>
/// <param name="Share">Share of the traffic.</param>
/// <param name="State">State of the experiment.</param>
/// <param name="StoppedBecause">Why it stopped.</param>
/// <param name="Outcome">What happens to the challenger.</param>
/// <param name="PlannedAt">When it was planned.</param>
public sealed record ExperimentRow(
    ExperimentId Id,
    string Model,
    ExperimentKind Kind,
    string Champion,
    string Challenger,
    double Share,
    ExperimentState State,
    ExperimentStop? StoppedBecause,
    ExperimentOutcome? Outcome,
    DateTimeOffset PlannedAt
);

/// <summary>A metric in its current state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role"><c>primary</c> or <c>guardrail</c>.</param>
/// <param name="Direction"><c>higher</c> or <c>lower</c>: which is better.</param>
/// <param name="Baseline">The expected mean of the champion.</param>
/// <param name="Limit">By how much the challenger may be worse.</param>
/// <param name="ChampionCount">Observations of the champion.</param>
/// <param name="Champion">Mean of the champion's observations.</param>
/// <param name="ChallengerCount">Observations of the challenger.</param>
/// <param name="Challenger">Mean of the challenger's observations.</param>
/// <param name="Difference">Challenger minus champion; for a guardrail with a bound, challenger minus bound.</param>
/// <param name="Low">Lower end of its interval, which holds at any time.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="PValue">Upper bound of the probability of so much evidence without a difference beyond the limit.</param>
/// <param name="Found">For the primary metric: better as planned. For a guardrail: worse than its limit or bound allows.</param>
/// <param name="Bound">The worst mean the challenger may have, whatever the champion's mean is; null for a guardrail with a limit.</param>
/// <param name="OnBreach">For a guardrail: what a breach does.</param>
public sealed record ExperimentMetricView(
    string Name,
    string Role,
    string Direction,
    double Baseline,
    double Limit,
    long ChampionCount,
    double? Champion,
    long ChallengerCount,
    double? Challenger,
    double? Difference,
    double? Low,
    double? High,
    double PValue,
    bool Found,
    double? Bound = null,
    ExperimentBreach OnBreach = ExperimentBreach.Stop
);

/// <summary>A person's decision.</summary>
/// <param name="Step">The step that was decided.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="By">The person who decided.</param>
/// <param name="At">Time of the decision.</param>
/// <param name="Reason">The reason.</param>
public sealed record ExperimentDecisionView(ExperimentStep Step, string Outcome, string By, DateTimeOffset At, string? Reason);

/// <summary>An experiment.</summary>
public sealed record ExperimentView
{
    /// <summary>Summary of the experiment.</summary>
    [JsonIgnore]
    public ExperimentRow Row { get; init; } = null!;

    /// <summary>Its id.</summary>
    public ExperimentId Id => Row.Id;

    /// <summary>The model.</summary>
    public string Model => Row.Model;

    /// <summary>How the challenger is tried.</summary>
    public ExperimentKind Kind => Row.Kind;

    /// <summary>The version in production.</summary>
    public string Champion => Row.Champion;

    /// <summary>The version that is tried.</summary>
    public string Challenger => Row.Challenger;

    /// <summary>Share of the traffic.</summary>
    public double Share => Row.Share;

    /// <summary>How far it is.</summary>
    public ExperimentState State => Row.State;

    /// <summary>Why it stopped.</summary>
    public ExperimentStop? StoppedBecause => Row.StoppedBecause;

    /// <summary>The guardrail that stopped it.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>What becomes of the challenger.</summary>
    public ExperimentOutcome? Outcome => Row.Outcome;

    /// <summary>The expected result.</summary>
    public required string Hypothesis { get; init; }

    /// <summary>The group of a pilot.</summary>
    public string? Population { get; init; }

    /// <summary>Smallest difference that must be found.</summary>
    public required double Effect { get; init; }

    /// <summary>Probability of finding an effect that does not exist.</summary>
    public required double Alpha { get; init; }

    /// <summary>Probability of finding the effect if it exists.</summary>
    public required double Power { get; init; }

    /// <summary>Planned number of observations of the champion.</summary>
    public required long ChampionSize { get; init; }

    /// <summary>Planned number of observations of the challenger.</summary>
    public required long ChallengerSize { get; init; }

    /// <summary>Name of the person who planned it.</summary>
    public required string PlannedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset PlannedAt => Row.PlannedAt;

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it stopped.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>By when the challenger must be rolled back; null once it is, and if it need not be.</summary>
    public DateTimeOffset? RollBackDueAt { get; init; }

    /// <summary>By when it ends.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The report, filed as evidence of the challenger.</summary>
    public EvidenceId? Evidence { get; init; }

    /// <summary>Number of batches received.</summary>
    public required int Batches { get; init; }

    /// <summary>The primary metric, then the guardrails.</summary>
    public required IReadOnlyList<ExperimentMetricView> Metrics { get; init; }

    /// <summary>Approval, rollback and conclusion.</summary>
    public required IReadOnlyList<ExperimentDecisionView> Decisions { get; init; }

    /// <summary>
    /// The newest promotion to production that is limited to the experiment; absent if none was requested, and for a shadow, which needs
    /// none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PromotionId? Promotion { get; init; }

    /// <summary>State of that promotion.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PromotionState? PromotionState { get; init; }

    /// <summary>True while the challenger decides for people without an approval to production, and no permit is issued.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LacksApproval { get; init; }

    /// <summary>The newest comparison of both versions on the same decisions; null when none is filed that counts.</summary>
    public ExperimentComparison? Comparison { get; init; }

    /// <summary>Why the newest comparison cannot be read; null when it can, or there is none.</summary>
    [JsonIgnore]
    public string? ComparisonRefusal { get; init; }

    /// <summary>Why the caller may not decide; null if they may.</summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}
