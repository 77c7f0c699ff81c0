using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Alerts that can be acknowledged, in the palette.</summary>
internal sealed class OfferedAlerts : IPaletteSource
{
    public int Order => 20;

    public Permission Needs => Permission.HandleAlerts;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var ids = text.Ids<AlertId>();
        var verbs = text.Begins(T["Acknowledge alert {0}", ""]);
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a => a.State == AlertState.Open && (a.SilencedUntil == null || a.SilencedUntil <= now))
            .Where(a =>
                verbs
                || ids.Contains(a.Id)
                || EF.Functions.Like(a.Model, text.Pattern, PaletteText.Escape)
                || SearchText.Matches(a.Field, text.Pattern)
            )
            .OrderByDescending(a => ids.Contains(a.Id))
            .ThenByDescending(a => a.SeenAt)
            .Take(PaletteText.MaxOfAKind)
            .ToListAsync(ct);
        return
        [
            .. alerts.Select(a => new SearchHit(
                PaletteLabels.Actions,
                "notifications_active",
                T["Acknowledge alert {0}", a.Id],
                T["{0}, {1} of {2}: you are looking into it", T[AlertText.Of(a.Rule)], AlertFields.Whole(a.Rule, a.Field), a.Model],
                T["at once"],
                null
            )
            {
                Does = $"{AcknowledgeFromPalette.Key}:{a.Id}",
            }),
        ];
    }
}
