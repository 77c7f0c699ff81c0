using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Playbooks, in the palette.</summary>
internal sealed class FoundPlaybooks(PlaybookLibrary library) : IPaletteSource
{
    public int Order => 165;

    public Permission Needs => Permission.ReadIncidents;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var newest = text.Calls("Playbooks");
        var inForce = await library.InForceAsync(db, ct);
        return
        [
            .. inForce
                .Where(p =>
                    newest || text.Names.Contains(p.Id, StringComparer.OrdinalIgnoreCase) || text.IsPartOf(p.Title, library.Named(p))
                )
                .Take(text.Limit)
                .Select(p => new SearchHit(T["Playbooks"], "menu_book", library.Named(p), p.Id, T["Playbook"], $"/playbooks/{p.Id}")
                {
                    Keys = [p.Id],
                    Words = p.Title,
                }),
        ];
    }
}
