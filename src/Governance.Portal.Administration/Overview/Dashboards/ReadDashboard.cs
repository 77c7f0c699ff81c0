using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Overview.Dashboards;

/// <summary>
/// Reads a dashboard. Everyone who sees the overview sees its numbers; a table asks for the permission to read its records.
/// </summary>
public sealed class ReadDashboard(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReadKpis kpis,
    ReadKpiScopes scopes,
    IOptions<RisksOptions> risks,
    LogLabels words,
    TimeProvider clock
)
{
    /// <summary>Reads it.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="view">Which.</param>
    /// <param name="scope">Period and models.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Dashboard>> RunAsync(Actor actor, DashboardView view, KpiScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        if ((access.Refusal ?? access.Value.Refuses(Permission.ReadOverview)) is { } refusal)
        {
            return refusal;
        }

        var figures = await kpis.RunAsync(scope, DashboardViews.Figures(view), ct);
        var tables = await TablesAsync(db, view, scope, access.Value, ct);
        return new Dashboard(view, scope, await scopes.WordsAsync(scope, ct), figures, tables);
    }

    private async Task<IReadOnlyList<DashboardTable>> TablesAsync(
        GovernanceDbContext db,
        DashboardView view,
        KpiScope scope,
        Access access,
        CancellationToken ct
    )
    {
        var tables = new List<DashboardTable>();
        if (view is DashboardView.Risk && access.Has(Permission.ReadRisks))
        {
            tables.Add(
                await KeptAsync(
                    "exposure-table",
                    FigureBasis.Records,
                    models => ExposureTable.ReadAsync(db, models, risks.Value.Appetite, ct)
                )
            );
        }

        if (view is DashboardView.Security && access.Has(Permission.ReadAudit))
        {
            tables.Add(
                await KeptAsync("refusal-table", FigureBasis.Refusals, models => RefusalTable.ReadAsync(db, words, scope, models, ct))
            );
        }

        if (view is DashboardView.Security && access.Has(Permission.ReadMonitoring))
        {
            tables.Add(await KeptAsync("finding-table", FigureBasis.Records, models => FindingTable.ReadAsync(db, scope, models, ct)));
        }

        if (view is DashboardView.Sponsor && access.Has(Permission.ReadMonitoring))
        {
            tables.Add(await KeptAsync("business-table", FigureBasis.Records, models => BusinessTable.ReadAsync(db, scope, models, ct)));
        }

        return tables;

        // May they see it is asked first: what is kept is the same for all who may.
        Task<DashboardTable> KeptAsync(string what, FigureBasis basis, Func<ModelScope, Task<DashboardTable>> read) =>
            scope.KeptAsync(db, what, basis, async () => await read(await ModelScope.OfAsync(db, scope, ct)), ct);
    }
}
