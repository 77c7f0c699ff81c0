using Governance.Domain.Kpis;
using Governance.Reporting.Dashboards;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>The key figures, as the overview and its exports have them, for documents that sum the programme up.</summary>
public interface IReadKeyFigures
{
    /// <summary>Reads the figures that a committee follows, over everything, in words.</summary>
    /// <param name="period">The span they are computed over.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<DashboardItem>> OfCommitteeAsync(KpiPeriod period, CancellationToken ct);

    /// <summary>Reads the figures that are counts and so can be summed over installations, over everything.</summary>
    /// <param name="period">A span that ends at the instant they are counted.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<KpiFigure>> OfGroupAsync(KpiPeriod period, CancellationToken ct);
}
