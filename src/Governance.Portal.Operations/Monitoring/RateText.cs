using Governance.Analytics.Stored;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Writes rates with their intervals.</summary>
public static class RateText
{
    /// <summary>"3.6 % ± 0.2": the half width of Wilson's interval, which is close to symmetric except near 0 and 1.</summary>
    public static string PlusMinus(RateWithInterval rate) => Formats.PercentInterval(rate.Value, (rate.High - rate.Low) / 2);

    /// <summary>"3.4 % to 3.9 %", the ends themselves.</summary>
    public static string Interval(RateWithInterval rate) => $"95 % interval {Formats.Percent(rate.Low)} to {Formats.Percent(rate.High)}";
}
