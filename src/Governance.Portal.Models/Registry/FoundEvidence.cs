using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>Evidence of versions, in the palette: by id, kind, tool, file or model.</summary>
internal sealed class FoundEvidence : IPaletteSource
{
    public int Order => 120;

    public Permission Needs => Permission.ReadRegistry;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<EvidenceId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Evidence");
        var kinds = Enum.GetValues<EvidenceKind>().Where(k => text.Calls(KindOf(k))).ToList();
        var found = await db
            .Evidence.AsNoTracking()
            .Where(e =>
                ids.Contains(e.Id)
                || (
                    e.WithdrawnAt == null
                    && (
                        newest
                        || kinds.Contains(e.Kind)
                        || EF.Functions.Like(e.Model, pattern, PaletteText.Escape)
                        || SearchText.Matches(e.Tool, pattern)
                        || (e.FileName != null && SearchText.Matches(e.FileName, pattern))
                    )
                )
            )
            .OrderByDescending(e => ids.Contains(e.Id))
            .ThenByDescending(e => e.AddedAt)
            .Take(limit)
            .Select(e => new
            {
                e.Id,
                e.Model,
                e.Version,
                e.Kind,
                e.Tool,
                e.FileName,
            })
            .ToListAsync(ct);
        return
        [
            .. found.Select(e => new SearchHit(
                T["Evidence"],
                "description",
                $"{T[KindOf(e.Kind)]}, {e.Model} {e.Version}",
                e.FileName is null ? $"{e.Id}, {e.Tool}" : $"{e.Id}, {e.FileName}",
                T["Evidence"],
                $"{ModelAddresses.Version(Uri.EscapeDataString(e.Model), e.Version)}{TabOf(e.Kind)}"
            )
            {
                Keys = [e.Id.ToString()],
            }),
        ];
    }

    private static string KindOf(EvidenceKind kind) => DisplayLabels.Evidence(kind);

    private static string TabOf(EvidenceKind kind) => VersionPage.TabOf(kind) is { } tab ? $"?tab={tab}" : "";
}
