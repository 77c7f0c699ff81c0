using Governance.Localisation;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Kernel.Reference;

/// <summary>A word with its meaning.</summary>
/// <param name="Key">What pages call it; for a metric its name in policies and reports.</param>
/// <param name="Kind">The part of the glossary it belongs to.</param>
/// <param name="Given">Its name; null for a metric that pages have a name for.</param>
/// <param name="Means">What it is.</param>
public sealed record GlossaryEntry(string Key, GlossaryKind Kind, GlossaryText? Given, GlossaryText Means)
{
    /// <summary>Other words people look for it by.</summary>
    public GlossaryText? Also { get; init; }

    /// <summary>The provision that defines it, as the English text is cited.</summary>
    public string? Law { get; init; }

    /// <summary>How a metric is computed.</summary>
    public GlossaryText? Formula { get; init; }

    /// <summary>Least and greatest value of a metric.</summary>
    public string? Range { get; init; }

    /// <summary>True when more of a metric is better, false when less is; null when neither is.</summary>
    public bool? HigherIsBetter { get; init; }

    /// <summary>What a metric is measured on, or who proposed it.</summary>
    public GlossaryText? Source { get; init; }

    /// <summary>Keys of entries to read next.</summary>
    public IReadOnlyList<string> See { get; init; } = [];

    /// <summary>Where it is read.</summary>
    public string Href => $"/glossary#{Key}";

    /// <summary>Its name in the language in force.</summary>
    public string Name => Given?.Said ?? MetricName(Key).ToString();

    /// <summary>The unit of a metric, in English; null for words.</summary>
    public string? Unit => Kind is GlossaryKind.Metric ? MeasureUnits.UnitOf(Key) : null;

    /// <summary>Which way is good, in English; null for words.</summary>
    public string? Direction =>
        Kind is not GlossaryKind.Metric ? null
        : HigherIsBetter is null ? "Neither direction is better"
        : HigherIsBetter.Value ? "Higher is better"
        : "Lower is better";

    /// <summary>The name that pages have for a metric.</summary>
    public static Wording MetricName(string key) => DisplayLabels.Metric(key) is { IsOurs: true } known ? known : EvaluationText.Name(key);

    /// <summary>True when every word is in its name, its other words or its meaning, in the language in force.</summary>
    public bool Has(IEnumerable<string> words)
    {
        var text = $"{Key} {Name} {Also?.Said} {Means.Said} {Law}";
        return words.All(w => text.Contains(w, StringComparison.CurrentCultureIgnoreCase));
    }
}
