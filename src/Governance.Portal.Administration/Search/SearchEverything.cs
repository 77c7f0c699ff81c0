using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Search;

/// <summary>
/// Looks through everything a person may see or do: pages, records and actions, by id, by name, by words of a title. Each feature says
/// itself what it has; here it is only ranked. What is ours is said in the language in force.
/// </summary>
internal sealed class SearchEverything(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IEnumerable<IPaletteSource> sources,
    FindPages pages,
    TimeProvider clock
)
{
    /// <summary>Longest text that is looked for.</summary>
    public const int MaxText = 100;

    /// <summary>Found in each group at most.</summary>
    public const int MaxOfAGroup = PaletteText.MaxOfAKind;

    /// <summary>Pages that were opened last, at most.</summary>
    public const int MaxRecent = 8;

    // More is no help in a list that one goes through with the arrow keys.
    private const int MaxActions = 8;
    private const int MaxAddress = 500;

    private readonly IReadOnlyList<IPaletteSource> _sources = [.. sources.OrderBy(s => s.Order)];

    /// <summary>What fits a text.</summary>
    /// <param name="actor">Who looks: what the role in force may not read is not found.</param>
    /// <param name="text">What is looked for; an empty text finds nothing.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SearchHit>> RunAsync(Actor actor, string? text, CancellationToken ct)
    {
        text = text?.Trim() ?? "";
        if (text.Length is 0 or > MaxText)
        {
            return [];
        }

        var (standing, found) = await FoundAsync(actor, PaletteText.Of(text), ct);
        return HitRank.Arrange(
            standing.Concat(found).Select(h => h with { Rank = HitRank.Of(h, text) }).Where(h => h.Rank < HitRank.Hidden || !IsNamed(h)),
            group => group == PaletteLabels.Actions ? MaxActions : MaxOfAGroup
        );
    }

    /// <summary>
    /// What a person opened last, in that order, and after it what waits for them. The browser keeps addresses alone; what is there, and
    /// what the person may see of it now, is said here.
    /// </summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="addresses">Addresses of pages, the last one first.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SearchHit>> RecentAsync(Actor actor, IReadOnlyList<string> addresses, CancellationToken ct)
    {
        List<string> asked = [.. addresses.Where(a => a.StartsWith('/') && a.Length <= MaxAddress).Take(MaxRecent)];
        var (standing, found) = await FoundAsync(actor, PaletteText.OfAddresses(asked), ct);
        var byAddress = standing
            .Concat(found)
            .Where(h => h.Href is not null && !IsOffer(h))
            .ToLookup(h => Plain(h.Href!), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. asked.Select(a => byAddress[Plain(a)].FirstOrDefault()).OfType<SearchHit>().Select(h => h with { Group = T["Recent"] }),
            .. found.Where(IsOffer).Take(MaxOfAGroup),
        ];
    }

    private async Task<(IReadOnlyList<SearchHit> Standing, IReadOnlyList<SearchHit> Found)> FoundAsync(
        Actor actor,
        PaletteText text,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is not null)
        {
            return ([], []);
        }

        var hits = new List<SearchHit>();
        foreach (var source in _sources.Where(s => access.Value.Has(s.Needs)))
        {
            var offers = await source.OffersAsync(db, access.Value, text, now, ct);
            hits.AddRange(access.Value.Person is null ? offers.Where(o => o.Group != PaletteLabels.Actions) : offers);
        }

        return (pages.For(access.Value), hits);
    }

    // Records are what their source found by; of pages and actions there is no other reason than their words.
    private static bool IsNamed(SearchHit hit) => hit.Group == PaletteLabels.Actions || hit.Group == T["Pages"];

    // Done at once, or begun in a dialog: an action that only leads to a page is found as that page is.
    private static bool IsOffer(SearchHit hit) =>
        hit.Group == PaletteLabels.Actions && (hit.Href is null || hit.Href.Contains('?', StringComparison.Ordinal));

    private static string Plain(string address) => Uri.UnescapeDataString(address.Split('?', '#')[0]);
}
