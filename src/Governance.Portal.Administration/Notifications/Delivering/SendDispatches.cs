using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>
/// Sends what is due outside. Each is claimed in the database first, so that of several nodes one sends it, and what was being sent when a
/// portal stopped is not sent a second time, except where the other side knows it by its key. Claims and due times are measured by the
/// database's clock.
/// </summary>
internal sealed class SendDispatches(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    MailSender mail,
    MailSwitch mailSwitch,
    ChannelSender channels,
    ActionRunner runner,
    DatabaseClock time
)
{
    private const int AtOnce = 50;
    private const int MostProblem = 500;

    private static readonly Actor s_job = Actor.OfJob("notifications");

    /// <summary>Sends what is due now.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<long> due;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var now = await time.NowAsync(db, ct);
            foreach (
                var lost in await db
                    .Dispatches.Where(d => d.State == DispatchState.Sending && d.NextAt <= now)
                    .OrderBy(d => d.Id)
                    .Take(AtOnce)
                    .ToListAsync(ct)
            )
            {
                lost.Abandon(await IsRepeatableAsync(db, lost, ct), now);
                await TrySaveAsync(db, ct);
            }

            due = await db
                .Dispatches.AsNoTracking()
                .Where(d => d.State == DispatchState.Waiting && d.NextAt <= now)
                .OrderBy(d => d.NextAt)
                .ThenBy(d => d.Id)
                .Select(d => d.Id)
                .Take(AtOnce)
                .ToListAsync(ct);
        }

        foreach (var id in due)
        {
            await SendAsync(id, ct);
        }

        return due.Count;
    }

    private async Task SendAsync(long id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Dispatches.SingleOrDefaultAsync(d => d.Id == id && d.State == DispatchState.Waiting, ct) is not { } dispatch)
        {
            return;
        }

        dispatch.Claim(await time.NowAsync(db, ct));
        if (!await TrySaveAsync(db, ct))
        {
            return; // another node has it
        }

        var outcome = await TryAsync(db, dispatch, ct);
        var now = await time.NowAsync(db, ct);
        var problem = outcome.Problem is { } words ? Line(words) : null;
        if (problem is null)
        {
            dispatch.Succeed(now);
        }
        else if (outcome.IsNeedless)
        {
            dispatch.Drop(problem, now);
        }
        else if (outcome.IsUnsure)
        {
            dispatch.Abandon(again: false, now, problem);
        }
        else
        {
            dispatch.Miss(problem, outcome.ForGood, outcome.Wait, now);
        }

        await db.SaveChangesAsync(ct);
        if (dispatch.State is DispatchState.Failed && HumanId.TryParse<ChannelId>(dispatch.Recipient, out var channel))
        {
            await GiveUpAsync(channel, dispatch, ct);
        }
    }

    private async Task<SendOutcome> TryAsync(GovernanceDbContext db, Dispatch dispatch, CancellationToken ct)
    {
        if (HumanId.TryParse<UserId>(dispatch.Recipient, out var person))
        {
            return mailSwitch.IsOn
                ? await mail.SendAsync(dispatch, person, ct)
                : SendOutcome.Needless("No mail server is configured any more.");
        }

        return
            HumanId.TryParse<ChannelId>(dispatch.Recipient, out var id)
            && await db.NotificationChannels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.IsOn, ct) is { } channel
            && dispatch.Message is { } json
            && JsonSerializer.Deserialize<ChannelMessage>(json) is { } message
            ? await channels.SendAsync(channel, message, ct)
            : SendOutcome.Needless("The channel was switched off or removed.");
    }

    // A message that a team never got is a fact of the installation: administrators are told of it.
    private Task<Result<Done>> GiveUpAsync(ChannelId channel, Dispatch dispatch, CancellationToken ct) =>
        runner.RunAsync<Done>(
            s_job,
            new Attempt("channel.given-up", channel.ToString(), null),
            (context, _) =>
            {
                context.Append(
                    new AuditEvent(
                        "channel.given-up",
                        channel.ToString(),
                        new JsonObject { ["dispatch"] = dispatch.Id, ["tries"] = dispatch.Tries }
                    )
                );
                return Task.FromResult<Result<Done>>(Done.Instance);
            },
            ct
        );

    private static async Task<bool> IsRepeatableAsync(GovernanceDbContext db, Dispatch lost, CancellationToken ct) =>
        HumanId.TryParse<ChannelId>(lost.Recipient, out var id)
        && await db.NotificationChannels.AnyAsync(c => c.Id == id && c.Kind == ChannelKind.PagerDuty, ct);

    private static async Task<bool> TrySaveAsync(GovernanceDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    private static string Line(string text) =>
        MailWriter.OneLine(text) is var line && line.Length > MostProblem ? line[..MostProblem] : line;
}

/// <summary>Sends what is due outside, every few seconds.</summary>
internal sealed partial class SendJob(SendDispatches send, TimeProvider clock, ILogger<SendJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    public override async Task RunAsync(CancellationToken ct)
    {
        while (await send.RunAsync(ct) > 0) { }
    }

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2105, LogLevel.Error, "Sending notifications outside failed; it goes on soon")]
    private partial void LogFailed(Exception e);
}
