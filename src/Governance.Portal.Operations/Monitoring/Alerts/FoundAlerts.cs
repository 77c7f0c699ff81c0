using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>Alerts, in the palette.</summary>
internal sealed class FoundAlerts : IPaletteSource
{
    public int Order => 140;

    public Permission Needs => Permission.ReadMonitoring;

    public async Task<IReadOnlyList<SearchHit>> OffersAsync(
        GovernanceDbContext db,
        Access access,
        PaletteText text,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (ids, pattern, limit) = (text.Ids<AlertId>(), text.Pattern, text.Limit);
        var newest = text.Calls("Alerts");
        var rules = Enum.GetValues<AlertRule>().Where(r => text.Calls(AlertText.Of(r))).ToList();
        var alerts = await db
            .Alerts.AsNoTracking()
            .Where(a =>
                ids.Contains(a.Id)
                || (
                    a.State != AlertState.Resolved
                    && (
                        newest
                        || rules.Contains(a.Rule)
                        || EF.Functions.Like(a.Model, pattern, PaletteText.Escape)
                        || SearchText.Matches(a.Field, pattern)
                    )
                )
            )
            .OrderByDescending(a => ids.Contains(a.Id))
            .ThenByDescending(a => a.SeenAt)
            .Take(limit)
            .Select(a => new
            {
                a.Id,
                a.Rule,
                a.Field,
                a.Model,
                a.State,
            })
            .ToListAsync(ct);
        return
        [
            .. alerts.Select(a => new SearchHit(
                T["Alerts"],
                "notifications",
                $"{T[AlertText.Of(a.Rule)]}, {AlertFields.Whole(a.Rule, a.Field)}",
                $"{a.Id}, {a.Model}",
                T["Alert"],
                QueryHelpers.AddQueryString(
                    "/alerts",
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["model"] = a.Model,
                        ["rule"] = WireName.Of(a.Rule),
                        ["state"] = a.State is AlertState.Resolved ? WireName.Of(a.State) : null,
                    }
                )
            )
            {
                Keys = [a.Id.ToString()],
            }),
        ];
    }
}
