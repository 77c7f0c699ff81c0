using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Features.Overview;

/// <summary>Something that ends at an instant, whoever has to see to it.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Title">What it is.</param>
/// <param name="About">A second line: names, and words that people wrote.</param>
/// <param name="At">When it ends.</param>
/// <param name="Href">Where it is seen to.</param>
/// <param name="IsDuty">True when somebody is late once it has passed; false for what just ends.</param>
public sealed record Clock(string Icon, string Title, string About, DateTimeOffset At, string Href, bool IsDuty)
{
    /// <summary>The provisions that set it, as the English text is cited; each language cites them its own way.</summary>
    public IReadOnlyList<string> Provisions { get; init; } = [];
}

/// <summary>Reads the clocks that run, the first to end first.</summary>
public sealed class ReadClocks(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LawLibrary laws,
    ListIncidents incidents,
    IncidentLibrary incidentLaw,
    TimeProvider clock
)
{
    /// <summary>Clocks that are shown.</summary>
    public const int Most = 6;

    private static readonly TimeSpan s_lawAhead = TimeSpan.FromDays(365);

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<Clock>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is not null)
        {
            return [];
        }

        var clocks = new List<Clock>();
        if (access.Value.Has(Permission.ReadIncidents))
        {
            clocks.AddRange(
                (await incidents.ClocksAsync(ct)).Select(i => new Clock(
                    "timer",
                    $"{i.Id} report to the authority",
                    i.Title,
                    i.DueAt!.Value,
                    $"/incidents/{i.Id}",
                    IsDuty: true
                )
                {
                    Provisions = i.Clock is null ? [] : [incidentLaw.Law.Clock(i.Clock).Reference],
                })
            );
        }

        if (access.Value.Has(Permission.ReadApprovals))
        {
            clocks.AddRange(await WaiversAsync(db, now, ct));
            clocks.AddRange(await OverridesAsync(db, now, ct));
        }

        if (access.Value.Has(Permission.ReadRisks))
        {
            clocks.AddRange(await RisksAsync(db, ct));
        }

        if (access.Value.Has(Permission.ReadCompliance) && LawAhead(now) is { } law)
        {
            clocks.Add(law);
        }

        return [.. clocks.OrderBy(c => c.At).ThenBy(c => c.Title, StringComparer.Ordinal).Take(Most)];
    }

    private static async Task<IReadOnlyList<Clock>> WaiversAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var waivers = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.InForce && w.ExpiresAt > now)
            .OrderBy(w => w.ExpiresAt)
            .Take(Most)
            .Select(w => new
            {
                w.Id,
                w.Rule,
                w.Model,
                w.Version,
                w.ExpiresAt,
            })
            .ToListAsync(ct);
        return
        [
            .. waivers.Select(w => new Clock(
                "do_not_disturb_on",
                $"{w.Id} waiver of {w.Rule}",
                $"{w.Model} {w.Version}",
                w.ExpiresAt,
                $"/models/{Uri.EscapeDataString(w.Model)}/versions/{Uri.EscapeDataString(w.Version)}",
                IsDuty: false
            )),
        ];
    }

    private static async Task<IReadOnlyList<Clock>> OverridesAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var overrides = await db
            .Overrides.AsNoTracking()
            .Where(o => o.State == OverrideState.InForce && o.ExpiresAt > now)
            .OrderBy(o => o.ExpiresAt)
            .Take(Most)
            .Select(o => new
            {
                o.Id,
                o.Promotion,
                o.Model,
                o.Version,
                o.ExpiresAt,
            })
            .ToListAsync(ct);
        return
        [
            .. overrides.Select(o => new Clock(
                "emergency_home",
                $"{o.Id} emergency override",
                $"{o.Model} {o.Version}",
                o.ExpiresAt,
                $"/approvals/{o.Promotion}",
                IsDuty: false
            )),
        ];
    }

    private static async Task<IReadOnlyList<Clock>> RisksAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var risks = await db
            .Risks.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(r => r.State == RiskState.Open && r.DueAt != null)
            .OrderBy(r => r.DueAt)
            .Take(Most)
            .Select(r => new
            {
                r.Id,
                r.Title,
                r.DueAt,
            })
            .ToListAsync(ct);
        return [.. risks.Select(r => new Clock("shield", $"{r.Id} remediation", r.Title, r.DueAt!.Value, $"/risks/{r.Id}", IsDuty: true))];
    }

    private Clock? LawAhead(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var next = laws.Current.Timeline.Where(e => e.Date > today).OrderBy(e => e.Date).FirstOrDefault();
        return next is null || next.Date.DayNumber - today.DayNumber > s_lawAhead.TotalDays
            ? null
            : new Clock(
                "gavel",
                next.Event,
                "",
                new DateTimeOffset(next.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
                "/compliance/obligations",
                IsDuty: false
            )
            {
                Provisions = next.Ref.Split(", "),
            };
    }
}
