using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Reporting;
using Governance.Reporting.Group;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Group;

/// <summary>
/// Counts of the whole installation for the overview of a holding, which reads them away from the portal and adds them up. JSON only.
/// </summary>
internal sealed class GroupFiguresBuilder(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IReadKeyFigures keyFigures,
    IReadObligations board
) : IReportBuilder
{
    // Of more systems the obligations are not known: a part of them would look like all.
    private const int MostSystems = 500;

    // The figures are counts at its end; how long it is changes none of them.
    private static readonly TimeSpan s_period = TimeSpan.FromDays(30);

    public string Kind => GroupFigure.ReportKind;

    public Permission Shows => Permission.ReadRisks;

    public IReadOnlyList<Permission> AlsoShows { get; } =
    [
        Permission.ReadRegistry,
        Permission.ReadApprovals,
        Permission.ReadGates,
        Permission.ReadMonitoring,
        Permission.ReadIncidents,
        Permission.ReadCompliance,
    ];

    public bool IsOfInstallation => true;

    public IReadOnlyList<string> Formats { get; } = ["json"];

    public Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        IReadOnlyList<ReportChoice> choices = db.DataScope is null ? [new ReportChoice("*", Wording.Text($"The whole installation"))] : [];
        return Task.FromResult(choices);
    }

    public Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Task.FromResult<Result<string>>(
            db.DataScope is not null ? ScopeRefusals.Organisation
            : subject == "*" ? subject
            : ReportRefusals.SubjectUnknown($"The subject of figures for the group must be *, which means the whole installation.")
        );
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        var now = document.MadeAt;
        var told = await keyFigures.OfGroupAsync(new KpiPeriod(now - s_period, now), ct);
        long? Of(Kpi id) => told.First(f => f.Id == id).Value is { } value ? (long)value : null;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var posture = await PosturesNow.CountAsync(db, ct);
        var figures = new Dictionary<string, long?>(StringComparer.Ordinal)
        {
            [GroupFigure.ApprovalsOpen] = await db.Promotions.CountAsync(p => p.State == PromotionState.Open, ct),
            [GroupFigure.ApprovalsOverdue] = await db.Promotions.CountAsync(p => p.State == PromotionState.Open && p.DueAt < now, ct),
            [GroupFigure.ModelsDrifting] = Of(Kpi.ModelsDrifting),
            [GroupFigure.IncidentsOpen] = Of(Kpi.OpenIncidents),
            [GroupFigure.RisksOpen] = Of(Kpi.OpenRisks),
            [GroupFigure.RisksAboveAppetite] = Of(Kpi.RisksAboveAppetite),
            [GroupFigure.RisksResidual] = Of(Kpi.ResidualRisk),
            [GroupFigure.PostureIn] = posture.In,
            [GroupFigure.PostureWarning] = posture.Warning,
            [GroupFigure.PostureOut] = posture.Out,
            [GroupFigure.PostureWaiting] = posture.Waiting,
        };
        await AddModelsAsync(db, figures, ct);
        await AddAlertsAsync(db, figures, ct);
        await AddObligationsAsync(db, figures, ct);
        return new GroupFiguresRecord { Document = document, Figures = figures };
    }

    private static async Task AddModelsAsync(GovernanceDbContext db, Dictionary<string, long?> figures, CancellationToken ct)
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var counts = await ModelStages.CountAsync(db, stage, ct);
            foreach (var risk in Enum.GetValues<RiskClass>().Cast<RiskClass?>().Append(null))
            {
                figures[GroupFigure.OfModels(stage, risk)] = counts.Where(c => c.Class == risk).Sum(c => c.Models);
            }
        }
    }

    private static async Task AddAlertsAsync(GovernanceDbContext db, Dictionary<string, long?> figures, CancellationToken ct)
    {
        AlertState[] unresolved = [AlertState.Open, AlertState.Acknowledged];
        var open = db.Alerts.AsNoTracking().Where(a => unresolved.Contains(a.State));
        figures[GroupFigure.AlertsOpen] = await open.CountAsync(ct);
        figures[GroupFigure.AlertsMajor] = await open.CountAsync(a => a.Level == DriftLevel.Alert, ct);
    }

    private async Task AddObligationsAsync(GovernanceDbContext db, Dictionary<string, long?> figures, CancellationToken ct)
    {
        var systems = await db.AiSystems.AsNoTracking().OrderBy(s => s.Id).Take(MostSystems + 1).ToListAsync(ct);
        if (systems.Count > MostSystems)
        {
            return;
        }

        var counts = (await board.OfAsync(db, systems, ct))
            .SelectMany(s => s.Standings)
            .Where(s => s.Dated.Own)
            .CountBy(s => s.Status)
            .ToDictionary();
        int Of(DutyStatus status) => counts.GetValueOrDefault(status);
        figures[GroupFigure.ObligationsMet] = Of(DutyStatus.Satisfied);
        figures[GroupFigure.ObligationsPartial] = Of(DutyStatus.InProgress);
        figures[GroupFigure.ObligationsMissing] = Of(DutyStatus.Open) + Of(DutyStatus.Overdue);
        figures[GroupFigure.ObligationsOverdue] = Of(DutyStatus.Overdue);
        figures[GroupFigure.ObligationsReview] = Of(DutyStatus.NeedsReview);
        figures[GroupFigure.ObligationsUpcoming] = Of(DutyStatus.Upcoming);
        figures[GroupFigure.ObligationsSuspended] = Of(DutyStatus.Suspended);
    }
}
