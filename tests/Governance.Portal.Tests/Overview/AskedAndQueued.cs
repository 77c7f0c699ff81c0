using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Overview;

/// <summary>
/// Compares what people were asked by notifications with what their queue holds: whatever was asked of a person waits for them there, until
/// the records say that it is done or that it was news for them and work for another.
/// </summary>
internal static class AskedAndQueued
{
    // Kinds by which nothing is asked of the reader, see QueueCoverageTests.
    private static readonly NotificationKind[] s_news =
    [
        NotificationKind.WaiverDecided,
        NotificationKind.WaiverEnding,
        NotificationKind.RiskRescored,
        NotificationKind.UseCaseDecided,
        NotificationKind.ReportFinished,
        NotificationKind.Account,
        NotificationKind.Security,
        NotificationKind.LogDamaged,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Notifies everyone of everything so far and of what is due, then compares.</summary>
    /// <returns>The kinds by which something was asked that waits in a queue.</returns>
    public static async Task<IReadOnlySet<NotificationKind>> CompareAsync(PortalFactory portal, IReadOnlyList<Actor> people)
    {
        await FollowedLog.CatchUpAsync(portal, Ct);
        await portal.Get<RemindPeople>().RunAsync(Ct);
        var now = portal.Get<TimeProvider>().GetUtcNow();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var (waiting, missing) = (new HashSet<NotificationKind>(), new List<string>());
        foreach (var person in people.GroupBy(p => p.User!.Value))
        {
            // Asked is a person; what waits is in the queue of the role that can answer it.
            var queue = new List<QueueItem>();
            foreach (var role in person)
            {
                queue.AddRange((await portal.Get<MyQueue>().RunAsync(role, Ct)).Items);
            }

            var user = person.Key;
            var asked = await db.Notifications.AsNoTracking().Where(n => n.Person == user && n.ReadAt == null).ToListAsync(Ct);
            foreach (var one in asked.Where(n => !s_news.Contains(n.Kind)))
            {
                if (queue.Any(i => IsAbout(i, one)))
                {
                    waiting.Add(one.Kind);
                }
                else if (!await IsDoneAsync(db, one, user, now))
                {
                    missing.Add($"{user}: {one.Kind} {one.Stage} of {one.Subject}, {string.Join(' ', one.Parameters.Values)}");
                }
            }
        }

        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
        return waiting;
    }

    // The same record, or the same page.
    private static bool IsAbout(QueueItem item, Notification asked) =>
        item.Id == asked.Subject
        || item.Id.StartsWith($"{asked.Subject},", StringComparison.Ordinal)
        || PathOf(item.Href) == PathOf(asked.Link);

    private static string PathOf(string address) => address.Split('?', '#')[0];

    // What the records say, not what the queue would.
    private static async Task<bool> IsDoneAsync(GovernanceDbContext db, Notification asked, UserId person, DateTimeOffset now) =>
        asked.Kind switch
        {
            NotificationKind.SignOffAsked
            or NotificationKind.SignatureVoid
            or NotificationKind.PromotionDue
            or NotificationKind.ChangesRequested
            or NotificationKind.PromotionDecided
            or NotificationKind.GateBlocked => IsDone(await PromotionAsync(db, asked), asked.Kind, person),
            NotificationKind.AlertRaised => IsDone(await AlertAsync(db, asked), person, now),
            NotificationKind.IncidentOpened or NotificationKind.IncidentEscalated or NotificationKind.IncidentClock => IsDone(
                await IncidentAsync(db, asked),
                person
            ),
            NotificationKind.IncidentClassAsked => (await IncidentAsync(db, asked)).Class is not { IsConfirmed: false } word
                || word.ProposedBy == person,
            NotificationKind.RiskAboveAppetite => IsDone(await RiskAsync(db, asked), person),
            // Officers are told of what is late with another: it stands in the queue of those who treat the risk.
            NotificationKind.RiskDue => await RiskAsync(db, asked) is var risk
                && (risk.State is not RiskState.Open || (risk.Owner != person && risk.ControlOwner != person)),
            NotificationKind.ProposalAsked => IsDone(await ProposalAsync(db, asked), person),
            NotificationKind.UseCaseAsked => IsDone(
                await UseCaseAsync(db, asked),
                asked.Parameters.GetValueOrDefault(NotificationTexts.What),
                person
            ),
            _ => false,
        };

    private static bool IsDone(Promotion promotion, NotificationKind kind, UserId person) =>
        kind switch
        {
            NotificationKind.PromotionDecided => promotion.State is not PromotionState.Approved,
            _ when promotion.State is not PromotionState.Open => true,
            NotificationKind.GateBlocked => promotion.GatePasses,
            NotificationKind.ChangesRequested => promotion.LiveSignOffs.All(s => s.Status is not SignOffStatus.ChangesRequested),
            _ => promotion.LiveSignOffs.Any(s => s.Attestation.Person == person),
        };

    private static bool IsDone((Alert Alert, UserId Owner) asked, UserId person, DateTimeOffset now) =>
        !asked.Alert.AsksForReview(now) || asked.Owner != person;

    private static bool IsDone(Incident incident, UserId person) => !incident.IsLive || incident.Lead != person;

    private static bool IsDone(Risk risk, UserId person) =>
        risk.State is not RiskState.Open || risk.Owner != person || risk.DueAt is not null || risk.Acceptance is not null;

    private static bool IsDone(PolicyProposal proposal, UserId person) =>
        proposal.State is not ProposalState.Open || proposal.Approvals.Any(a => a.Attestation.Person == person);

    private static bool IsDone(UseCase useCase, string? what, UserId person) =>
        what switch
        {
            "opinion" => !useCase.IsInTriage || useCase.Missing.Count == 0 || useCase.Current.Any(o => o.Person == person),
            "decision" => !useCase.IsInTriage,
            _ => !useCase.IsWithProposer,
        };

    private static Task<Promotion> PromotionAsync(GovernanceDbContext db, Notification asked) =>
        DisplayId.TryParse<PromotionId>(asked.Subject, out var id)
            ? db.Promotions.AsNoTracking().SingleAsync(p => p.Id == id, Ct)
            : throw Unknown(asked);

    private static async Task<(Alert, UserId)> AlertAsync(GovernanceDbContext db, Notification asked)
    {
        if (!DisplayId.TryParse<AlertId>(asked.Subject, out var id))
        {
            throw Unknown(asked);
        }

        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == id, Ct);
        return (alert, alert.Owner ?? await db.Models.Where(m => m.Name == alert.Model).Select(m => m.Owner).SingleAsync(Ct));
    }

