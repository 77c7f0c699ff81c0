using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Reads one incident with all its facts.</summary>
public sealed class GetIncident(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IncidentLibrary library,
    PlaybookLibrary playbooks,
    LawLibrary laws,
    ReadOrganisation organisations,
    TimeProvider clock
)
{
    private const int MaxTimeline = 2_000;

    /// <summary>Zone of the organisation, in which clocks are written.</summary>
    public async Task<TimeZoneInfo> ZoneAsync(CancellationToken ct) => (await organisations.RunAsync(ct)).Zone;

    /// <summary>The incident.</summary>
    public async Task<Result<IncidentView>> RunAsync(IncidentId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is { } incident
            ? await ViewAsync(db, incident, ct)
            : IncidentRefusals.NotFound;
    }

    /// <summary>Everything that is recorded of it, with its timeline: what a report is made of.</summary>
    public async Task<Result<IncidentFile>> FileAsync(IncidentId id, CancellationToken ct)
    {
        var found = await RunAsync(id, ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var ids = found.Value.Systems.Select(s => DisplayId.TryParse<SystemId>(s, out var system) ? system : default).ToList();
        var names = await db.AiSystems.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync(ct);
        var newest = await db
            .IncidentEntries.AsNoTracking()
            .Where(e => e.Incident == id)
            .OrderByDescending(e => e.Number)
            .Take(MaxTimeline)
            .ToListAsync(ct);
        return new IncidentFile(
            found.Value,
            [.. newest.AsEnumerable().Reverse().Select(Of)],
            names.ToDictionary(n => n.Id.ToString(), n => n.Name, StringComparer.Ordinal),
            library.Law.Harms.ToDictionary(h => h.Id, h => h.Title, StringComparer.Ordinal),
            (await organisations.RunAsync(db, ct)).Zone.Id
        );
    }

    /// <summary>A page of its timeline, the newest first.</summary>
    public async Task<ApiPage<TimelineView>> TimelineAsync(IncidentId id, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .IncidentEntries.AsNoTracking()
            .Where(e => e.Incident == id && (below == null || e.Number < below))
            .OrderByDescending(e => e.Number)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new(
            [.. found.Take(limit).Select(Of)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null
        );
    }

    /// <summary>The day from which the law asks for reports; null once it does. The first class of high-risk systems starts it.</summary>
    internal DateOnly? LawFrom(DateTimeOffset now)
    {
        var first = laws
            .Current.Classes.Values.Where(c => c.Id.StartsWith("high_risk", StringComparison.Ordinal))
            .Select(c => c.AppliesFrom)
            .OfType<DateOnly>()
            .DefaultIfEmpty()
            .Min();
        return first > now.Day() ? first : null;
    }

    private static TimelineView Of(IncidentEntry e) =>
        new(
            e.Number,
            e.At,
            e.HappenedAt,
            e.ByName,
            e.Action,
            e.What,
            string.IsNullOrEmpty(e.Words.Text) ? null : e.Words.Text,
            e.LogIndex,
            e.Sha256
        );

    private async Task<IncidentView> ViewAsync(GovernanceDbContext db, Incident i, CancellationToken ct)
    {
        var lead = (await People.ByIdAsync(db, [i.Lead], ct)).GetValueOrDefault(i.Lead);
        var playbook = await playbooks.OfAsync(db, i, ct);
        var now = clock.GetLocalNow();
        var from = LawFrom(now);
        return new IncidentView
        {
            Id = i.Id,
            Title = i.Title,
            Description = string.IsNullOrEmpty(i.Description.Text) ? null : i.Description.Text,
            Category = i.Category,
            Severity = i.Severity,
            State = i.State,
            Drill = i.IsDrill,
            Lead = lead?.Email ?? i.Lead.ToString(),
            LeadName = lead?.Name ?? i.Lead.ToString(),
            OpenedAt = i.OpenedAt,
            OpenedBy = i.OpenedBy,
            Alert = i.Alert,
            Versions =
            [
                .. i
                    .Versions.OrderBy(v => v.Model, StringComparer.Ordinal)
                    .ThenBy(v => v.Version, StringComparer.Ordinal)
                    .Select(v => new AffectedView(v.Model, v.Version, v.HeldAt, v.ReleasedAt)),
            ],
            Systems = i.Systems,
            Countries = i.Countries,
            OccurredAt = i.OccurredAt,
            ProviderAwareAt = i.ProviderAwareAt,
            DeployerAwareAt = i.DeployerAwareAt,
            AwareAt = i.AwareAt,
            PeopleAffected = i.PeopleAffected,
            AssessedAt = i.AssessedAt,
            Clocks = [.. i.Clocks(library.Law, now).Select(c => ClockView.Of(c, from))],
            DueAt = i.IsLive ? i.Ruling(library.Law, now)?.DueAt : null,
            Playbook = playbook.Id,
            PlaybookTitle = playbook.Title,
            PlaybookVersion = playbook.Version,
            IsShippedPlaybook = library.Playbooks.Any(p => p.Id == playbook.Id && p.Version == playbook.Version),
            Audiences = playbook.Audiences,
            Steps =
            [
                .. i.Progress(playbook)
                    .Select(p => new StepView(
                        p.Step.Id,
                        p.Step.Kind,
                        p.Step.Phase,
                        p.Step.Title,
                        p.Step.What,
                        p.State,
                        p.Record?.At,
                        p.Record?.By,
                        p.Step.MaySkip,
                        p.Step.Audience,
                        p.Step.Needs.All(need => i.Steps.Any(s => s.Id == need))
                    )
                    {
                        Call = StepCallView.Of(p.Step, i),
                        DueAt = i.DueAt(p.Step),
                    }),
            ],
            Containment = i.Containment,
            ContainedAt = i.ContainedAt,
            ContainmentConfirmedBy = i.ContainmentConfirmedBy,
            ContainmentConfirmedAt = i.ContainmentConfirmedAt,
            FrozenAt = i.FrozenAt,
            EvidenceSha256 = i.EvidenceSha256,
            Evidence = i.Evidence,
            Class = i.Class is { } decided ? ClassView.Of(decided) : null,
            EarlierClasses = [.. i.Classes.SkipLast(1).Select(ClassView.Of)],
            Messages =
            [
                .. i
                    .Messages.OrderBy(m => m.Number)
                    .Select(m => new MessageView(
                        m.Number,
                        m.Audience,
                        playbook.Audiences.FirstOrDefault(a => a.Id == m.Audience)?.Name ?? m.Audience,
                        m.Subject,
                        m.Body.Text,
                        m.Body.Sha256,
                        m.State,
                        m.WaitsFor,
                        m.SentAt,
                        m.SentBy,
                        m.Recipients,
                        m.Receipt
                    )),
            ],
            ReportedAt = i.ReportedAt,
            Recovery = i.Recovery,
            RecoveredAt = i.RecoveredAt,
            RecoveryDeployment = i.RecoveryDeployment,
            RecoveryMinutes = i.RecoveryMinutes,
            RecoveryExpectedMinutes = i.RecoveryExpectedMinutes,
            RecoveryPlan = i.RecoveryPlan,
            PostMortem = new(i.Happened?.Text, i.Impact?.Text, i.Causes?.Text, i.Changed?.Text),
            FollowUps = i.FollowUps,
            ClosedAt = i.ClosedAt,
            Revision = i.Revision,
        };
    }
}
