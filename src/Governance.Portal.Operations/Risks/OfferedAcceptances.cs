using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>Risks that a person may accept, in the palette.</summary>
internal sealed class OfferedAcceptances : IPaletteSource
{
    public int Order => 30;

    public Permission Needs => Permission.AcceptRisk;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var signer = new Signer(access.Person!.Value, access.PrintedName, access.Role);
        var ids = text.Ids<RiskId>();
        var verbs = text.Begins(T["Accept risk {0}…", ""]);
        var risks = await db
            .Risks.AsNoTracking()
            .Where(r => r.State == RiskState.Open && r.ResidualScore != null)
            .Where(r =>
                verbs
                || ids.Contains(r.Id)
                || SearchText.Matches(r.Title, text.Pattern)
                || (r.Model != null && EF.Functions.Like(r.Model, text.Pattern, PaletteText.Escape))
            )
            .OrderByDescending(r => ids.Contains(r.Id))
            .ThenByDescending(r => r.ResidualScore)
            .Take(4 * PaletteText.MaxOfAKind)
            .ToListAsync(ct);
        return
        [
            .. risks
                .Where(r => r.CanBeAcceptedBy(signer))
                .Take(PaletteText.MaxOfAKind)
                .Select(r => new SearchHit(
                    PaletteLabels.Actions,
                    "shield",
                    T["Accept risk {0}…", r.Id],
                    $"{r.Title}{(r.Model is null ? "" : $", {r.Model}")}",
                    PaletteLabels.Opens,
                    $"/risks/{r.Id}?open=accept"
                )),
        ];
    }
}