    private static Task<Incident> IncidentAsync(GovernanceDbContext db, Notification asked) =>
        DisplayId.TryParse<IncidentId>(asked.Subject, out var id)
            ? db.Incidents.AsNoTracking().SingleAsync(i => i.Id == id, Ct)
            : throw Unknown(asked);

    private static Task<Risk> RiskAsync(GovernanceDbContext db, Notification asked) =>
        DisplayId.TryParse<RiskId>(asked.Subject, out var id)
            ? db.Risks.AsNoTracking().SingleAsync(r => r.Id == id, Ct)
            : throw Unknown(asked);

    private static Task<PolicyProposal> ProposalAsync(GovernanceDbContext db, Notification asked) =>
        DisplayId.TryParse<PolicyProposalId>(asked.Subject, out var id)
            ? db.PolicyProposals.AsNoTracking().SingleAsync(p => p.Id == id, Ct)
            : throw Unknown(asked);

    private static Task<UseCase> UseCaseAsync(GovernanceDbContext db, Notification asked) =>
        DisplayId.TryParse<UseCaseId>(asked.Subject, out var id)
            ? db.UseCases.AsNoTracking().SingleAsync(u => u.Id == id, Ct)
            : throw Unknown(asked);

    private static InvalidOperationException Unknown(Notification asked) => new($"{asked.Kind} is about {asked.Subject}.");
}
