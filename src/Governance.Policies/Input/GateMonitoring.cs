namespace Governance.Policies;

/// <summary>
/// What the portal measured of this version itself, at the moment the input was made: no one files it. Described in
/// <c>docs/policy-input.md</c>.
/// </summary>
public sealed record GateMonitoring
{
    /// <summary>Where the measurements stand, in bands: what signatures cover. A number that moves within its band changes none.</summary>
    public required GateBands Bands { get; init; }

    /// <summary>The newest window that was compared with a reference; null when none was.</summary>
    public GateWindow? Window { get; init; }

    /// <summary>Drift in that window, by feature; the score and the prediction are features of their own.</summary>
    public IReadOnlyList<DriftFeature> Drift { get; init; } = [];

    /// <summary>Data quality checks of that window; null when there is none.</summary>
    public GateQuality? Quality { get; init; }

    /// <summary>Performance in the newest window with labels; null while no labels came.</summary>
    public GatePerformance? Performance { get; init; }

    /// <summary>Alerts about this version that are not resolved; acknowledged and silenced ones are among them.</summary>
    public IReadOnlyList<GateAlert> Alerts { get; init; } = [];

    /// <summary>SHA-256 of the canonical bytes: it changes with every number.</summary>
    public string Sha256() => Digest.Of(Governance.Transparency.CanonicalJson.Serialize(GateMonitoringJson.Write(this)));

    /// <summary>The bands alone, which stay the same while a number moves within its band.</summary>
    public GateMonitoring OnlyBands() => new() { Bands = Bands };
}

/// <summary>Where measurements stand. Null where nothing was measured.</summary>
/// <param name="Alerts">The gravest alert that is not resolved: <c>none</c>, <c>warning</c> or <c>alert</c>.</param>
/// <param name="Data">Whether expected data stays away, of whatever stream: <c>current</c> or <c>late</c>.</param>
/// <param name="Drift">Drift of the newest window: <c>stable</c>, <c>warning</c> or <c>breached</c>.</param>
/// <param name="Quality">Data quality of the newest window: <c>stable</c>, <c>warning</c> or <c>breached</c>.</param>
/// <param name="Performance">Performance of the newest window with labels against its reference: <c>stable</c>, <c>warning</c> or
/// <c>breached</c>.</param>
public sealed record GateBands(string Alerts, string? Data = null, string? Drift = null, string? Quality = null, string? Performance = null)
{
    internal static readonly string[] AlertBands = ["none", "warning", "alert"];
    internal static readonly string[] DataBands = ["current", "late"];
    internal static readonly string[] Levels = ["stable", "warning", "breached"];
}

/// <summary>A window of predictions that was measured.</summary>
/// <param name="Id">Readable id, such as <c>WIN-0012</c>.</param>
/// <param name="Sha256">Digest of its rows.</param>
/// <param name="Start">First instant covered.</param>
/// <param name="End">End of what is covered, exclusive: its age counts from here.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Reference">What it was compared with.</param>
public sealed record GateWindow(string Id, string Sha256, DateTimeOffset Start, DateTimeOffset End, long Rows, GateReference Reference);

/// <summary>The reference a window was compared with.</summary>
/// <param name="Id">Readable id, such as <c>WIN-0001</c>.</param>
/// <param name="Sha256">Digest of its rows.</param>
/// <param name="Rows">Rows.</param>
public sealed record GateReference(string Id, string Sha256, long Rows);

/// <summary>Data quality checks of a window.</summary>
/// <param name="Failed">Checks that failed.</param>
/// <param name="Warned">Checks that warned.</param>
public sealed record GateQuality(long Failed, long Warned)
{
    /// <summary>
    /// What each kind of check says, once; empty where no policy asks, and in runs before it was read.
    /// </summary>
    public IReadOnlyList<GateQualityCheck> Checks { get; init; } = [];
}

/// <summary>Performance in a window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Labelled">Rows with a label, late ones included.</param>
/// <param name="Metrics">What was measured on them, with source <c>monitoring</c>.</param>
public sealed record GatePerformance(GateWindow Window, long Labelled, IReadOnlyList<GateMetric> Metrics);

/// <summary>An alert that is not resolved.</summary>
/// <param name="Id">Readable id, such as <c>ALR-0007</c>.</param>
/// <param name="Kind">What raised it, one of <see cref="PolicyVocabulary.AlertKinds"/>.</param>
/// <param name="Field">The column, metric or check it is about.</param>
/// <param name="Severity"><c>warning</c> or <c>alert</c>.</param>
/// <param name="Since">When it was raised.</param>
public sealed record GateAlert(string Id, string Kind, string Field, string Severity, DateTimeOffset Since);
