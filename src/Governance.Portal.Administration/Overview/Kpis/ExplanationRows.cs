using Governance.Domain.Explanations;
using Governance.Domain.Kpis;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>The explanation requests behind their figure: by their ids, for who asked is not for everyone.</summary>
internal static class ExplanationRows
{
    /// <summary>Requests that fell due, the latest first.</summary>
    public static async Task<PageOf<KpiRow>> PageAsync(IQueryable<ExplanationRequest> requests, int skip, int take, CancellationToken ct)
    {
        var rows = await requests
            .OrderByDescending(r => r.DueAt)
            .ThenBy(r => r.Id)
            .Skip(skip)
            .Take(take)
            .Select(r => new
            {
                r.Id,
                r.DecisionId,
                r.DueAt,
                r.ClosedAt,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(r => new KpiRow(
                    r.Id.ToString(),
                    r.DecisionId,
                    r.DueAt,
                    new DueFact(r.DueAt, r.ClosedAt).IsLate ? T.Sense("Late", "an answer") : T["On time"],
                    ComplianceAddresses.Explanation(r.Id.ToString())
                )),
            ],
            await requests.CountAsync(ct)
        );
    }
}
