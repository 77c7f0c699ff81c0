using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Audit;

/// <summary>Entries of the log, in the palette: by number, thing, actor or action, the newest.</summary>
internal sealed class FoundLogEntries(LogLabels words) : IPaletteSource
{
    public int Order => 400;

    public Permission Needs => Permission.ReadAudit;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var numbers = text
            .Names.Select(n => long.TryParse(n.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
            .Where(i => i >= 0)
            .ToList();
        var entries = await db.AuditEntries.AsNoTracking().Where(e => numbers.Contains(e.Index)).ToListAsync(ct);
        if (text.Typed.Length > 0)
        {
            var search = await AuditSearch.OfAsync(db, words, new AuditFilter { Text = text.Typed }, ct);
            entries.AddRange(await search.TakeAsync(all => all, newestFirst: true, MaxEntries, ct));
        }

        var rows = await ListAuditEntries.RowsAsync(db, words, entries.DistinctBy(e => e.Index), ct);
        return
        [
            .. rows.Select(r => new SearchHit(
                T["Log entries"],
                "receipt_long",
                $"{T.Recorded(r.Sentence)}, {r.Thing}",
                $"{T["Log entry {0}", Formats.Count(r.Index)]}, {T.Word(r.ActorName)}",
                r.Refused ? T["Refused"] : T.Sense("Done", "a log entry"),
                $"/audit/{r.Index.ToString(CultureInfo.InvariantCulture)}"
            )
            {
                BestRank = AfterAll,
                Keys = [r.Index.ToString(CultureInfo.InvariantCulture), $"#{r.Index.ToString(CultureInfo.InvariantCulture)}"],
            }),
        ];
    }

    private const int MaxEntries = 3;

    // Almost everything has entries; who types its name looks for the thing itself.
    private const int AfterAll = 5;
}
