using Governance.Reporting.Manifests;

namespace Governance.Reporting.Drift;

/// <summary>
/// Drift of one version over a run of windows. Verdicts are spelt as in the drift JSON (<c>insufficient_data</c>); an
/// undefined number is null and carries a reason.
/// </summary>
public sealed record DriftReportRecord : ReportRecord
{
    public required string Model { get; init; }

    public required string DisplayName { get; init; }

    public required string Version { get; init; }

    /// <summary><c>minimal, limited, high, prohibited</c> or null when not yet classified.</summary>
    public string? RiskClass { get; init; }

    public required DriftWindow Reference { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<DriftWindow> Windows { get; init; }

    /// <summary>Each with one cell per window, in the windows' order.</summary>
    public required IReadOnlyList<DriftFeature> Features { get; init; }

    /// <summary>One per window, in the windows' order; empty when the model reports no labels at all.</summary>
    public IReadOnlyList<DriftPerformance> Performance { get; init; } = [];

    public DriftLimits Limits { get; init; } = new();

    /// <summary>When labels arrive, in words: <c>labels arrive after 36 h</c>.</summary>
    public string? LabelDelay { get; init; }

    /// <summary>Deployments and known events inside the period, drawn into the charts.</summary>
    public IReadOnlyList<DriftEvent> Events { get; init; } = [];

    /// <summary>Alerts of the period; null where no rule raises any, and then nothing is said about them.</summary>
    public IReadOnlyList<DriftAlert>? Alerts { get; init; } = [];

    /// <summary>Sentences a reader must know to read the numbers rightly, such as windows that are left out.</summary>
    public IReadOnlyList<FormattableString> Notes { get; init; } = [];

    public override string Kind => "drift";

    public override string Title => "Drift report";

    public override string Subject => $"{Model}@{Version}";

    public override string SubjectName => $"{DisplayName} {Version}";

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(DriftReport);

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = DriftClaims.Of(this),
        };
}

/// <summary>Sections a gap can name, as <see cref="SectionGap.Section"/>.</summary>
public static class DriftSections
{
    public const string Features = "Drift per feature";
    public const string Performance = "Performance over time";
    public const string Alerts = "Alerts";
}
