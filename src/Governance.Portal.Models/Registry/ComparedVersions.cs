using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;

namespace Governance.Portal.Models.Registry;

/// <summary>Two versions as they were registered, and what decides about them.</summary>
/// <param name="Before">The older or reference version, as registered.</param>
/// <param name="After">The newer one.</param>
/// <param name="Metrics">Metrics as registered.</param>
/// <param name="Datasets">Datasets as registered.</param>
/// <param name="Dependencies">Dependencies as registered.</param>
public sealed record ComparedVersions(
    [property: Required] VersionManifest Before,
    [property: Required] VersionManifest After,
    [property: Required] IReadOnlyList<MetricDifference> Metrics,
    [property: Required] IReadOnlyList<DatasetDifference> Datasets,
    [property: Required] IReadOnlyList<DependencyDifference> Dependencies
)
{
    /// <summary>True when both are the same file.</summary>
    public bool SameArtifact { get; init; }

    /// <summary>True when both were built from the same commit.</summary>
    public bool SameSource { get; init; }

    /// <summary>Verdicts of the gates; null for a caller who may not read gates.</summary>
    public ComparedGates? Gates { get; init; }

    /// <summary>Figures of fairness, robustness and slices, from the newest evidence of each version.</summary>
    public IReadOnlyList<ComparedFigure> Figures { get; init; } = [];

    /// <summary>The newest model card of the reference version; null when it has none.</summary>
    public ComparedCard? CardBefore { get; init; }

    /// <summary>The newest model card of the newer version; null when it has none.</summary>
    public ComparedCard? CardAfter { get; init; }

    /// <summary>Open risks of either version, the worst first; null for a caller who may not read risks.</summary>
    public IReadOnlyList<ComparedRisk>? Risks { get; init; }
}

/// <summary>What the newest gate of each version said, rule by rule. Policies in dry run decide nothing and are left out.</summary>
/// <param name="Before">Gate of the reference version; null when none has run.</param>
/// <param name="After">Gate of the newer one; null when none has run.</param>
/// <param name="Rules">Rules of either, those that block the newer version first.</param>
public sealed record ComparedGates(ComparedGate? Before, ComparedGate? After, [property: Required] IReadOnlyList<ComparedRule> Rules);

/// <summary>A gate run.</summary>
/// <param name="GateRun">Its id.</param>
/// <param name="To">Stage that was asked for.</param>
/// <param name="Outcome">pass, warn, fail or error.</param>
/// <param name="EvaluatedAt">When it ran.</param>
public sealed record ComparedGate(string GateRun, Stage To, string Outcome, DateTimeOffset EvaluatedAt);

/// <summary>A rule in both gates.</summary>
/// <param name="Policy">Name of its policy.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Before">What it said of the reference version; null when it was not asked.</param>
/// <param name="After">What it said of the newer one; null when it was not asked.</param>
public sealed record ComparedRule(string Policy, string Rule, string Name, ComparedVerdict? Before, ComparedVerdict? After)
{
    /// <summary>Its name, which is said in the reader's language where it is ours.</summary>
    [JsonIgnore]
    public Wording Said { get; init; } = Wording.Verbatim(Name);

    /// <summary>True when both say the same.</summary>
    public bool IsSame => Before?.Outcome == After?.Outcome;
}

/// <summary>A verdict.</summary>
/// <param name="Outcome">pass, fail, error, waived or not_applicable.</param>
/// <param name="Blocking">True when a failure blocks.</param>
/// <param name="Message">What was found, in English.</param>
/// <param name="Actual">What was measured, in English; null where nothing was.</param>
/// <param name="Expected">What is asked for, in English; null where the message says it.</param>
public sealed record ComparedVerdict(string Outcome, bool Blocking, string Message, string? Actual, string? Expected)
{
    /// <summary>True when it keeps the gate shut.</summary>
    public bool Blocks => Blocking && Outcome is ("fail" or "error");

    /// <summary>What was found, for the page.</summary>
    [JsonIgnore]
    public FindingText? FoundText { get; init; }

    /// <summary>What was measured, for the page.</summary>
    [JsonIgnore]
    public FindingText? SeenText { get; init; }
}

/// <summary>What a figure is about.</summary>
public enum ComparedKind
{
    /// <summary>Groups of people treated alike.</summary>
    Fairness,

    /// <summary>What changes or attacks do to it.</summary>
    Robustness,

    /// <summary>A part of the rows.</summary>
    Slice,
}

/// <summary>A figure of both versions.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Metric">The measure.</param>
/// <param name="Attribute">The protected attribute it is about; null where it is about none.</param>
/// <param name="Slice">The part of the rows it is about; null for all.</param>
/// <param name="Before">In the reference version; null when its evidence does not have it.</param>
/// <param name="After">In the newer one; null when its evidence does not have it.</param>
public sealed record ComparedFigure(
    ComparedKind Kind,
    string Metric,
    string? Attribute,
    string? Slice,
    FigureValue? Before,
    FigureValue? After
)
{
    /// <summary>After minus before; null unless both have it.</summary>
    public double? Delta => Before is { } before && After is { } after ? after.Value - before.Value : null;

    /// <summary>True when the change is for the better, false when for the worse; null when no one can tell.</summary>
    public bool? Better => Delta is { } delta and not 0 ? MetricDirections.IsBetter(Metric, Before!.Value, After!.Value, delta) : null;
}

/// <summary>A value with what it rests on.</summary>
/// <param name="Value">The value.</param>
/// <param name="Low">Lower end of its 95 % interval; null where the report gives none.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Rows">Rows it rests on; null where the report does not say.</param>
/// <param name="Evidence">The evidence it was read from.</param>
public sealed record FigureValue(double Value, double? Low, double? High, long? Rows, string Evidence);

/// <summary>A model card.</summary>
/// <param name="Evidence">Its id.</param>
/// <param name="ProducedAt">When it was written.</param>
/// <param name="Sections">Sections that are filled in; null where they cannot be read.</param>
public sealed record ComparedCard(string Evidence, DateTimeOffset ProducedAt, IReadOnlyList<string>? Sections);

/// <summary>An open risk.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Score">Its residual score, or its inherent one while no one has assessed it.</param>
/// <param name="Band">low, medium, high or critical.</param>
/// <param name="IsAssessed">False while it counts with its inherent score.</param>
/// <param name="OfBefore">True when it is of the reference version.</param>
/// <param name="OfAfter">True when it is of the newer one.</param>
public sealed record ComparedRisk(RiskId Id, string Title, int Score, RiskBand Band, bool IsAssessed, bool OfBefore, bool OfAfter);
