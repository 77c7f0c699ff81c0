using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting.Committee;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>Reads what a committee decides on and watches: what waits, the highest risks, the incidents.</summary>
internal sealed class CommitteeReader(IEnumerable<IClockSource> clocks, IIncidentsOnRecord incidents, IOptions<RisksOptions> options)
{
    // What of each is printed: the pack has at most ten pages.
    private const int MostDecisions = 16;
    private const int MostRisks = 10;
    private const int MostIncidents = 8;

    // What is read of each, to say how many there are in all.
    private const int MostRead = 500;

    // A review that falls due later is for the meeting after this one.
    private static readonly TimeSpan s_ahead = TimeSpan.FromDays(30);

    // Reviews of models, risks, tiers, overlays and findings, as the calendar has them.
    private static readonly HashSet<string> s_reviews = new(StringComparer.Ordinal) { "Model review", "Risk", "Model risk" };

    /// <summary>Promotions, policy changes and waivers that wait, and reviews that are due.</summary>
    public async Task<CommitteeRows<CommitteeDecision>> DecisionsAsync(
        GovernanceDbContext db,
        CommitteeWords words,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        List<CommitteeDecision> all =
        [
            .. await PromotionsAsync(db, words, ct),
            .. await ProposalsAsync(db, ct),
            .. await WaiversAsync(db, words, now, ct),
            .. await ReviewsAsync(db, words, now, ct),
        ];
        var ordered = all.OrderBy(d => d.DueAt ?? DateTimeOffset.MaxValue).ThenBy(d => d.Record, StringComparer.Ordinal);
        return new([.. ordered.Take(MostDecisions)], all.Count);
    }

    /// <summary>Open risks: those above their appetite first, then by score.</summary>
    public async Task<CommitteeRows<CommitteeRisk>> RisksAsync(GovernanceDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var open = db.Risks.AsNoTracking().Where(r => r.State == RiskState.Open);
        var judged = await open.Judged(db, options.Value.Appetite)
            .OrderByDescending(j => (j.Risk.ResidualScore ?? j.Risk.InherentScore) > j.Appetite)
            .ThenByDescending(j => j.Risk.ResidualScore ?? j.Risk.InherentScore)
            .ThenBy(j => j.Risk.Id)
            .Take(MostRisks)
            .ToListAsync(ct);
        var people = await People.ByIdAsync(db, judged.Select(j => j.Risk.Owner).Distinct(), ct);
        return new(
            [
                .. judged.Select(j => new CommitteeRisk(
                    j.Risk.Id.ToString(),
                    j.Risk.Title,
                    j.Risk.Model ?? j.Risk.SystemId,
                    j.Risk.InherentScore,
                    j.Risk.ResidualScore,
                    j.Appetite,
                    people.TryGetValue(j.Risk.Owner, out var owner) ? owner.Name : j.Risk.Owner.ToString(),
                    j.Risk.Acceptance is { } acceptance && acceptance.Counts(now) ? acceptance.ExpiresAt : null
                )),
            ],
            await open.CountAsync(ct)
        );
    }

    /// <summary>Incidents that are not over, then those closed in the period; drills aside.</summary>
    public async Task<CommitteeRows<CommitteeIncident>> IncidentsAsync(
        GovernanceDbContext db,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken ct
    )
    {
        var live = Incident.LiveStates;
        var told = db
            .Incidents.AsNoTracking()
            .IgnoreAutoIncludes()
            .Where(i => !i.IsDrill && (live.Contains(i.State) || (i.ClosedAt >= from && i.ClosedAt < to)));
        var found = await told.OrderByDescending(i => i.ClosedAt == null)
            .ThenByDescending(i => i.Id)
            .Take(MostIncidents)
            .Select(i => new
            {
                i.Id,
                i.Title,
                i.Severity,
                i.State,
                i.OpenedAt,
                i.ClosedAt,
            })
            .ToListAsync(ct);
        List<CommitteeIncident> printed = [];
        foreach (var incident in found)
        {
            var record = await incidents.FindAsync(incident.Id, ct);
            printed.Add(
                new(
                    incident.Id.ToString(),
                    incident.Title,
                    incident.Severity.ToString(),
                    incident.State.ToString(),
                    incident.OpenedAt,
                    incident.ClosedAt,
                    record.IsDone ? record.Value.Facts.Clocks : []
                )
            );
        }

        return new(printed, await told.CountAsync(ct));
    }

