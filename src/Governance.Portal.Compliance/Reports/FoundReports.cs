using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Reports that were made, and those that can be, in the palette.</summary>
internal sealed class FoundReports(ReportKinds kinds) : IPaletteSource
{
    // "re" is in too much.
    private const int ShortestKind = 3;

    public int Order => 190;

    public Permission Needs => Permission.ReadReports;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<ReportId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Reports");
        var mine = kinds.All.Where(k => kinds.Find(k).Value.Refuses(access) is null).ToList();
        List<string> called =
            text.Typed.Length < ShortestKind ? [] : [.. mine.Where(k => text.IsPartOf(ReportKinds.Words(k), T[ReportKinds.Words(k)]))];
        var reports = await db
            .Reports.AsNoTracking()
            .Where(r =>
                mine.Contains(r.Kind) && (newest || ids.Contains(r.Id) || called.Contains(r.Kind) || SearchText.Matches(r.Subject, pattern))
            )
            .OrderByDescending(r => ids.Contains(r.Id))
            .ThenByDescending(r => r.Id)
            .Take(limit)
            .Select(r => new
            {
                r.Id,
                r.Kind,
                r.Subject,
                r.State,
            })
            .ToListAsync(ct);
        var made = reports.Select(r => new SearchHit(
            T["Reports"],
            "description",
            T[ReportKinds.Words(r.Kind)],
            $"{r.Id}, {ReportLabels.About(r.Subject)}",
            T[ReportLabels.State(r.State).Word],
            $"/reports/{r.Id}"
        )
        {
            Keys = [r.Id.ToString()],
        });
        return
        [
            .. made,
            .. (access.Has(Permission.WriteReports) ? called : []).Select(kind => new SearchHit(
                PaletteLabels.Actions,
                "description",
                T["Create report: {0}…", T[ReportKinds.Words(kind)]],
                "",
                PaletteLabels.OpensPage,
                $"/reports/new?kind={kind}"
            )),
        ];
    }
}
