using System.Globalization;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>One record behind a key figure.</summary>
/// <param name="Id">Its readable id or name.</param>
/// <param name="Title">Title of the record.</param>
/// <param name="At">The instant at which it counts; null for what has none.</param>
/// <param name="Value">What it adds to the figure, in words.</param>
/// <param name="Href">Its page.</param>
public sealed record KpiRow(string Id, string Title, DateTimeOffset? At, string Value, string Href);

/// <summary>Reads the records behind a key figure, a page at a time.</summary>
public sealed class ReadKpiRows(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IReadObligations board,
    LawLibrary laws,
    IOptions<RisksOptions> risks,
    LogLabels words,
    TimeProvider clock
)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who looks: without the permission for the records they are refused.</param>
    /// <param name="id">The figure.</param>
    /// <param name="scope">The period and model it is asked for.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Rows of the page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<PageOf<KpiRow>>> RunAsync(Actor actor, Kpi id, KpiScope scope, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        if ((access.Refusal ?? access.Value.Refuses(KpiDefinition.Of(id).Reads)) is { } refusal)
        {
            return refusal;
        }

        // The page that is opened stands on the same records as the figure above it, and is kept with it.
        return skip == 0
            ? await scope.KeptAsync(db, $"kpi-rows-{id}-{take}", ReadKpis.BasisOf(id), () => ReadAsync(db, id, scope, skip, take, ct), ct)
            : await ReadAsync(db, id, scope, skip, take, ct);
    }

    private async Task<PageOf<KpiRow>> ReadAsync(GovernanceDbContext db, Kpi id, KpiScope scope, int skip, int take, CancellationToken ct)
    {
        var (models, appetite) = (await ModelScope.OfAsync(db, scope, ct), risks.Value.Appetite);
        return id switch
        {
            Kpi.DeploymentVelocity or Kpi.ChangeFailureRate => await DeploymentsAsync(db, scope, models, skip, take, ct),
            Kpi.ApprovalTime => await ApprovalsAsync(db, scope, models, skip, take, ct),
            Kpi.TimeToRemediate => Page(await RemediesAsync(db, scope, models, ct), skip, take),
            Kpi.ComplianceScore => Page(await DutiesAsync(db, scope, models, ct), skip, take),
            Kpi.OpenRisks => await RisksAsync(KpiFacts.Risks(db, models), skip, take, ct),
            Kpi.RisksAboveAppetite => await RisksAsync(KpiFacts.Risks(db, models).AboveAppetite(db, appetite), skip, take, ct),
            Kpi.ResidualRisk => await RisksAsync(KpiFacts.Risks(db, models).Where(r => r.ResidualScore != null), skip, take, ct),
            Kpi.ModelsDrifting => await AlertsAsync(db, scope, models, skip, take, ct),
            Kpi.OpenIncidents => await IncidentsAsync(db, scope, models, skip, take, ct),
            Kpi.AuditCoverage => await CoverageAsync(db, scope, models, skip, take, ct),
            Kpi.LateExplanations => await ExplanationRows.PageAsync(KpiFacts.Explanations(db, scope.Period, models), skip, take, ct),
            Kpi.RefusedAttempts or Kpi.RefusedSignIns => await SecurityRows.EntriesAsync(
                SecurityFacts.Entries(db, id, scope.Period, models)!,
                words,
                skip,
                take,
                ct
            ),
            Kpi.FailedVerifications => await SecurityRows.VerificationsAsync(db, words, scope.Period, models, skip, take, ct),
            Kpi.PromptInjections or Kpi.Leaks => await SecurityRows.AlertsAsync(
                SecurityFacts.Alerts(db, id, scope.Period, models),
                skip,
                take,
                ct
            ),
        };
    }

    private static PageOf<KpiRow> Page(List<KpiRow> all, int skip, int take) => new([.. all.Skip(skip).Take(take)], all.Count);

    private static string VersionHref(string model, string version) =>
        $"/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(version)}";

    private static async Task<PageOf<KpiRow>> DeploymentsAsync(
        GovernanceDbContext db,
        KpiScope scope,
        ModelScope models,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var all = KpiFacts.Deployments(db, scope.Period, models);
        var rows = await all.OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .Skip(skip)
            .Take(take)
            .Select(d => new
            {
                d.Id,
                d.Model,
                d.Version,
                d.Since,
                d.Until,
                RolledBack = db.Deployments.Any(r =>
                    r.Model == d.Model && r.Stage == d.Stage && r.Kind == DeploymentKind.RollBack && r.Since == d.Until
                ),
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(d => new KpiRow(
                    d.Id.ToString(),
                    $"{d.Model} {d.Version}",
                    d.Since,
                    d.RolledBack ? $"Rolled back after {Formats.RoughDuration(d.Until!.Value - d.Since, afterPreposition: true)}"
                        : d.Until is null ? "Serving"
                        : "Replaced",
                    VersionHref(d.Model, d.Version)
                )),
            ],
            await all.CountAsync(ct)
        );
    }

    private static async Task<PageOf<KpiRow>> ApprovalsAsync(
        GovernanceDbContext db,
        KpiScope scope,
        ModelScope models,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var all = KpiFacts.Approvals(db, scope.Period, models);
        var rows = await all.OrderByDescending(p => p.DecidedAt)
            .ThenByDescending(p => p.Id)
            .Skip(skip)
            .Take(take)
            .Select(p => new
            {
                p.Id,
                p.Model,
                p.Version,
                p.RequestedAt,
                p.DecidedAt,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(p => new KpiRow(
                    p.Id.ToString(),
                    $"{p.Model} {p.Version}",
                    p.DecidedAt,
                    $"{Formats.Number((p.DecidedAt!.Value - p.RequestedAt).TotalHours, 1)} h",
                    $"/approvals/{p.Id}"
                )),
            ],
            await all.CountAsync(ct)
        );
    }

    private static async Task<List<KpiRow>> RemediesAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct)
    {
        var incidents = await KpiFacts
            .Incidents(db, scope.Period, models)
            .Where(i => i.ClosedAt != null && i.ClosedAt < scope.Period.To)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.OpenedAt,
                i.ClosedAt,
            })
            .ToListAsync(ct);
        var rows = incidents
            .Select(i => new KpiRow(
                i.Id.ToString(),
                i.Title,
                i.ClosedAt,
                $"{Formats.Number((i.ClosedAt!.Value - i.OpenedAt).TotalDays, 1)} d",
                $"/incidents/{i.Id}"
            ))
            .Concat(await StepsAsync(db, scope, models, ct));
        return [.. rows.OrderByDescending(r => r.At).ThenBy(r => r.Id, StringComparer.Ordinal)];
    }

    private static async Task<PageOf<KpiRow>> IncidentsAsync(
        GovernanceDbContext db,
        KpiScope scope,
        ModelScope models,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var now = scope.Period.To;
        var all = KpiFacts.Incidents(db, new KpiPeriod(now, now), models).Where(i => i.ClosedAt == null || i.ClosedAt > now);
        var rows = await all.OrderBy(i => i.OpenedAt)
            .ThenBy(i => i.Id)
            .Skip(skip)
            .Take(take)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.OpenedAt,
                i.Severity,
            })
            .ToListAsync(ct);
        return new(
            [.. rows.Select(i => new KpiRow(i.Id.ToString(), i.Title, i.OpenedAt, WireName.Of(i.Severity), $"/incidents/{i.Id}"))],
            await all.CountAsync(ct)
        );
    }

    private static async Task<List<KpiRow>> StepsAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct) =>
        [
            .. (await KpiFacts.StepsAsync(db, scope.Period, models, ct))
                .OrderByDescending(s => s.Step.DoneAt)
                .Select(s => new KpiRow(
                    string.Create(CultureInfo.InvariantCulture, $"{s.Risk} step {s.Step.Number}"),
                    s.Step.Text,
                    s.Step.DoneAt,
                    $"{Formats.Number((s.Step.DoneAt!.Value - s.Step.AddedAt).TotalDays, 1)} d",
                    $"/risks/{s.Risk}"
                )),
        ];

    // What lowers the score comes first: the heavier an obligation that is not met, the further up.
    private async Task<List<KpiRow>> DutiesAsync(GovernanceDbContext db, KpiScope scope, ModelScope models, CancellationToken ct) =>
        [
            .. (await KpiFacts.DutiesAsync(db, board, laws, scope, models, ct))
                .OrderByDescending(d => d.Fact.Weight * (1 - d.Fact.Met))
                .ThenBy(d => d.System, StringComparer.Ordinal)
                .Select(d => new KpiRow(
                    $"{d.System} · {d.Law.Id}",
                    $"{d.SystemName}: {T.Word(d.Law.Title)}",
                    null,
                    $"{StateOf(d.Status)}, {Weight(d.Fact.Weight * d.Fact.Met)} of {Weight(d.Fact.Weight)}",
                    $"/compliance/obligations?system={d.System}"
                )),
        ];

    private static string Weight(double weight) => Formats.Number(weight, Math.Round(weight, 1) % 1 == 0 ? 0 : 1);

    private static string StateOf(DutyStatus status) =>
        status switch
        {
            DutyStatus.Satisfied => "Met",
            DutyStatus.InProgress => "Partial",
            DutyStatus.NeedsReview => "Needs review",
            _ => "Missing",
        };

    private static async Task<PageOf<KpiRow>> RisksAsync(IQueryable<Risk> risks, int skip, int take, CancellationToken ct)
    {
        var all = risks.IgnoreAutoIncludes().Where(r => r.State == RiskState.Open);
        var rows = await all.OrderByDescending(r => r.ResidualScore ?? r.InherentScore)
            .ThenBy(r => r.Id)
            .Skip(skip)
            .Take(take)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.RaisedAt,
                r.ResidualScore,
                r.InherentScore,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(r => new KpiRow(
                    r.Id.ToString(),
                    r.Title,
                    r.RaisedAt,
                    r.ResidualScore is { } score ? $"Residual {score}" : $"Not assessed, inherent {r.InherentScore}",
                    $"/risks/{r.Id}"
                )),
            ],
            await all.CountAsync(ct)
        );
    }

    private static async Task<PageOf<KpiRow>> AlertsAsync(
        GovernanceDbContext db,
        KpiScope scope,
        ModelScope models,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var now = scope.Period.To;
        var all = KpiFacts.OfUse(db, KpiFacts.DriftAlerts(db, now, models), now).Where(a => a.RaisedAt <= now);
        var rows = await all.OrderByDescending(a => a.Value)
            .ThenBy(a => a.Id)
            .Skip(skip)
            .Take(take)
            .Select(a => new
            {
                a.Id,
                a.Model,
                a.Version,
                a.Field,
                a.RaisedAt,
                a.Value,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(a => new KpiRow(
                    a.Id.ToString(),
                    $"{a.Model} {a.Version}: {a.Field}",
                    a.RaisedAt,
                    a.Value is { } psi ? $"PSI {Formats.Psi(psi)}" : "Major drift",
                    $"/monitoring/{Uri.EscapeDataString(a.Model)}?tab=alerts"
                )),
            ],
            await all.CountAsync(ct)
        );
    }

    private static async Task<PageOf<KpiRow>> CoverageAsync(
        GovernanceDbContext db,
        KpiScope scope,
        ModelScope models,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var all = KpiFacts.InProduction(db, scope.Period.To, models);
        var names = await all.OrderBy(m => m).Skip(skip).Take(take).ToListAsync(ct);
        var facts = await CoverageFacts.ReadAsync(db, db.Models.Where(m => names.Contains(m.Name)).Select(m => m.Name), scope.Period, ct);
        return new(
            [.. facts.Select(f => new KpiRow(f.Model, f.Model, null, Covered(f), $"/models/{Uri.EscapeDataString(f.Model)}"))],
            await all.CountAsync(ct)
        );
    }

    private static string Covered(CoverageFact fact)
    {
        var (logged, served) = (Formats.Count(fact.Logged), Formats.Count((long)Math.Round(fact.Served ?? 0)));
        return fact.Source switch
        {
            _ when fact.Share is null => fact.Logged == 0
                ? "Unknown: the number of decisions served was not reported, and the log contains no decisions"
                : $"Unknown: the number of decisions served was not reported. Decisions in the log: {logged}",
            ServedSource.Counter => $"{logged} of {served} decisions in the log, according to the model's counter",
            ServedSource.Windows => $"{logged} of {served} decisions in the log, according to the model's monitoring windows",
            _ => $"{logged} of {served} decisions in the log, according to the declared rate",
        };
    }
}
