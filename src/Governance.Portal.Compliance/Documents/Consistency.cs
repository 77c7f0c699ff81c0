using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Documents;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting.Documents;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>
/// Compares a document with the others of its system: the purpose sentence, the class and the versions each was made with. Readers compare
/// these first. What no program can tell is listed for a person.
/// </summary>
public sealed class Consistency(IDbContextFactory<GovernanceDbContext> dbFactory, ContentStore store, DocumentLibrary library)
{
    private static readonly HashSet<string> s_figures = new(StringComparer.Ordinal)
    {
        "accuracy",
        "auc",
        "averagePrecision",
        "brier",
        "ece",
        "f1",
        "fnr",
        "fpr",
        "logLoss",
        "precision",
        "recall",
    };

    /// <summary>A figure of a version where it is printed; of a window where monitoring measured it.</summary>
    private sealed record Figure(string Version, string Name, string Value, string? Window, string Id);

    /// <summary>What a document says of its system.</summary>
    private sealed record Said(string Report, string Title, string Purpose, string Classes, string Versions);

    /// <summary>The findings about a document.</summary>
    public async Task<IReadOnlyList<ConsistencyFinding>> OfAsync(FilledDocument document, DocumentSubject about, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(about);
        var others = await MadeAsync(about.Id, document.Plan.Kind, ct);
        var findings = new List<ConsistencyFinding>
        {
            Compare(
                "PURPOSE",
                "The intended purpose is worded the same in every document of the system.",
                others,
                o => o.Purpose == about.Purpose
            ),
            Compare(
                "CLASS",
                "The class is the same in every document of the system.",
                others,
                o => o.Classes == string.Join(", ", about.Classes)
            ),
            Compare("VERSION", "The versions are the same in every document of the system.", others, o => o.Versions == about.Versions),
            Figures(document.Points),
            Acceptance(document),
        };
        findings.AddRange(document.Plan.Checks.Select(OfPeople));
        return findings;
    }

    /// <summary>A check of a plan, which no program can make.</summary>
    internal static ConsistencyFinding OfPeople(DocumentCheck check) =>
        new(check.Id, check.Check, null, RecordValue.Of(new PortalWords("Has to be compared by a person.")));

    private static ConsistencyFinding Compare(string id, string check, IReadOnlyList<Said> others, Func<Said, bool> same)
    {
        var differing = others.Where(o => !same(o)).ToList();
        return others.Count == 0
            ? new ConsistencyFinding(id, check, null, Found($"No other document of the system exists yet."))
            : new ConsistencyFinding(
                id,
                check,
                differing.Count == 0,
                differing.Count == 0 ? Found($"Compared with {string.Join(", ", others.Select(o => o.Report))}.") : Differs(differing)
            );
    }

