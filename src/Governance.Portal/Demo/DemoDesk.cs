using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Approvals.Postures;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// What jobs do beside the people of the demo: they judge what runs, sign checkpoints of the log, notify and remind people. On Fridays
/// everyone has read what they were notified of, so that only the last days are unread.
/// </summary>
internal sealed class DemoDesk(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    KeepPostures postures,
    CheckpointSigner signer,
    FollowNotifications follow,
    RemindPeople remind,
    MarkNotifications mark
)
{
    /// <summary>Before the first act: the whole story is told to people.</summary>
    public Task BeginAsync(CancellationToken ct) => follow.BeginAsync(fromTheBeginning: true, ct);

    /// <summary>
    /// Judges every deployment again where that is asked for, notifies everyone of what is new, reminds of what is late and signs a
    /// checkpoint.
    /// </summary>
    public async Task RunAsync(bool judges, CancellationToken ct)
    {
        if (judges)
        {
            await postures.RunAsync(ct);
        }

        await follow.CatchUpAsync(ct);
        await remind.RunAsync(ct);
        await signer.SignAsync(ct);
    }

    /// <summary>Everyone reads.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        await follow.CatchUpAsync(ct);
        List<int> people;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            people = await db.Users.OrderBy(u => u.Id).Select(u => u.Id).ToListAsync(ct);
        }

        foreach (var person in people)
        {
            await mark.AllAsync(Actor.OfUser(new UserId(person), null, session: null), kind: null, ct);
        }
    }
}
