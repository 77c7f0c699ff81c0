using Governance.Domain.Targets;

namespace Governance.Portal.Compliance.Targets;

/// <summary>A target while it is written.</summary>
internal sealed class TargetDraft
{
    public string Metric { get; set; } = "";

    public string Slice { get; set; } = "";

    public double? Min { get; set; }

    public double? Max { get; set; }

    public string Unit { get; set; } = "";

    public string Why { get; set; } = "";

    public static TargetDraft Of(TargetView target) =>
        new()
        {
            Metric = target.Metric,
            Slice = target.Slice ?? "",
            Min = target.Min,
            Max = target.Max,
            Unit = target.Unit ?? "",
            Why = target.Why,
        };

    public MetricTarget ToTarget() => new TargetBody(Metric, Why, Min, Max, Slice, Unit).ToTarget();
}
