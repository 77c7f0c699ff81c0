using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Help;

/// <summary>Entries of the glossary, in the palette: by name, by other words, by the name of a metric in policies.</summary>
internal sealed class FoundTerms : IPaletteSource
{
    // Anyone who looks for "risk" wants risks; what the word means comes after the pages and records of it.
    private const int AfterRecords = 4;

    public int Order => 500;

    public Permission Needs => Permission.ReadRegistry;

    public Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<SearchHit>>(
            text.Typed.Length < 2
                ? []
                :
                [
                    .. Glossary
                        .All.Where(e => text.IsPartOf(e.Key, e.Name, e.Also?.Said))
                        .OrderBy(e => e.Name.Length)
                        .Take(PaletteText.MaxOfAKind)
                        .Select(e => new SearchHit(T["Glossary"], "menu_book", e.Name, e.Means.Said, T["Meaning"], e.Href)
                        {
                            BestRank = AfterRecords,
                            Words = $"{e.Key} {e.Also?.Said}",
                        }),
                ]
        );
}
