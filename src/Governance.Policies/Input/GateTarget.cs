namespace Governance.Policies;

/// <summary>
/// A target that was signed for an AI system of the model, and how the version stands to it, from the portal's own records: no one files
/// it. Described in <c>docs/policy-input.md</c>.
/// </summary>
/// <param name="System">The AI system, such as <c>SYS-0001</c>.</param>
/// <param name="Id">The signed version that asks for it, such as <c>TGT-0002</c>.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Slice">Part of the rows it is about; null for all.</param>
/// <param name="Min">The lowest value that meets it; null without one.</param>
/// <param name="Max">The highest value that meets it; null without one.</param>
/// <param name="Outcome">One of <see cref="PolicyVocabulary.TargetOutcomes"/>.</param>
/// <param name="Value">The value it was judged by; null where nothing counts.</param>
/// <param name="Source">The evidence or window it was judged by; null where nothing counts.</param>
public sealed record GateTarget(
    string System,
    string Id,
    string Metric,
    string? Slice,
    double? Min,
    double? Max,
    string Outcome,
    double? Value,
    string? Source
);
