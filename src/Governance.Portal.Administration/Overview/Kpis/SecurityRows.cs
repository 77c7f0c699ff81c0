using System.Globalization;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Kpis;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>The records behind the figures about security.</summary>
internal static class SecurityRows
{
    /// <summary>Entries of the log, the newest first.</summary>
    public static async Task<PageOf<KpiRow>> EntriesAsync(
        IQueryable<AuditEntry> entries,
        LogLabels words,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var rows = await entries
            .OrderByDescending(e => e.Index)
            .Skip(skip)
            .Take(take)
            .Select(e => new
            {
                e.Index,
                e.Time,
                e.Actor,
                e.Action,
                e.Subject,
                e.Refused,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(e => new KpiRow(
                    string.Create(CultureInfo.InvariantCulture, $"Entry {e.Index}"),
                    $"{words.Of(e.Action)}: {e.Subject}",
                    e.Time,
                    e.Refused ? $"Refused, {e.Actor}" : e.Actor,
                    $"/audit/{e.Index.ToString(CultureInfo.InvariantCulture)}"
                )),
            ],
            await entries.CountAsync(ct)
        );
    }

    /// <summary>Alerts, the newest first.</summary>
    public static async Task<PageOf<KpiRow>> AlertsAsync(IQueryable<Alert> alerts, int skip, int take, CancellationToken ct)
    {
        var rows = await alerts
            .OrderByDescending(a => a.RaisedAt)
            .ThenByDescending(a => a.Id)
            .Skip(skip)
            .Take(take)
            .Select(a => new
            {
                a.Id,
                a.Model,
                a.Version,
                a.Rule,
                a.Field,
                a.RaisedAt,
                a.Count,
            })
            .ToListAsync(ct);
        return new(
            [
                .. rows.Select(a => new KpiRow(
                    a.Id.ToString(),
                    $"{a.Model} {a.Version}: {AlertText.Of(a.Rule)}, {AlertFields.Whole(a.Rule, a.Field)}",
                    a.RaisedAt,
                    $"Seen {Formats.Plural(a.Count, "time")}",
                    $"/monitoring/{Uri.EscapeDataString(a.Model)}?tab=alerts"
                )),
            ],
            await alerts.CountAsync(ct)
        );
    }

    /// <summary>Days on which the log did not verify, then entries about files and signatures.</summary>
    public static async Task<PageOf<KpiRow>> VerificationsAsync(
        GovernanceDbContext db,
        LogLabels words,
        KpiPeriod period,
        ModelScope scope,
        int skip,
        int take,
        CancellationToken ct
    )
    {
        var days = await SecurityFacts.LogFailuresAsync(db, period, scope, ct);
        var rows = days.OrderByDescending(d => d.At)
            .Select(d => new KpiRow(
                d.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "Verification of the audit log",
                d.At,
                $"{Formats.Plural(d.Failures, "verification")} found a problem",
                "/audit"
            ))
            .Skip(skip)
            .Take(take)
            .ToList();
        var entries = await EntriesAsync(
            SecurityFacts.Entries(db, Kpi.FailedVerifications, period, scope)!,
            words,
            Math.Max(0, skip - days.Count),
            take - rows.Count,
            ct
        );
        return new([.. rows, .. entries.Items], days.Count + entries.Total);
    }
}