    /// <summary>
    /// One measure of one version has one value, whichever record says it: evidence, the card, and the gate of its release. What
    /// monitoring measured in a window is another figure, and is named where its value is another.
    /// </summary>
    internal static ConsistencyFinding Figures(IReadOnlyList<FilledPoint> points)
    {
        const string Check = "Figures of a version measured on the same data are the same wherever they are stated.";
        var printed = points.SelectMany(p => p.Sources).SelectMany(Stated).ToList();
        var differing = printed
            .Where(p => p.Window is null)
            .GroupBy(p => (p.Version, p.Name))
            .Where(g => g.Select(p => Printed(p.Value)).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(g =>
                Differing(g.Key.Name, g.Key.Version, g.Select(p => $"{Printed(p.Value)} in {p.Id}").Distinct(StringComparer.Ordinal))
            )
            .ToList();
        var elsewhere = printed
            .Where(p =>
                p.Window is not null
                && printed.Exists(o =>
                    o.Window is null && o.Version == p.Version && o.Name == p.Name && Printed(o.Value) != Printed(p.Value)
                )
            )
            .Distinct()
            .ToList();
        if (differing.Count == 0 && elsewhere.Count == 0)
        {
            return new ConsistencyFinding("FIGURES", Check, true, Found($"No figure is stated with two different values."));
        }

        var said =
            differing.Count > 0
                ? RecordValue.Of("; ", differing)
                : RecordValue.Of(" ", [$"No figure of the same data is stated with two different values.", OnOtherData(elsewhere)]);
        return new ConsistencyFinding("FIGURES", Check, differing.Count == 0, said);
    }

    /// <summary>The figures of a version that a source prints, as measures or in words.</summary>
    private static IEnumerable<Figure> Stated(PointSource source)
    {
        if (source.Record.Version is not { } version)
        {
            return [];
        }

        return source
            .Record.Rows.SelectMany(row => source.Fields.Where(row.ContainsKey).Select(field => row[field]))
            .SelectMany(v => v.Figures.Concat(v.Measures.Select(m => new RecordFigure(m.Name, m.Value, null))))
            .Where(f => s_figures.Contains(f.Name))
            .Select(f => new Figure(version, f.Name, f.Value, f.Window, source.Record.Id));
    }

    // The title of a document is the portal's own.
    private static RecordValue Differs(IReadOnlyList<Said> others)
    {
        var named = new PortalWords(string.Join(", ", others.Select(o => $"{o.Report} ({o.Title})")))
        {
            Said = () => string.Join(", ", others.Select(o => $"{o.Report} ({T[o.Title]})")),
        };
        return Found($"Differs in {named}. Recreate any document that differs.");
    }

    private static RecordValue Found(FormattableString sentence) => RecordValue.Of("", [sentence]);

    private static FormattableString OnOtherData(IReadOnlyList<Figure> figures)
    {
        var listed = new PortalWords(
            string.Join(
                "; ",
                figures.Select(f => $"{DocumentLabels.Measure(f.Name)} {MeasureUnits.Rounded(f.Value)} in {f.Id}, window {f.Window}")
            )
        )
        {
            Said = () => string.Join("; ", figures.Select(SaidOf)),
        };
        return $"Measured on other data: {listed}.";
    }

    private static string SaidOf(Figure figure)
    {
        var (name, value) = (T[DocumentLabels.Measure(figure.Name)], Shapes.Numbers(MeasureUnits.Rounded(figure.Value)));
        return T["{0} {1} in {2}, window {3}", name, value, figure.Id, figure.Window];
    }

    private static FormattableString Differing(string measure, string version, IEnumerable<string> values) =>
        $"{new PortalWords(DocumentLabels.Measure(measure))} of {version}: {new PortalWords(string.Join(", ", values))}";

    // As the tables print it: what a reader cannot tell apart does not differ.
    private static string Printed(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.####", CultureInfo.InvariantCulture)
            : value;

    private static ConsistencyFinding Acceptance(FilledDocument document)
    {
        const string Check = "Every risk that stays high or critical with its controls is accepted by signature.";
        var open = document
            .Points.SelectMany(p => p.Sources)
            .Select(s => s.Record)
            .Where(r => r.IsAccepted is false)
            .DistinctBy(r => r.Id)
            .Where(r =>
                r.Rows[0].GetValueOrDefault("residual_score") is { Measures: [var score] }
                && int.Parse(score.Value, CultureInfo.InvariantCulture) >= 10
            )
            .Select(r => r.Id)
            .ToList();
        return new ConsistencyFinding(
            "RISKS",
            Check,
            open.Count == 0,
            open.Count == 0 ? Found($"Every such risk is accepted.") : Found($"Not accepted by signature: {string.Join(", ", open)}.")
        );
    }

    /// <summary>The newest document of every other kind, as it was made.</summary>
    private async Task<IReadOnlyList<Said>> MadeAsync(string system, string kind, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var kinds = library.OfSystems.Select(p => p.Kind).Where(k => k != kind).ToList();
        var made = await db
            .Reports.AsNoTracking()
            .Where(r =>
                r.Subject == system
                && r.State == ReportState.Ready
                && r.TwinSha256 != null
                && kinds.Contains(r.Kind)
                && !db.Reports.Any(later =>
                    later.Subject == r.Subject
                    && later.Kind == r.Kind
                    && later.State == ReportState.Ready
                    && (int)(object)later.Id > (int)(object)r.Id
                )
            )
            .OrderBy(r => r.Kind)
            .Select(r => new { r.Id, r.TwinSha256 })
            .ToListAsync(ct);
        var said = new List<Said>();
        foreach (var report in made)
        {
            var twin =
                await ReadTwin.RunAsync(store, report.TwinSha256!, ct)
                ?? throw new FormatException($"The stored form of {report.Id} is gone or was altered.");
            var of = twin["system"]!;
            said.Add(
                new Said(
                    report.Id.ToString(),
                    (string?)twin["title"] ?? "",
                    (string?)of["purpose"] ?? "",
                    string.Join(", ", ((JsonArray)of["classes"]!).Select(c => (string?)c)),
                    (string?)of["versions"] ?? ""
                )
            );
        }

        return said;
    }
}
