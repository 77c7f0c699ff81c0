using Governance.Data;
using Governance.Domain;
using Governance.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Reports;

/// <summary>Reads a report.</summary>
public sealed class GetReport(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>The report, or a refusal when there is none.</summary>
    public async Task<Result<ReportView>> RunAsync(ReportId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } report ? ReportView.Of(report) : ReportRefusals.NotFound;
    }

    /// <summary>The report when its bytes can be had.</summary>
    public async Task<Result<ReportView>> ReadyAsync(ReportId id, CancellationToken ct)
    {
        var report = await RunAsync(id, ct);
        return report.IsDone && report.Value.State is not ReportState.Ready ? ReportRefusals.NotReady(report.Value.State) : report;
    }
}
