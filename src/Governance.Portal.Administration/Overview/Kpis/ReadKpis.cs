using Governance.Data;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>Computes the key figures from the records, when they are asked for.</summary>
public sealed class ReadKpis(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IReadObligations board,
    LawLibrary laws,
    IOptions<RisksOptions> risks
)
{
    /// <summary>Points of a trend.</summary>
    public const int Points = 12;

    /// <summary>All figures, in the order of <see cref="KpiDefinition.All"/>.</summary>
    public Task<IReadOnlyList<KpiFigure>> RunAsync(KpiScope scope, CancellationToken ct) =>
        RunAsync(scope, [.. KpiDefinition.All.Select(d => d.Id)], ct);

    /// <summary>
    /// Some figures, in the order asked for; what only others rest on is not read. A figure is the same wherever it is shown: it is kept
    /// for all of them.
    /// </summary>
    public async Task<IReadOnlyList<KpiFigure>> RunAsync(KpiScope scope, IReadOnlyList<Kpi> wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(wanted);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var run = new KpiRun(db, scope, await ModelScope.OfAsync(db, scope, ct), board, laws, risks.Value.Appetite);
        var figures = new List<KpiFigure>();
        foreach (var id in wanted)
        {
            figures.Add(await scope.KeptAsync(db, $"kpi-{id}", BasisOf(id), () => run.OfAsync(id, ct), ct));
        }

        return figures;
    }

    internal static FigureBasis BasisOf(Kpi id) =>
        id switch
        {
            Kpi.AuditCoverage => FigureBasis.Decisions,
            Kpi.RefusedAttempts or Kpi.RefusedSignIns or Kpi.FailedVerifications => FigureBasis.Refusals,
            _ => FigureBasis.Records,
        };
}
