using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Dashboards;

/// <summary>
/// A dashboard as it stood at an instant, in words of its document's language: figures with their definitions, and tables.
/// </summary>
public sealed record DashboardRecord : ReportRecord
{
    /// <summary>Name of the view, as addresses write it.</summary>
    public required string View { get; init; }

    /// <summary>The view in words.</summary>
    public required string ViewWords { get; init; }

    /// <summary>What it is about, in words.</summary>
    public required string ScopeWords { get; init; }

    /// <summary>The period, in words.</summary>
    public required string PeriodWords { get; init; }

    /// <summary>Its address.</summary>
    public required string Link { get; init; }

    public required IReadOnlyList<DashboardItem> Figures { get; init; }

    public required IReadOnlyList<DashboardSheet> Tables { get; init; }

    public override string Kind => "dashboard";

    public override string Title => "Dashboard";

    public override string Subject => View;

    public override string SubjectName => $"{ViewWords}, {PeriodWords}";

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(DashboardReport);

    /// <summary>Figures are computed again from the records whenever they are asked for: no single record is their evidence.</summary>
    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = [],
        };
}

/// <summary>A figure, in words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">With its unit; null when it is not defined.</param>
/// <param name="Missing">Why it is not defined.</param>
/// <param name="Change">Change against the period before, with its sign; null when it is not known.</param>
/// <param name="Better">Whether the change is for the better; null when no one can tell.</param>
/// <param name="Note">Target, or what it rests on.</param>
/// <param name="Trend">Twelve values, the oldest first; empty when no past is known.</param>
/// <param name="Definition">How it is computed.</param>
/// <param name="Source">From which records.</param>
/// <param name="Link">Where those are.</param>
public sealed record DashboardItem(
    string Name,
    string? Value,
    string? Missing,
    string? Change,
    bool? Better,
    string Note,
    IReadOnlyList<double?> Trend,
    string Definition,
    string Source,
    string Link
)
{
    /// <summary>What is counted, by name; empty where its records are too many to be named.</summary>
    public IReadOnlyList<string> Counted { get; init; } = [];

    /// <summary>The change in words.</summary>
    public string ChangeWords =>
        Change is null
            ? Layout.Print.NotAvailable
            : Better switch
            {
                true => T["{0}, better", Change],
                false => T["{0}, worse", Change],
                null => Change,
            };
}

/// <summary>A table of a dashboard.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Column heads; true for figures, set to the right.</param>
/// <param name="Rows">Rows; the first cell heads its row.</param>
/// <param name="None">What is said where there is no row.</param>
/// <param name="Note">A sentence below; null for none.</param>
public sealed record DashboardSheet(
    string Title,
    IReadOnlyList<(string Name, bool IsNumber)> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    string None,
    string? Note
);
