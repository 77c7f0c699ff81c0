using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;
using Governance.Portal.Kernel.Jobs;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>
/// Takes what a destination gets from the log into its queue, and from the queue to the destination. Of each subject only the oldest that
/// waits is sent, so the order is kept; another subject's event passes it. An event leaves the queue when it was taken: it may arrive
/// twice, never not at all. What is due is due by the database's clock, as is the turn of the node that sends.
/// </summary>
internal sealed partial class DeliverEvents(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogFollowers followers,
    DestinationSender sender,
    ActionRunner runner,
    IOptions<IntegrationsOptions> options,
    DatabaseClock time,
    LogTip tip,
    ILogger<DeliverEvents> logger
)
{
    /// <summary>Who does it.</summary>
    public static readonly Actor Job = Actor.OfJob("integrations");

    private const int Most = 16;
    private const int Rounds = 20;
    private static readonly TimeSpan s_turn = TimeSpan.FromMinutes(2);

    // The log as it was known when no destination had anything left to get.
    private LogMark? _quiet;

    /// <summary>One round of every destination. One that fails keeps none of the others waiting.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var mark = tip.Mark;
        if (mark is not null && mark == _quiet)
        {
            return;
        }

        var active = await ActiveAsync(ct);
        await Task.WhenAll(
            active.Select(async id =>
            {
                try
                {
                    await RunAsync(id, ct);
                }
#pragma warning disable CA1031 // What is wrong with one destination is no reason to leave out the others.
                catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(e, id);
                }
            })
        );
        _quiet = mark is { } known && await IsQuietAsync(active, known, ct) ? mark : null;
    }

    /// <summary>Null while no destination has anything left to get.</summary>
    public async Task<TimeSpan?> UntilDueAsync(CancellationToken ct) =>
        tip.Mark is { } mark && await IsQuietAsync(await ActiveAsync(ct), mark, ct) ? null : TimeSpan.Zero;

    private async Task<List<DestinationId>> ActiveAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Destinations.AsNoTracking()
            .Where(d => d.State == DestinationState.Active)
            .OrderBy(d => d.Id)
            .Select(d => d.Id)
            .Take(Destination.Most)
            .ToListAsync(ct);
    }

    // What waits is due at its time, and a node that has its turn may end in the middle of it: only where nothing waits and each has seen
    // the whole log there is nothing to come back for.
    private async Task<bool> IsQuietAsync(List<DestinationId> active, LogMark mark, CancellationToken ct)
    {
        if (active.Count == 0)
        {
            return true;
        }

        var names = active.ConvertAll(Destination.FollowerOf);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var followed = await db.Set<LogFollower>().CountAsync(f => names.Contains(f.Name) && f.Position >= mark.Next, ct);
        return followed == active.Count
            && !await db.Deliveries.AnyAsync(d => active.Contains(d.Destination) && d.State == DeliveryState.Waiting, ct);
    }

    /// <summary>One destination, until nothing of it is due.</summary>
    internal async Task RunAsync(DestinationId id, CancellationToken ct)
    {
        for (var round = 0; round < Rounds && !PeriodicJob.IsLastRound; round++)
        {
            if (!await followers.TakeAsync(Destination.FollowerOf(id), s_turn, ct))
            {
                return;
            }

            await QueueAsync(id, ct);
            if (!await SendDueAsync(id, ct))
            {
                return;
            }
        }
    }

    private async Task QueueAsync(DestinationId id, CancellationToken ct)
    {
        while (await RoomAsync(id, ct))
        {
            var taken = await followers.StepAsync(
                Destination.FollowerOf(id),
                async (db, entries, token) =>
                {
                    var now = await time.NowAsync(db, token);
                    var destination = await db.Destinations.AsNoTracking().SingleAsync(d => d.Id == id, token);
                    db.Deliveries.AddRange(
                        entries
                            .Where(e => ActionPattern.Matches(destination.Actions, e.Event.Action))
                            .Select(e =>
                                Delivery.Queue(
                                    id,
                                    e.Index,
                                    OutboundEvent.IdOf(e.Index, Convert.ToHexStringLower(e.LeafHash)),
                                    e.Event.Action,
                                    e.Event.Subject,
                                    false,
                                    now
                                )
                            )
                    );
                },
                new FollowTerms { Lease = s_turn },
                ct
            );
            if (taken == 0)
            {
                return;
            }
        }
    }

    private async Task<bool> RoomAsync(DestinationId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Destinations.AnyAsync(d => d.Id == id && d.State == DestinationState.Active, ct)
            && await db.Deliveries.CountAsync(d => d.Destination == id && d.State == DeliveryState.Waiting, ct) < options.Value.MaxWaiting;
    }

    private async Task<bool> SendDueAsync(DestinationId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await time.NowAsync(db, ct);
        var destination = await db.Destinations.AsNoTracking().SingleAsync(d => d.Id == id, ct);
        var health = await db.DestinationHealth.AsNoTracking().SingleAsync(h => h.Destination == id, ct);
        if (destination.State is not DestinationState.Active || health.NotBefore > now)
        {
            return false;
        }

        var waiting = db.Deliveries.AsNoTracking().Where(d => d.Destination == id && d.State == DeliveryState.Waiting);
        var due = await waiting
            .Where(d => d.NextAt <= now && !waiting.Any(o => o.Subject == d.Subject && o.Id < d.Id))
            .OrderBy(d => health.IsAway ? d.Tries : 0)
            .ThenBy(d => d.Id)
            .Take(health.IsAway ? 1 : Most)
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return false;
        }

        var indexes = due.ConvertAll(d => d.LogIndex!.Value);
        var entries = await db
            .AuditEntries.AsNoTracking()
            .Where(e => indexes.Contains(e.Index))
            .Select(e => new
            {
                e.Index,
                e.Leaf,
                e.LeafHash,
            })
            .ToDictionaryAsync(e => e.Index, ct);
        var events = due.ConvertAll(d => new OutboundEvent(
            sender.Origin,
            DestinationSender.Version,
            d.LogIndex,
            Convert.ToHexStringLower(entries[d.LogIndex!.Value].LeafHash),
            LoggedEvent.Parse(entries[d.LogIndex.Value].Leaf)
        ));
        if (!await followers.HoldsAsync(Destination.FollowerOf(id), ct))
        {
            return false; // this node stood still since it took its turn, and another has it
        }

        var outcomes = await sender.SendAsync(destination, events, ct);
        await SaveAsync(id, [.. due.Zip(outcomes)]);
        return true;
    }

    // What was sent is sent, no matter who stops the portal now or resumes the destination: its outcome is written down
    // all the same.
    private async Task SaveAsync(DestinationId id, IReadOnlyList<(Delivery Sent, DeliveryTry Outcome)> outcomes)
    {
        var missed = new List<(Delivery Row, string Problem)>();
        var saved = await runner.RunAsync<Done>(
            Job,
            new Attempt("integration.given-up", id.ToString(), null),
            async (context, ct) =>
            {
                missed.Clear(); // when another writer was in the way it runs again
                await SaveAsync(context, id, outcomes, missed, ct);
                return Done.Instance;
            },
            CancellationToken.None
        );
        if (saved.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The results of deliveries were not recorded: {refusal.Message}");
        }

        foreach (var (row, problem) in missed)
        {
            LogMissed(id, row.LogIndex, row.Tries, problem);
        }
    }

    private async Task SaveAsync(
        ActionContext context,
        DestinationId id,
        IReadOnlyList<(Delivery Sent, DeliveryTry Outcome)> outcomes,
        List<(Delivery Row, string Problem)> missed,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var ids = outcomes.Select(o => o.Sent.Id).ToList();
        var rows = await db.Deliveries.Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        var destination = await db.Destinations.SingleAsync(d => d.Id == id, ct);
        var health = await db.DestinationHealth.SingleAsync(h => h.Destination == id, ct);
        var (now, isBack) = (await time.NowAsync(db, ct), false);
        foreach (var (sent, outcome) in outcomes)
        {
            if (
                !rows.TryGetValue(sent.Id, out var row)
                || row.LastTriedAt != sent.LastTriedAt
                || row.Tries > sent.Tries
                || row.State is not DeliveryState.Waiting
            )
            {
                continue; // another node was quicker: it is in the log of deliveries once, and arrived twice
            }

            var atEnd = row.Tried(outcome, Random.Shared.NextDouble(), now);
            if (outcome.IsTaken)
            {
                isBack |= health.Taken(now);
                continue;
            }

            health.Missed(outcome, now);
            missed.Add((row, outcome.Problem!));
            if (outcome.IsFinal || (atEnd && !(health.LastTakenAt > row.FirstTriedAt)))
            {
                Disable(context, destination, health, outcome);
            }
            else if (atEnd || (health.LastTakenAt > row.FirstTriedAt && await HeldBackAsync(db, row, ct) > options.Value.MaxHeldBack))
            {
                // The destination takes others, so it is this event that it does not want.
                row.GiveUp();
                context.Append(
                    new AuditEvent(
                        "integration.given-up",
                        id.ToString(),
                        new JsonObject
                        {
                            ["entry"] = row.LogIndex,
                            ["subject"] = row.Subject,
                            ["tries"] = row.Tries,
                            ["status"] = row.Status,
                        }
                    )
                );
            }
        }

        if (isBack && !health.IsAway)
        {
            await foreach (
                var row in db
                    .Deliveries.Where(d => d.Destination == id && d.State == DeliveryState.Waiting && d.NextAt > now)
                    .AsAsyncEnumerable()
                    .WithCancellation(ct)
            )
            {
                row.Hurry(now);
            }
        }
    }

    private static Task<int> HeldBackAsync(GovernanceDbContext db, Delivery row, CancellationToken ct) =>
        db.Deliveries.CountAsync(
            d => d.Destination == row.Destination && d.State == DeliveryState.Waiting && d.Subject == row.Subject && d.Id > row.Id,
            ct
        );

    private static void Disable(ActionContext context, Destination destination, DestinationHealth health, DeliveryTry outcome)
    {
        if (
            !destination.Disable(
                outcome.IsFinal
                    ? "The receiver answered with 410: it no longer wants events."
                    : $"The receiver has not accepted an event for three days. Last problem: {outcome.Problem}"
            )
        )
        {
            return;
        }

        context.Append(
            new AuditEvent(
                "integration.disabled",
                destination.Id.ToString(),
                new JsonObject
                {
                    ["host"] = destination.Host,
                    ["reason"] = outcome.IsFinal ? "gone" : "exhausted",
                    ["status"] = outcome.Status,
                    ["failingSince"] = health.FailingSince is { } since ? CanonicalJson.Time(since) : null,
                }
            )
        );
    }

    [LoggerMessage(1551, LogLevel.Warning, "{Destination} did not accept entry {Entry} at attempt {Try}: {Problem}")]
    private partial void LogMissed(DestinationId destination, long? entry, int @try, string problem);

    [LoggerMessage(1552, LogLevel.Error, "The delivery round for {Destination} failed; the next one tries again")]
    private partial void LogFailed(Exception e, DestinationId destination);
}
