using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Compliance.Reports;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// Reports that people made over the months. They are HTML: a PDF takes seconds each, and a browser that not every machine with a demo has.
/// </summary>
internal sealed class DemoReports(IDbContextFactory<GovernanceDbContext> dbFactory, RequestReport request, MakeReport make)
{
    private const string Format = "html";

    /// <summary>The reports of one day, in the order in which they are asked for.</summary>
    /// <param name="actor">Who asks for them.</param>
    /// <param name="reports">Kind and subject of each.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The first refusal; null when all are there.</returns>
    public async Task<Refusal?> RunAsync(Actor actor, IEnumerable<(string Kind, string Subject)> reports, CancellationToken ct)
    {
        foreach (var (kind, subject) in reports)
        {
            var asked = await request.RunAsync(actor, new(kind, subject, Format), ct);
            if (asked.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        await make.RunAsync(ct);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var failed = await db.Reports.AsNoTracking().OrderBy(r => r.Id).FirstOrDefaultAsync(r => r.State == ReportState.Failed, ct);
        return failed is null ? null : throw new InvalidOperationException($"{failed.Id} ({failed.Kind}): {failed.Failure}");
    }
}
