using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Decisions;

/// <summary>A decision, in the palette: by the id its sender gave it, and nothing less.</summary>
internal sealed class FoundDecisions : IPaletteSource
{
    public int Order => 230;

    public Permission Needs => Permission.ReadDecisions;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (text.Typed.Length == 0 || await GetDecision.FindAsync(db, text.Typed, ct) is null)
        {
            return [];
        }

        return
        [
            new SearchHit(T["Decisions"], "fact_check", text.Typed, "", T["Decision"], $"/decisions/{Uri.EscapeDataString(text.Typed)}"),
        ];
    }
}
