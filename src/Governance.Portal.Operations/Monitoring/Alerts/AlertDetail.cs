using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring.Monitors;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>An alert with what its monitor measured and what became of it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Monitor">What raised it; null for live checks.</param>
/// <param name="Readings">What the monitor measured, oldest first.</param>
/// <param name="History">What happened to it, newest first.</param>
public sealed record AlertDetail(
    AlertView Alert,
    MonitorInfo? Monitor,
    IReadOnlyList<ReadingView> Readings,
    IReadOnlyList<AlertEvent> History
)
{
    /// <summary>What happened to its model while the monitor measured, of what the reader may see; the oldest first.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>What the reference window comes to by the monitor's figure; null where the monitor compares with no such value.</summary>
    public double? Reference { get; init; }

    /// <summary>
    /// What decided, in words, of readings that are outside their limit although the value that is drawn is not: another statistic of the
    /// column. By window.
    /// </summary>
    public IReadOnlyDictionary<WindowId, string> Decided { get; init; } = new Dictionary<WindowId, string>();

    /// <summary>True where a rule in force reads the alert, and the reader is not one of those who may end it.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>Something that happened to an alert.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Words">What, in English.</param>
/// <param name="At">When; for a silence, until when.</param>
/// <param name="By">Who; null for a monitor.</param>
/// <param name="Text">What they wrote.</param>
public sealed record AlertEvent(string Icon, string Words, DateTimeOffset At, string? By, string? Text);
