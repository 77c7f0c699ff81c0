using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Reads a report.</summary>
public sealed class GetReport(IDbContextFactory<GovernanceDbContext> dbFactory, ReportRights rights)
{
    /// <summary>The report, or a refusal when there is none or it shows what the actor may not see.</summary>
    public async Task<Result<ReportView>> RunAsync(Actor actor, ReportId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } report)
        {
            return ReportRefusals.NotFound;
        }

        return await rights.RefusesAsync(actor, report.Kind, ct) is { } forbidden ? forbidden : ReportView.Of(report);
    }

    /// <summary>The report when its bytes can be had.</summary>
    public async Task<Result<ReportView>> ReadyAsync(Actor actor, ReportId id, CancellationToken ct)
    {
        var report = await RunAsync(actor, id, ct);
        return report.IsDone && report.Value.State is not ReportState.Ready ? ReportRefusals.NotReady(report.Value.State) : report;
    }
}
