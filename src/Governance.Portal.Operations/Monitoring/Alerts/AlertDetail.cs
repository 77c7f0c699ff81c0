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
);

/// <summary>Something that happened to an alert.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Words">What, in English.</param>
/// <param name="At">When; for a silence, until when.</param>
/// <param name="By">Who; null for a monitor.</param>
/// <param name="Text">What they wrote.</param>
public sealed record AlertEvent(string Icon, string Words, DateTimeOffset At, string? By, string? Text);
