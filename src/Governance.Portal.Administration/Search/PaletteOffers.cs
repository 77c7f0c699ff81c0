using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Administration.Search;

/// <summary>What a person may do now about what they typed.</summary>
internal sealed class PaletteOffers(IEnumerable<IPaletteSource> sources)
{
    // More is no help in a list that one goes through with the arrow keys.
    private const int Most = 8;

    private readonly IReadOnlyList<IPaletteSource> _sources = [.. sources.OrderBy(s => s.Order)];

    /// <summary>The actions for a text: a part of what they are called, or of what they are about.</summary>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (access.Person is null)
        {
            return [];
        }

        var offers = new List<SearchHit>();
        foreach (var source in _sources)
        {
            offers.AddRange(await source.OffersAsync(db, access, text, now, ct));
        }

        offers.AddRange(Beginnings(access));
        return [.. offers.Where(o => Fits(o, text.Typed)).Take(Most)];
    }

    // The words asked for may stand in the name of the action or in what it is about, in any order.
    private static bool Fits(SearchHit offer, string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word =>
                offer.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
                || offer.About.Contains(word, StringComparison.OrdinalIgnoreCase)
            );

    private static IEnumerable<SearchHit> Beginnings(Access access)
    {
        if (access.Has(Permission.WriteIncidents))
        {
            yield return new(
                PaletteLabels.Actions,
                "emergency_home",
                T["Declare incident…"],
                "",
                PaletteLabels.Opens,
                "/incidents?declare=1"
            );
        }

        if (access.Has(Permission.WriteRegistry))
        {
            yield return new(
                PaletteLabels.Actions,
                "deployed_code",
                T["Register model…"],
                "",
                PaletteLabels.Opens,
                "/models?open=register"
            );
        }

        if (access.Has(Permission.WriteRisks))
        {
            yield return new(PaletteLabels.Actions, "shield", T["New risk…"], "", PaletteLabels.Opens, "/risks?open=risk");
        }

        if (access.Has(Permission.ProposePolicy))
        {
            yield return new(PaletteLabels.Actions, "policy", T["Propose policy change…"], "", T["opens the page"], "/policies/propose");
        }
    }
}
