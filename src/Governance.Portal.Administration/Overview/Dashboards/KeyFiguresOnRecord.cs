using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting.Dashboards;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>Key figures for documents: computed as the overview computes them, in the words of its exports.</summary>
internal sealed class KeyFiguresOnRecord(ReadKpis kpis, DashboardExport words) : IReadKeyFigures
{
    // What a committee follows; the refusals and findings that the security view counts are for those who run the portal.
    private static readonly IReadOnlyList<Kpi> s_ofCommittee =
    [
        Kpi.RisksAboveAppetite,
        Kpi.ResidualRisk,
        Kpi.OpenRisks,
        Kpi.OpenIncidents,
        Kpi.TimeToRemediate,
        Kpi.ModelsDrifting,
        Kpi.DeploymentVelocity,
        Kpi.ChangeFailureRate,
        Kpi.ApprovalTime,
        Kpi.ComplianceScore,
        Kpi.AuditCoverage,
        Kpi.LateExplanations,
    ];

    // Counts at one instant: sums of medians and shares would say nothing.
    private static readonly IReadOnlyList<Kpi> s_ofGroup =
    [
        Kpi.OpenRisks,
        Kpi.RisksAboveAppetite,
        Kpi.ResidualRisk,
        Kpi.OpenIncidents,
        Kpi.ModelsDrifting,
    ];

    public async Task<IReadOnlyList<DashboardItem>> OfCommitteeAsync(KpiPeriod period, CancellationToken ct)
    {
        var scope = Everything(period);
        var figures = await kpis.RunAsync(scope, s_ofCommittee, ct);
        return words.Items(new Dashboard(DashboardView.Programme, scope, "", figures, []));
    }

    public Task<IReadOnlyList<KpiFigure>> OfGroupAsync(KpiPeriod period, CancellationToken ct) =>
        kpis.RunAsync(Everything(period), s_ofGroup, ct);

    private static KpiScope Everything(KpiPeriod period) => new(period, (int)Math.Round(period.Days), Model: null);
}