    private static async Task<IEnumerable<CommitteeDecision>> PromotionsAsync(
        GovernanceDbContext db,
        CommitteeWords words,
        CancellationToken ct
    )
    {
        var open = await db.PromotionsWithoutBundles()
            .Where(p => p.State == PromotionState.Open)
            .OrderBy(p => p.DueAt)
            .ThenBy(p => p.Id)
            .Take(MostRead)
            .ToListAsync(ct);
        var names = open.Select(p => p.Model).Distinct(StringComparer.Ordinal).ToList();
        var models = await db
            .Models.AsNoTracking()
            .Where(m => names.Contains(m.Name))
            .ToDictionaryAsync(m => m.Name, m => m.DisplayName, ct);
        return open.Select(p =>
        {
            var (title, said) = words.Of(() => PromotionLabels.Title(models.GetValueOrDefault(p.Model, p.Model), p.Version, p.To));
            return new CommitteeDecision(
                p.Id.ToString(),
                "Promotion",
                title,
                p.RequiredRoles.Count == 0
                    ? Wording.Text($"No sign-off needed")
                    : Wording.Text($"{Signed(p)} of {p.RequiredRoles.Count} signed"),
                p.GatePasses ? Wording.Text($"Sign, or send back") : Wording.Text($"Send back, or waive the rule"),
                p.RequestedAt,
                p.DueAt,
                !p.GatePasses
            )
            {
                Said = said,
            };
        });
    }

    private static int Signed(Promotion promotion) =>
        promotion.LiveSignOffs.Count(s => s.Status is SignOffStatus.Signed or SignOffStatus.SignedWithCondition);

    private static async Task<IEnumerable<CommitteeDecision>> ProposalsAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var open = await db
            .PolicyProposals.AsNoTracking()
            .Where(p => p.State == ProposalState.Open)
            .OrderBy(p => p.Id)
            .Take(MostRead)
            .ToListAsync(ct);
        return open.Select(p => new CommitteeDecision(
            p.Id.ToString(),
            "Policy change",
            $"{p.Name} {p.Version}",
            p.BackTestedAt is null ? Wording.Text($"Not back-tested yet") : Wording.Text($"{p.Approvals.Count} of 2 approvals"),
            Wording.Text($"Approve or reject"),
            p.ProposedAt,
            DueAt: null
        )
        {
            Said = $"{p.Name} {p.Version}",
        });
    }

    private static async Task<IEnumerable<CommitteeDecision>> WaiversAsync(
        GovernanceDbContext db,
        CommitteeWords words,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var waiting = await db
            .Waivers.AsNoTracking()
            .Where(w => w.State == WaiverState.Requested && w.ExpiresAt > now)
            .OrderBy(w => w.ExpiresAt)
            .ThenBy(w => w.Id)
            .Take(MostRead)
            .ToListAsync(ct);
        return waiting.Select(w => new CommitteeDecision(
            w.Id.ToString(),
            "Waiver",
            $"{w.Rule} for {ModelName.Of(w.Model, w.Version)}",
            Wording.Text($"{w.Grants.Count()} of {(w.NeedsTwo ? 2 : 1)} granted"),
            Wording.Text($"Grant or refuse"),
            w.AskedAt,
            w.ExpiresAt
        )
        {
            Said = words.Of(() => T["{0} for {1}", w.Rule, ModelName.Of(w.Model, w.Version)]).Said,
        });
    }

    // Read with the job's rights; who may see the report is checked when it is opened.
    private async Task<IEnumerable<CommitteeDecision>> ReviewsAsync(
        GovernanceDbContext db,
        CommitteeWords words,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var access = await AccessReader.LoadAsync(db, Actor.OfJob("reports"), now, ct);
        if (!access.IsDone)
        {
            return [];
        }

        List<RunningClock> running = [];
        foreach (var source in clocks)
        {
            running.AddRange(await source.RunningAsync(db, access.Value, new ClockQuestion(MostRead), now, ct));
        }

        return running
            .Where(c => c.IsDuty && s_reviews.Contains(c.Kind) && c.At <= now + s_ahead)
            .OrderBy(c => c.At)
            .Select(c => new CommitteeDecision(
                c.Task?.Id ?? c.Href.Split('/')[^1],
                c.Kind,
                c.Task is { } task ? task.Title.English : $"{c.English}, {c.About}",
                c.Task?.About ?? Wording.Text($"Due on the date shown"),
                c.Task?.Asked ?? Wording.Text($"Decide"),
                c.Task?.Since,
                c.LateAt(now)
            )
            {
                Said = words.Of(() => c.Task is { } asked ? asked.Title.ToString() : $"{T.Say(c.Title)}, {c.About}").Said,
            })
            .DistinctBy(d => (d.Record, d.Wanted));
    }
}
