using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Compares two versions of a model: what decides about them first (gates, fairness, robustness, slices, card, risks), then what was
/// registered. A better metric says nothing of a version that a gate refuses.
/// </summary>
public sealed class CompareVersions(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private static readonly EvidenceKind[] s_kinds =
    [
        EvidenceKind.Validation,
        EvidenceKind.Fairness,
        EvidenceKind.Robustness,
        EvidenceKind.PromptSafety,
        EvidenceKind.ModelCard,
    ];

    /// <summary>Compares them for a caller, with as much as they may read.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="model">The model.</param>
    /// <param name="before">The older or reference version.</param>
    /// <param name="after">The newer version.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ComparedVersions>> RunAsync(Actor actor, string model, string before, string after, CancellationToken ct)
    {
        Result<Access> access;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            access = await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), ct);
        }

        return access.Refusal is { } refusal
            ? refusal
            : await RunAsync(model, before, after, access.Value.Has(Permission.ReadGates), access.Value.Has(Permission.ReadRisks), ct);
    }

    /// <summary>Compares them. The number of statements is the same for any two.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The older or reference version.</param>
    /// <param name="after">The newer version.</param>
    /// <param name="gates">Whether the caller may read gates.</param>
    /// <param name="risks">Whether the caller may read risks.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ComparedVersions>> RunAsync(
        string model,
        string before,
        string after,
        bool gates,
        bool risks,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var a = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, before, ct);
        if (a.Refusal is { } unknown)
        {
            return unknown;
        }

        var b = await VersionLookup.FindAsync(db, db.Versions.AsNoTracking(), model, after, ct);
        if (b.Refusal is { } refusal)
        {
            return refusal;
        }

        // As they are spelt in the registry: a model may be found by another spelling of its name.
        var (old, next) = (a.Value, b.Value);
        var registered = VersionComparison.Of(old.ReadManifest(), next.ReadManifest());
        var evidence = await db
            .Evidence.AsNoTracking()
            .Where(e =>
                e.Model == next.Model
                && (e.Version == old.Version || e.Version == next.Version)
                && e.WithdrawnAt == null
                && s_kinds.Contains(e.Kind)
            )
            .ToListAsync(ct);
        var (newest, newer) = (Newest(evidence, old.Version), Newest(evidence, next.Version));
        return new ComparedVersions(registered.Before, registered.After, registered.Metrics, registered.Datasets, registered.Dependencies)
        {
            SameArtifact = registered.SameArtifact,
            SameSource = registered.SameSource,
            Gates = gates ? Gates(await GateAsync(db, old, ct), await GateAsync(db, next, ct)) : null,
            Figures = Figures(newest, newer),
            CardBefore = Card(newest),
            CardAfter = Card(newer),
            Risks = risks ? await RisksAsync(db, old, next, ct) : null,
        };
    }

    private static Dictionary<EvidenceKind, Evidence> Newest(IReadOnlyList<Evidence> evidence, string version) =>
        evidence.Where(e => e.Version == version).GroupBy(e => e.Kind).ToDictionary(g => g.Key, g => g.MaxBy(e => e.Id.Number)!);

    // What lets a version into production counts before what let it into staging.
    private static Task<GateRun?> GateAsync(GovernanceDbContext db, ModelVersion version, CancellationToken ct) =>
        db
            .GateRuns.Where(r => r.Model == version.Model && r.Version == version.Version)
            .OrderByDescending(r => r.Stage == Stage.Production)
            .ThenByDescending(r => r.Id)
            .WithoutInput()
            .FirstOrDefaultAsync(ct);

    private static ComparedGates Gates(GateRun? before, GateRun? after)
    {
        var (old, next) = (Rules(before), Rules(after));
        return new(
            Gate(before),
            Gate(after),
            [
                .. next
                    .Keys.Concat(old.Keys)
                    .Distinct()
                    .Select(key =>
                    {
                        var (was, now) = (old.GetValueOrDefault(key), next.GetValueOrDefault(key));
                        var known = now ?? was!;
                        var name = RuleNames.Of(known.Type, known.Asked, known.RuleId);
                        return new ComparedRule(key.Policy, key.Rule, name.English, Verdict(was), Verdict(now)) { Said = name };
                    })
                    .OrderBy(r => Rank(r.After ?? r.Before!))
                    .ThenBy(r => r.IsSame),
            ]
        );
    }

    private static ComparedGate? Gate(GateRun? run) =>
        run is null ? null : new(run.Id.ToString(), run.Stage, WireName.Of(run.Outcome), run.EvaluatedAt);

    private static Dictionary<(string Policy, string Rule), RuleResult> Rules(GateRun? run)
    {
        if (run is null)
        {
            return [];
        }

        var result = run.ReadResult();
        var tried = result.Policies.Where(p => p.Mode is PolicyMode.DryRun).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return result
            .Results.Where(r => !tried.Contains(r.Policy))
            .GroupBy(r => (r.Policy, r.RuleId))
            .ToDictionary(g => g.Key, g => g.First());
    }

    private static ComparedVerdict? Verdict(RuleResult? rule) =>
        rule is null
            ? null
            : new(rule.Outcome.ToWireName(), rule.Blocking, rule.Message, rule.Actual, rule.Expected)
            {
                FoundText = FindingText.Of(rule),
                SeenText = FindingText.Seen(rule),
            };

    private static int Rank(ComparedVerdict verdict) =>
        verdict.Outcome switch
        {
            "fail" when verdict.Blocking => 0,
            "error" when verdict.Blocking => 1,
            "fail" => 2,
            "error" => 3,
            "waived" => 4,
            "pass" => 5,
            _ => 6,
        };

    private static IReadOnlyList<ComparedFigure> Figures(
        Dictionary<EvidenceKind, Evidence> before,
        Dictionary<EvidenceKind, Evidence> after
    )
    {
        var (old, next) = (Measured(before), Measured(after));
        return
        [
            .. next
                .Keys.Concat(old.Keys)
                .Distinct()
                .Select(key => new ComparedFigure(
                    key.Kind,
                    key.Metric,
                    key.Attribute,
                    key.Slice,
                    old.GetValueOrDefault(key),
                    next.GetValueOrDefault(key)
                ))
                .OrderBy(f => f.Kind)
                // What became worse first, by how much.
                .ThenBy(f => f.Better is false ? 0 : 1)
                .ThenByDescending(f => Math.Abs(f.Delta ?? 0)),
        ];
    }

    private static Dictionary<(ComparedKind Kind, string Metric, string? Attribute, string? Slice), FigureValue> Measured(
        Dictionary<EvidenceKind, Evidence> newest
    )
    {
        var figures = new Dictionary<(ComparedKind, string, string?, string?), FigureValue>();
        foreach (var evidence in newest.Values.Where(e => e.Kind is not EvidenceKind.ModelCard).OrderBy(e => e.Id.Number))
        {
            foreach (var metric in StoredEvidenceFacts.Read(evidence.FactsJson).Metrics)
            {
                // Of a validation what holds over all rows stands with the metrics.
                var kind = metric switch
                {
                    { Attribute: not null } => ComparedKind.Fairness,
                    { Slice: not null } => ComparedKind.Slice,
                    _ when evidence.Kind is EvidenceKind.Fairness => ComparedKind.Fairness,
                    _ when evidence.Kind is EvidenceKind.Robustness or EvidenceKind.PromptSafety => ComparedKind.Robustness,
                    _ => (ComparedKind?)null,
                };
                if (kind is { } known && metric.Value is { } value)
                {
                    figures[(known, metric.Name, metric.Attribute, metric.Slice)] = new(
                        value,
                        metric.Low,
                        metric.High,
                        metric.N,
                        evidence.Id.ToString()
                    );
                }
            }
        }

        return figures;
    }

    private static ComparedCard? Card(Dictionary<EvidenceKind, Evidence> newest) =>
        newest.GetValueOrDefault(EvidenceKind.ModelCard) is { } card
            ? new(card.Id.ToString(), card.ProducedAt, StoredEvidenceFacts.Read(card.FactsJson).Facts.CardSections)
            : null;

    // A risk that names no version is one of all versions of its model.
    private static async Task<IReadOnlyList<ComparedRisk>> RisksAsync(
        GovernanceDbContext db,
        ModelVersion before,
        ModelVersion after,
        CancellationToken ct
    )
    {
        var open = await db
            .Risks.AsNoTracking()
            .Where(r =>
                r.Model == after.Model
                && r.State == RiskState.Open
                && (r.Version == null || r.Version == before.Version || r.Version == after.Version)
            )
            .IgnoreAutoIncludes()
            .ToListAsync(ct);
        return
        [
            .. open.Select(r => new ComparedRisk(
                    r.Id,
                    r.Title,
                    r.ResidualScore ?? r.InherentScore,
                    r.Band,
                    r.ResidualScore is not null,
                    r.Version is null || r.Version == before.Version,
                    r.Version is null || r.Version == after.Version
                ))
                .OrderByDescending(r => r.Score)
                .ThenBy(r => r.Id.Number),
        ];
    }
}
