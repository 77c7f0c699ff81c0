using Governance.Data;
using Governance.Domain;
using Governance.Domain.Cards;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Cards;

/// <summary>Fills a model card from the registry, evidence, monitoring and the risk register, each field with its source.</summary>
internal static class FillModelCard
{
    private const int MaxLines = 40;

    public static async Task<Dictionary<string, Filled>> RunAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct)
    {
        var fields = new Dictionary<string, Filled>(StringComparer.Ordinal);
        var model = await db.Models.AsNoTracking().SingleAsync(m => m.Name == version.Model, ct);
        var owner = (await People.ByIdAsync(db, [model.Owner], ct)).GetValueOrDefault(model.Owner);
        var manifest = version.ReadManifest();
        var ofModel = new FieldSource("registry", model.Name, model.RegisteredAt, null, ModelAddresses.Model(model.Name));
        var ofVersion = new FieldSource(
            "registry",
            version.Id,
            version.RegisteredAt,
            version.ManifestSha256,
            ModelAddresses.Version(version.Model, version.Version)
        );
        Filled.Add(fields, "name", [$"{model.DisplayName} {version.Version}"], ofModel, ofVersion);
        Filled.Add(fields, "intendedUse", [Filled.Written(model.Purpose)], ofModel);
        Filled.Add(fields, "owner", [Filled.Written(owner?.Name)], ofModel);
        Filled.Add(
            fields,
            "riskClass",
            [model.RiskClass is { } risk ? (FormattableString)$"{new PortalWords(WireName.Of(risk))}" : null],
            ofModel
        );
        Filled.Add(
            fields,
            "artifact",
            version.ArtifactSha256.Length == 0
                ? []
                :
                [
                    $"SHA-256 {version.ArtifactSha256}",
                    $"{new PortalWords(Formats.Size(version.ArtifactSizeBytes))}, {version.ArtifactMediaType}",
                ],
            ofVersion
        );
        Filled.Add(
            fields,
            "source",
            [manifest.Source is { } source ? (FormattableString)$"{source.Repository} at {source.Commit}" : null],
            ofVersion
        );
        Filled.Add(fields, "trainingData", manifest.Datasets.Where(d => d.Role == "training").Select(Dataset), ofVersion);
        Filled.Add(fields, "evaluationData", manifest.Datasets.Where(d => d.Role != "training").Select(Dataset), ofVersion);
        await EvidenceAsync(db, fields, version, manifest, ofVersion, ct);
        await MonitoringAsync(db, fields, version, ct);
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r => r.Model == version.Model && r.State == RiskState.Open)
            .OrderBy(r => r.Id)
            .Take(MaxLines)
            .ToListAsync(ct);
        Filled.Add(
            fields,
            "risks",
            risks.Select(r => (FormattableString)$"{r.Id} {r.Title}"),
            [.. risks.Select(r => new FieldSource("risks", r.Id.ToString(), r.ReviewedAt, null, $"/risks/{r.Id}"))]
        );
        return fields;
    }

    /// <summary>A measured value with what is known of how it was measured.</summary>
    internal static FormattableString Metric(string name, double? value, double? low, double? high, long? n)
    {
        var measure = DisplayLabels.Metric(name) is { IsOurs: true } ours ? (object)new PortalWords(ours.English) : name;
        FormattableString text = $"{measure}: {new PortalWords(value is { } known ? Formats.Score(known) : "undefined")}";
        if (low is { } l && high is { } h)
        {
            FormattableString interval = $"95 % interval {Number(l)} to {Number(h)}";
            text = $"{text}, {interval}";
        }

        return n is { } rows ? $"{text}, {Counted(rows, $"{rows} row", $"{new PortalWords(Formats.Count(rows))} rows")}" : text;
    }

    private static PortalWords Number(double value) => new(Formats.Number(value, 3));

    private static FormattableString Counted(long count, FormattableString one, FormattableString several) => count == 1 ? one : several;

    private static FormattableString Dataset(DatasetFacts dataset) =>
        $"{dataset.Name} {dataset.Version} ({new PortalWords(dataset.Role)}), SHA-256 {dataset.Sha256}";

    private static async Task EvidenceAsync(
        GovernanceDbContext db,
        Dictionary<string, Filled> fields,
        ModelVersion version,
        VersionManifest manifest,
        FieldSource ofVersion,
        CancellationToken ct
    )
    {
        var evidence = await db
            .Evidence.AsNoTracking()
            .Where(e =>
                e.Model == version.Model
                && e.Version == version.Version
                && e.WithdrawnAt == null
                && (e.Kind == EvidenceKind.Validation || e.Kind == EvidenceKind.Fairness || e.Kind == EvidenceKind.Robustness)
            )
            .OrderByDescending(e => e.Id)
            .ToListAsync(ct);
        if (manifest.Metrics.Count > 0)
        {
            Filled.Add(
                fields,
                "performance",
                manifest.Metrics.Take(MaxLines).Select(m => Metric(m.Name, m.Value, m.Low, m.High, m.N)),
                ofVersion
            );
        }

        foreach (
            var (key, kind) in (ReadOnlySpan<(string, EvidenceKind)>)
                [("performance", EvidenceKind.Validation), ("fairness", EvidenceKind.Fairness), ("robustness", EvidenceKind.Robustness)]
        )
        {
            if (evidence.Find(e => e.Kind == kind) is not { } newest)
            {
                continue;
            }

            var read = StoredEvidenceFacts.Read(newest.FactsJson);
            var source = new FieldSource(
                "evidence",
                newest.Id.ToString(),
                newest.ProducedAt,
                newest.Sha256,
                $"{ModelAddresses.Version(version.Model, version.Version)}?tab={WireName.Of(kind)}"
            );
            var lines = read.Metrics.Take(MaxLines).Select(Line).ToList();
            if (fields.TryGetValue(key, out var registered))
            {
                // What was declared stays, and the evidence for it is named.
                fields[key] = registered with
                {
                    Sources = [.. registered.Sources, source],
                };
            }
            else
            {
                Filled.Add(fields, key, lines.Count > 0 ? lines : (IEnumerable<FormattableString>)[$"Report from {newest.Tool}"], source);
            }
        }
    }

    private static FormattableString Line(GateMetric metric)
    {
        var measured = Metric(metric.Name, metric.Value, metric.Low, metric.High, metric.N);
        return (metric.Attribute, metric.Slice) switch
        {
            ({ Length: > 0 } attribute, { Length: > 0 } slice) => $"{new PortalColumns(attribute)}, {slice}: {measured}",
            ({ Length: > 0 } attribute, _) => $"{new PortalColumns(attribute)}: {measured}",
            (_, { Length: > 0 } slice) => $"{slice}: {measured}",
            _ => measured,
        };
    }

    private static async Task MonitoringAsync(
        GovernanceDbContext db,
        Dictionary<string, Filled> fields,
        ModelVersion version,
        CancellationToken ct
    )
    {
        var windows = db
            .Windows.AsNoTracking()
            .Where(w => w.Model == version.Model && w.Version == version.Version && w.Role == WindowRole.Current);
        var count = await windows.CountAsync(ct);
        if (count == 0)
        {
            return;
        }

        var last = await windows.OrderByDescending(w => w.End).Select(w => new { w.Id, w.End }).FirstAsync(ct);
        var monitors = await db.Monitors.CountAsync(m => m.Model == version.Model, ct);
        var compared = Counted(count, $"{count} window", $"{new PortalWords(Formats.Count(count))} windows");
        var watching = Counted(monitors, $"{monitors} monitor", $"{new PortalWords(Formats.Count(monitors))} monitors");
        Filled.Add(
            fields,
            "monitoring",
            [$"{compared} of predictions compared with the reference, {watching}"],
            new FieldSource("monitoring", last.Id.ToString(), last.End, null, $"/monitoring/{version.Model}")
        );
    }
}
