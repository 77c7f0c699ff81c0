using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Obligations of the law, in the palette: by article or words of their title.</summary>
internal sealed class FoundObligations(LawLibrary laws) : IPaletteSource
{
    public int Order => 180;

    public Permission Needs => Permission.ReadCompliance;

    public Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([
            .. laws
                .Current.Obligations.Where(o => text.IsPartOf(o.Id, o.Ref, T[o.Ref], o.Title, T[o.Title]))
                .Take(PaletteText.MaxOfAKind)
                .Select(o => new SearchHit(
                    T["Obligations"],
                    "checklist",
                    $"{T.Word(o.Ref)} {T.Word(o.Title)}",
                    "",
                    T["Obligation"],
                    $"{ComplianceAddresses.Obligations}?obligation={Uri.EscapeDataString(o.Id)}"
                )
                {
                    Keys = [o.Id, o.Ref],
                    Words = $"{o.Ref} {o.Title}",
                }),
        ]);
}
