using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Models.Registry;

/// <summary>Limits of policies in words, and how measured values stand to them.</summary>
internal static class LimitText
{
    public static string Of(PolicyLimit limit, int decimals = 3) =>
        limit.Operator switch
        {
            ">=" => Formats.AtLeast(limit.Value, decimals),
            "<=" => Formats.AtMost(limit.Value, decimals),
            _ => $"{limit.Operator} {Formats.Number(limit.Value, decimals)}",
        };

    /// <summary>What the limit asks besides the number; null for nothing.</summary>
    public static string? Besides(PolicyLimit limit) =>
        (limit.Conservative, limit.MinSamples) switch
        {
            (true, { } rows) => $"for the worse end of the interval, {Formats.Count(rows)} rows or more",
            (true, null) => "for the worse end of the interval",
            (false, { } rows) => $"{Formats.Count(rows)} rows or more",
            _ => null,
        };

    public static (Tone Tone, string Word) Verdict(PolicyLimit limit, LimitOutcome outcome) =>
        outcome switch
        {
            LimitOutcome.Met => (Tone.Pass, "Met"),
            LimitOutcome.NotMet => (limit.Blocks ? Tone.Fail : Tone.Warn, "Not met"),
            LimitOutcome.Unknown => (Tone.Idle, "Cannot be evaluated"),
        };

    /// <summary>The limits on a measured value.</summary>
    public static IReadOnlyList<PolicyLimit> For(IReadOnlyList<PolicyLimit> limits, GateMetric metric) =>
        [.. limits.Where(l => l.IsAbout(metric.Name, metric.Attribute, metric.Slice))];

    /// <summary>How a measured value stands to a limit.</summary>
    public static LimitOutcome Judge(PolicyLimit limit, GateMetric metric) => limit.Judge(metric.Value, metric.Low, metric.High, metric.N);

    /// <summary>How many of the limits on these values are kept, and how many there are.</summary>
    public static (int Met, int All) Count(IReadOnlyList<PolicyLimit> limits, IReadOnlyList<GateMetric> metrics)
    {
        var judged = metrics.SelectMany(m => For(limits, m).Select(l => Judge(l, m))).ToList();
        return (judged.Count(o => o is LimitOutcome.Met), judged.Count);
    }
}
