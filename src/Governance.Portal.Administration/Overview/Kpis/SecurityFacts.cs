using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Kpis;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Kpis;

/// <summary>The events that figures about security count.</summary>
internal static class SecurityFacts
{
    /// <summary>The measure of a prompt-injection suite that a monitor watches.</summary>
    public const string AttackSuccess = "attackSuccessRate";

    private const string SignIn = "session.refused";
    private const string Signature = "signature.stored";
    private const string Altered = "artifact.altered";
    private const string Missing = "artifact.missing";

    /// <summary>Entries of the log that a figure counts; null for one that is not made of entries.</summary>
    public static IQueryable<AuditEntry>? Entries(GovernanceDbContext db, Kpi id, KpiPeriod period, ModelScope scope)
    {
        var entries = db.AuditEntries.AsNoTracking().Where(e => e.Time >= period.From && e.Time < period.To);
        // The log itself is not cut to what a limited role reaches: its entries are counted by the models they name.
        if (!scope.All || db.DataScope is not null)
        {
            var names = scope.All ? [.. db.DataScope!.Models] : scope.Names;
            entries = entries.Where(e =>
                names.Contains(e.Subject) || db.Versions.Any(v => names.Contains(v.Model) && e.Subject == v.Model + "@" + v.Version)
            );
        }

        return id switch
        {
            Kpi.RefusedAttempts => entries.Where(e => e.Refused && e.Action != SignIn),
            Kpi.RefusedSignIns => entries.Where(e => e.Refused && e.Action == SignIn),
            Kpi.FailedVerifications => entries.Where(e =>
                e.Action == Altered || e.Action == Missing || (e.Refused && e.Action == Signature)
            ),
            _ => null,
        };
    }

    /// <summary>Alerts that a figure counts.</summary>
    public static IQueryable<Alert> Alerts(GovernanceDbContext db, Kpi id, KpiPeriod period, ModelScope scope)
    {
        var alerts = db
            .Alerts.AsNoTracking()
            .Where(a => a.RaisedAt >= period.From && a.RaisedAt < period.To && (scope.All || scope.Names.Contains(a.Model)));
        return id is Kpi.PromptInjections
            ? alerts.Where(a =>
                a.Rule == AlertRule.InstructionsInInput || (a.Rule == AlertRule.Evaluation && a.Field.StartsWith(AttackSuccess))
            )
            : alerts.Where(a => a.Rule == AlertRule.PersonalDataInOutput || a.Rule == AlertRule.SecretInOutput);
    }

    /// <summary>Days on which a verification of the log found something, with how many did.</summary>
    public static async Task<List<(DateTimeOffset At, int Failures)>> LogFailuresAsync(
        GovernanceDbContext db,
        KpiPeriod period,
        ModelScope scope,
        CancellationToken ct
    )
    {
        if (!scope.All || db.DataScope is not null)
        {
            return [];
        }

        var first = DayOf(period.From);
        var days = await db.LogCheckDays.AsNoTracking().Where(d => d.Day >= first && d.Failures > 0).OrderBy(d => d.Day).ToListAsync(ct);
        return
        [
            .. days.Select(d =>
                    (At: new DateTimeOffset(DateOnly.FromDayNumber(d.Day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), d.Failures)
                )
                .Where(d => period.Holds(d.At)),
        ];
    }

    /// <summary>The instants a figure counts, in no order; they are counted as they are read, however many there are.</summary>
    public static async IAsyncEnumerable<DateTimeOffset> InstantsAsync(
        GovernanceDbContext db,
        Kpi id,
        KpiPeriod period,
        ModelScope scope,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var times = Entries(db, id, period, scope)?.Select(e => e.Time) ?? Alerts(db, id, period, scope).Select(a => a.RaisedAt);
        await foreach (var at in times.AsAsyncEnumerable().WithCancellation(ct))
        {
            yield return at;
        }

        if (id is Kpi.FailedVerifications)
        {
            foreach (var (at, failures) in await LogFailuresAsync(db, period, scope, ct))
            {
                for (var i = 0; i < failures; i++)
                {
                    yield return at;
                }
            }
        }
    }

    private static int DayOf(DateTimeOffset at) => at.Day().DayNumber;
}
