using Governance.Domain.Kpis;
using Governance.Reporting.Dashboards;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>The key figures in words, as the overview and its exports show them, for documents that sum the programme up.</summary>
public interface IReadKeyFigures
{
    /// <summary>Reads the figures that a committee follows, over everything.</summary>
    /// <param name="period">The span they are computed over.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<DashboardItem>> OfCommitteeAsync(KpiPeriod period, CancellationToken ct);
}
