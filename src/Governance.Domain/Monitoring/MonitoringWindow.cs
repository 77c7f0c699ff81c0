using System.Text.Json;
using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Domain.Monitoring;

/// <summary>What a window is for.</summary>
public enum WindowRole
{
    /// <summary>What later windows are compared with.</summary>
    Reference,

    /// <summary>A stretch of live predictions.</summary>
    Current,
}

/// <summary>How much attention a feature's drift asks for.</summary>
public enum DriftLevel
{
    /// <summary>Stable, negligible or skipped.</summary>
    Ok,

    /// <summary>Moderate, inconclusive or too little data.</summary>
    Warning,

    /// <summary>Major.</summary>
    Alert,
}

/// <summary>
/// One uploaded stretch of predictions with what was computed of it. The rows are in the content store under <see cref="DataSha256"/>.
/// </summary>
public sealed class MonitoringWindow : Measurement, IAudited
{
    /// <summary>The readable id.</summary>
    public WindowId Id { get; init; }

    /// <summary>Reference or current.</summary>
    public WindowRole Role { get; init; }

    /// <summary>First instant covered.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>End of what is covered, exclusive.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>Rows.</summary>
    public long Rows { get; init; }

    /// <summary>Rows with a label, late ones included.</summary>
    public long Labelled { get; private set; }

    /// <summary>Digest of the uploaded bytes as stored.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>Length of the stored bytes.</summary>
    public long DataSizeBytes { get; init; }

    /// <summary>Column roles and other options of the upload, as JSON, so that it can be read again.</summary>
    public string OptionsJson { get; init; } = "{}";

    /// <summary>
    /// True when it was counted where its rows lie: <see cref="DataSha256"/> is the digest of the counts, and there are no rows.
    /// </summary>
    public bool IsCounted => IsCountedBy(OptionsJson);

    /// <summary>For a reference: digest of the stored profile; for a current window: null.</summary>
    public string? ProfileSha256 { get; init; }

    /// <summary>For a current window: the reference it was compared with, or null when there was none.</summary>
    public WindowId? ReferenceId { get; private set; }

    /// <summary>The whole drift result as JSON (surfaces: <em>Drift JSON</em>, with histograms), or null.</summary>
    public string? DriftJson { get; private set; }

    /// <summary>Performance on labelled rows as JSON, or null when there are no labels or scores.</summary>
    public string? PerformanceJson { get; private set; }

    /// <summary>When it was uploaded.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string UploadedBy { get; init; } = "";

    /// <summary>
    /// An earlier window with the same bytes for another period; null for most. Such a window says nothing new: it ends no alert, no
    /// silence,
    /// and is never the newest.
    /// </summary>
    public WindowId? Repeats { get; init; }

    /// <inheritdoc/>
    public override MeasurementRef Ref => MeasurementRef.Of(Id);

    /// <inheritdoc/>
    public override string SentBy => UploadedBy;

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>
    /// Whether it can be the newest of its version: its period is over, and its bytes are its own. What was stored by a clock that was
    /// wrong
    /// stays out as well.
    /// </summary>
    /// <param name="now">The server's clock.</param>
    public bool IsFresh(DateTimeOffset now) => Status is WindowStatus.InForce && Repeats is null && !End.IsAhead(now);

    /// <summary>Whether a window with these options was counted where its rows lie.</summary>
    /// <param name="optionsJson">See <see cref="OptionsJson"/>.</param>
    public static bool IsCountedBy(string optionsJson)
    {
        using var options = JsonDocument.Parse(optionsJson);
        return options.RootElement.TryGetProperty("counted", out var counted) && counted.ValueKind is JsonValueKind.True;
    }

    /// <summary>Compares it with a reference: at upload, or with the one before when its own was withdrawn.</summary>
    public void Compare(WindowId? reference, string? driftJson) => (ReferenceId, DriftJson) = (reference, driftJson);

    /// <summary>True once it is known which files of labels that came before it are about it; see <see cref="WindowLabels"/>.</summary>
    public bool KnowsLabels { get; private set; }

    /// <summary>From here on it is known which files of labels are about it.</summary>
    public void LearnLabels() => KnowsLabels = true;

    /// <summary>Records performance, at upload or after late labels.</summary>
    public void Measure(long labelled, string? performanceJson)
    {
        Labelled = labelled;
        PerformanceJson = performanceJson;
    }
}

/// <summary>A feature's drift in a window, as a row to search and to draw.</summary>
public sealed class FeatureDrift
{
    /// <summary>The window.</summary>
    public WindowId Window { get; init; }

    /// <summary>Column name; <c>score</c> and <c>prediction</c> are features of their own.</summary>
    public string Name { get; init; } = "";

    /// <summary>Position among the features of the window, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Population Stability Index in nats, or null when undefined.</summary>
    public double? Psi { get; init; }

    /// <summary>Kolmogorov–Smirnov D, 0..1, or null.</summary>
    public double? Ks { get; init; }

    /// <summary>Its p-value, adjusted over the window's features, or null.</summary>
    public double? PAdjusted { get; init; }

    /// <summary>Share of missing values in the window, 0..1.</summary>
    public double MissingShare { get; init; }

    /// <summary>Share of rows whose category the reference does not have, or null for numbers.</summary>
    public double? NewCategoryShare { get; init; }

    /// <summary>Verdict as in the drift JSON.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Attention it asks for.</summary>
    public DriftLevel Level { get; init; }
}

/// <summary>A late label file taken in: which rows it named. Stored so that performance can be computed again.</summary>
public sealed class LabelBatch : Measurement, IAudited
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>Digest of the stored bytes.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>Labels in the file.</summary>
    public long Labels { get; init; }

    /// <summary>Labels that found a row.</summary>
    public long Matched { get; init; }

    /// <summary>When it was uploaded.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string UploadedBy { get; init; } = "";

    /// <inheritdoc/>
    public override MeasurementRef Ref => new(MeasurementKind.Labels, Id);

    /// <inheritdoc/>
    public override string SentBy => UploadedBy;

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);
}

/// <summary>A file of late labels that has labels of a window, so that no other has to be opened for it.</summary>
public sealed class WindowLabels
{
    /// <summary>The window.</summary>
    public WindowId Window { get; init; }

    /// <summary>Digest of the file.</summary>
    public string DataSha256 { get; init; } = "";
}
