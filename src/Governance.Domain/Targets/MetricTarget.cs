using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Governance.Domain.Targets;

/// <summary>What a metric of a system's models has to reach.</summary>
/// <param name="Metric">Its name, as evidence and policies name it.</param>
/// <param name="Slice">The part of the rows it is measured on, <c>column=value</c>; null for all.</param>
/// <param name="Min">The lowest value that meets it; null without one.</param>
/// <param name="Max">The highest value that meets it; null without one.</param>
/// <param name="Unit">Its unit; null without one.</param>
/// <param name="Why">Why this value.</param>
/// <param name="Since">When this metric with these bounds was signed first, and stayed since; null while it is not signed.</param>
public sealed partial record MetricTarget(
    string Metric,
    string? Slice,
    double? Min,
    double? Max,
    string? Unit,
    string Why,
    DateTimeOffset? Since = null
)
{
    /// <summary>Longest slice, in characters.</summary>
    public const int MaxSlice = 200;

    /// <summary>Longest unit, in characters.</summary>
    public const int MaxUnit = 40;

    /// <summary>Longest reason, in characters.</summary>
    public const int MaxWhy = 1_000;

    /// <summary>True for a value within the bounds.</summary>
    public bool Holds(double value) => !(value < Min) && !(value > Max) && !double.IsNaN(value);

    /// <summary>True when both ask for the same.</summary>
    public bool AsksTheSame(MetricTarget other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Metric, Slice, Min, Max) == (other.Metric, other.Slice, other.Min, other.Max);
    }

    /// <summary>
    /// How what is on record of one version stands to it. Who measures first and signs afterwards did not set a target in advance: what
    /// was filed of a version before the signature keeps all of that version's evidence from counting, so that filing it again does not
    /// help. A live window counts when it began after the signature.
    /// </summary>
    /// <param name="results">Everything that measured it of that version, withdrawn or not.</param>
    /// <returns>The outcome, and the result it rests on; null where nothing counts.</returns>
    public (TargetOutcome Outcome, TargetResult? Result) Judge(IReadOnlyList<TargetResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var newest = results.Where(r => r.Counts).OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.FiledAt).FirstOrDefault();
        if (newest is null || newest.Values.Count == 0)
        {
            return (TargetOutcome.NoResult, newest);
        }

        var first = newest.IsLive ? newest.FiledAt : results.Where(r => !r.IsLive).Min(r => r.FiledAt);
        return (
            Since is not { } since || first < since ? TargetOutcome.KnownBefore
            : newest.Values.All(Holds) ? TargetOutcome.Met
            : TargetOutcome.Missed,
            newest
        );
    }

    internal Refusal? Refuses(int index)
    {
        var at = $"targets[{index}]";
        return !NamePattern().IsMatch(Metric) ? TargetsRefusals.MetricNotValid($"{at}.metric")
            : Slice is { Length: > MaxSlice or 0 } ? TargetsRefusals.TextNotValid($"{at}.slice", $"name of the slice", MaxSlice)
            : Unit is { Length: > MaxUnit or 0 } ? TargetsRefusals.TextNotValid($"{at}.unit", $"unit of the metric", MaxUnit)
            : Why.Length is 0 or > MaxWhy ? TargetsRefusals.TextNotValid($"{at}.why", $"reason for the target", MaxWhy)
            : (Min is null && Max is null) || !IsFinite(Min) || !IsFinite(Max) || Min > Max ? TargetsRefusals.BoundsNotValid($"{at}.min")
            : null;
    }

    internal JsonObject ToJson() =>
        new()
        {
            ["metric"] = Metric,
            ["slice"] = Slice,
            ["min"] = Text(Min),
            ["max"] = Text(Max),
            ["unit"] = Unit,
            ["why"] = Why,
        };

    // Numbers that were measured, or are compared with such, stand in the log as the shortest text that reads back as the same.
    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsFinite(double? value) => value is null || double.IsFinite(value.Value);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
