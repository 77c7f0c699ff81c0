using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
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
) : WorkQueue<Dispatch>(dbFactory, time)
{
    private const int MaxProblem = 500;

    private static readonly Actor s_job = Actor.OfJob("notifications");

    /// <inheritdoc/>
    protected override string Name => "mails and messages";

    /// <summary>Each claim is a try of the message, and a lost one ends it or waits at most as often as it may be tried.</summary>
    protected override bool CountsItself => true;

    /// <inheritdoc/>
    protected override Expression<Func<Dispatch, DateTimeOffset>>? DueSince => d => d.NextAt;

    /// <summary>What was being sent when a portal stopped comes first: it ends, or it waits once more.</summary>
    protected override IQueryable<Dispatch> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db
            .Dispatches.Where(d => (d.State == DispatchState.Sending || d.State == DispatchState.Waiting) && d.NextAt <= now)
            .OrderBy(d => d.State == DispatchState.Sending ? 0 : 1)
            .ThenBy(d => d.NextAt)
            .ThenBy(d => d.Id);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .Dispatches.Where(d => d.State == DispatchState.Sending || d.State == DispatchState.Waiting)
            .OrderBy(d => d.NextAt)
            .Select(d => (DateTimeOffset?)d.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(Dispatch row, DateTimeOffset now) => row.Claim(now);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(Dispatch row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task<bool> ClaimAsync(GovernanceDbContext db, Dispatch row, DateTimeOffset now, CancellationToken ct)
    {
        if (row.State is not DispatchState.Sending)
        {
            return await base.ClaimAsync(db, row, now, ct);
        }

        row.Abandon(await IsRepeatableAsync(db, row, ct), now);
        await SavedAsync(db, ct);
        return false;
    }

    /// <inheritdoc/>
    protected override async Task WorkAsync(Dispatch row, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        db.Attach(row); // as this node claimed it: who finds the claim run out meanwhile has the last word
        await BeginAsync(db, row, ct);
        var outcome = await TryAsync(db, row, ct);
        var now = await Time.NowAsync(db, ct);
        var problem = outcome.Problem is { } words ? Line(words) : null;
        if (problem is null)
        {
            row.Succeed(now);
        }
        else if (outcome.IsNeedless)
        {
            row.Drop(problem, now);
        }
        else if (outcome.IsUnsure)
        {
            row.Abandon(again: false, now, problem);
        }
        else
        {
            row.Miss(problem, outcome.ForGood, outcome.Wait, now);
        }

        await db.SaveChangesAsync(ct);
        if (row.State is DispatchState.Failed && DisplayId.TryParse<ChannelId>(row.Recipient, out var channel))
        {
            await GiveUpAsync(channel, row, ct);
        }
    }

    // One who stood still since the claim sends nothing: it may have been said to be unsure. One who stops before anything was sent leaves
    // it to another node; what stopping breaks off later may have arrived.
    private async Task BeginAsync(GovernanceDbContext db, Dispatch row, CancellationToken ct)
    {
        try
        {
            await EnsureHeldAsync(row, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            row.Abandon(again: true, await Time.NowAsync(db, CancellationToken.None));
            await SavedAsync(db, CancellationToken.None);
            throw;
        }
    }

    private async Task<SendOutcome> TryAsync(GovernanceDbContext db, Dispatch dispatch, CancellationToken ct)
    {
        if (DisplayId.TryParse<UserId>(dispatch.Recipient, out var person))
        {
            return mailSwitch.IsOn
                ? await mail.SendAsync(dispatch, person, ct)
                : SendOutcome.Needless("The mail server is no longer configured.");
        }

        return
            DisplayId.TryParse<ChannelId>(dispatch.Recipient, out var id)
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
        DisplayId.TryParse<ChannelId>(lost.Recipient, out var id)
        && await db.NotificationChannels.AnyAsync(c => c.Id == id && c.Kind == ChannelKind.PagerDuty, ct);

    private static string Line(string text) => WholeText.Beginning(MailWriter.OneLine(text), MaxProblem);
}

/// <summary>Sends what is due outside, every few seconds.</summary>
internal sealed partial class SendJob(SendDispatches send, LogTip tip, TimeProvider clock, ILogger<SendJob> logger)
    : PeriodicJob(TimeSpan.FromSeconds(5), clock, atOnce: true)
{
    public override Task RunAsync(CancellationToken ct) => send.RunAsync(ct);

    protected override LogTip? Tip => tip;

    protected override Task<TimeSpan?> UntilDueAsync(CancellationToken ct) => send.UntilDueAsync(ct);

    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2105, LogLevel.Error, "Sending notifications to external channels failed; the next attempt follows soon")]
    private partial void LogFailed(Exception e);
}
