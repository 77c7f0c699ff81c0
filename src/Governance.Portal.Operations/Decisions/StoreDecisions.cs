using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Decisions;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Decisions.Intake;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Takes in a batch of AI decisions and answers when it is durable. All of it is stored or nothing: rows, ids, the batch with its root, the
/// alerts and their log entries in one transaction.
/// </summary>
/// <remarks>
/// That an id is new is not asked beforehand: its insertion says so, and only when one stands already does the batch look which, compares
/// the lines and goes on without the repeats. Two pushes of the same ids at the same moment meet at the ids' table: one waits and then
/// finds the other's rows.
/// </remarks>
public sealed class StoreDecisions
{
    private const int Tries = 5;
    private const int MaxVersionsNamed = 200;
    private const int EnoughToBegin = 1_024;

    // Not an answer: a sign that the ids have to be looked up first.
    private static readonly Refusal s_known = ActionRunner.Busy with { Words = $"This ID already exists." };

    // Nor this: that a version or a month turned up for which nothing was made ready.
    private static readonly Refusal s_unprepared = ActionRunner.Busy with { Words = $"A version or month is not prepared." };

    private readonly ActionRunner _runner;
    private readonly IDbContextFactory<GovernanceDbContext> _dbFactory;
    private readonly DecisionIntake _intake;
    private readonly IntakeSources _sources;
    private readonly RaiseAlerts _alerts;
    private readonly RaiseTraffic _traffic;
    private readonly IReadOnlyList<IDecisionsStored> _handlers;
    private readonly TimeProvider _clock;

    internal StoreDecisions(
        ActionRunner runner,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        DecisionIntake intake,
        IntakeSources sources,
        RaiseAlerts alerts,
        RaiseTraffic traffic,
        IEnumerable<IDecisionsStored> handlers,
        TimeProvider clock
    ) =>
        (_runner, _dbFactory, _intake, _sources, _alerts, _traffic, _handlers, _clock) = (
            runner,
            dbFactory,
            intake,
            sources,
            alerts,
            traffic,
            [.. handlers],
            clock
        );

    /// <summary>What was stored.</summary>
    /// <param name="Batch">The new batch; when every line was a repeat, the batch that holds the first of them.</param>
    /// <param name="Accepted">Decisions stored.</param>
    /// <param name="Duplicates">Lines that repeat a decision with the same content.</param>
    public sealed record Answer(DecisionBatchId Batch, int Accepted, int Duplicates);

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who sends: a key with decisions:write.</param>
    /// <param name="body">NDJSON, gzip or not.</param>
    /// <param name="ct">Cancels before the save.</param>
    public async Task<Result<Answer>> RunAsync(Actor actor, Stream body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        var attempt = new Attempt("decisions.stored", "decisions", Permission.WriteDecisions);
        if (await RefusesAsync(actor, attempt, ct) is { } early)
        {
            return early;
        }

        await using var received = await ReceivedBody.OfAsync(body, ct);
        await using var batch = _intake.Begin(received, ct);
        // A long batch is written from its beginning while the rest of it is still being read, once all of it was received: no one's
        // slow line holds up the other writers.
        var enough = received.IsComplete ? EnoughToBegin : int.MaxValue;
        for (var attemptNumber = 1; attemptNumber <= Tries; attemptNumber++)
        {
            var beginning = await batch.BeginningAsync(enough, ct);
            if (batch.Read.IsCompleted && await RefusesAsync(batch) is { } bad)
            {
                return bad;
            }

            var outcome = await StoreAsync(actor, attempt, batch, beginning, ct);
            if (!ReferenceEquals(outcome.Refusal, s_known) && !ReferenceEquals(outcome.Refusal, s_unprepared))
            {
                return outcome;
            }

            enough = int.MaxValue; // whatever it was, now it takes all of them
            if (await RefusesAsync(batch) is { } found)
            {
                return found;
            }

            if (!ReferenceEquals(outcome.Refusal, s_known))
            {
                continue;
            }

            await using var db = await _dbFactory.CreateDbContextAsync(ct);
            var compared = await DecisionConflicts.CompareAsync(db, batch, ct);
            if (compared.Refusal is { } conflict)
            {
                return conflict;
            }

            if (batch.Fresh == 0)
            {
                return new Answer(compared.Value, 0, batch.Repeated);
            }
        }

        return ActionRunner.Busy;
    }

    private static async Task<Refusal?> RefusesAsync(IntakeBatch batch) =>
        await batch.Read is { } refusal ? refusal
        : batch.Conflicts.Count > 0 ? DecisionConflicts.WithinBatch(batch.Conflicts)
        : null;

    private async Task<Result<Answer>> StoreAsync(
        Actor actor,
        Attempt attempt,
        IntakeBatch batch,
        IReadOnlyList<IntakeItem> beginning,
        CancellationToken ct
    )
    {
        await _sources.NumberAsync([.. beginning.Select(i => i.Source).Distinct().Where(s => s.Number.Value == 0)], ct);
        var months = beginning.Select(i => MonthOf(i.Row.Time)).ToHashSet();
        var id = await LockWaits.RetryAsync(token => BeginAsync(months, token), patience: null, _clock, ct);
        return await _runner.RunAsync<Answer>(actor, attempt, (context, token) => RecordAsync(context, id, batch, months, token), ct);
    }

    private async Task<DecisionBatchId> BeginAsync(HashSet<DateTime> months, CancellationToken ct)
    {
        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        // In a transaction of its own: the counter's row is not held while rows are written, so pushes go on side by side.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var id = await db.NextIdAsync<DecisionBatchId>(ct);
        await transaction.CommitAsync(ct);
        await DecisionWriter.For(db).PrepareAsync(db, [.. months.Select(m => m.Ticks)], ct);
        return id;
    }

    private async Task<Result<Answer>> RecordAsync(
        ActionContext context,
        DecisionBatchId id,
        IntakeBatch batch,
        HashSet<DateTime> months,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var rows = new PreparedRows(batch, months);
        // Hashed while the database writes.
        var hashing = HashAsync(batch);
        var isNew = await DecisionWriter.For(db).WriteAsync(db, id, rows.ReadAsync(ct), ct);
        var tree = await hashing;
        if (!isNew || rows.MetUnprepared)
        {
            return isNew ? s_unprepared : s_known;
        }

        if (await RefusesAsync(batch) is { } refusal)
        {
            return refusal;
        }

        var stored = batch.Stored.ToList();
        if (context.Access.DataScope is { } dataScope && !stored.TrueForAll(i => dataScope.Models.Contains(i.Source.Model)))
        {
            return ScopeRefusals.Outside; // written in bulk, past what checks single rows
        }

        var last = stored
            .GroupBy(i => (i.Source.Model, i.Source.Version))
            .ToDictionary(
                g => ModelName.Of(g.Key.Model, g.Key.Version),
                g => new DateTimeOffset(g.Max(i => i.Row.Time), TimeSpan.Zero),
                StringComparer.Ordinal
            );
        var versions = last.Keys.Order(StringComparer.Ordinal).ToList();
        var record = new DecisionBatch
        {
            Id = id,
            Count = tree.Count,
            Root = tree.Root(),
            Runs = tree.Runs(),
            FirstTime = new DateTimeOffset(stored.Min(i => i.Row.Time), TimeSpan.Zero),
            LastTime = new DateTimeOffset(stored.Max(i => i.Row.Time), TimeSpan.Zero),
            StoredAt = context.Now,
            StoredBy = context.Access.Actor.Id,
        };
        db.DecisionBatches.Add(record);
        context.Append(
            new AuditEvent(
                "decisions.stored",
                id.ToString(),
                new JsonObject
                {
                    ["models"] = new JsonArray([.. versions.Take(MaxVersionsNamed).Select(v => JsonValue.Create(v))]),
                    ["modelCount"] = versions.Count,
                    [MonitoringCoverage.LastTimes] = new JsonArray([
                        .. versions.Take(MaxVersionsNamed).Select(v => JsonValue.Create(CanonicalJson.Time(last[v]))),
                    ]),
                    ["count"] = record.Count,
                    ["root"] = Convert.ToHexStringLower(record.Root),
                    ["firstTime"] = CanonicalJson.Time(record.FirstTime),
                    ["lastTime"] = CanonicalJson.Time(record.LastTime),
                }
            ),
            record.LoggedAt
        );
        await _alerts.RaiseAsync(context, stored, ct);
        await _traffic.RaiseAsync(context, stored, ct);
        List<DecidedVersion> decided =
        [
            .. stored.GroupBy(i => (i.Source.Model, i.Source.Version)).Select(g => Seen(g.Key.Model, g.Key.Version, [.. g])),
        ];
        foreach (var handler in _handlers)
        {
            await handler.StoredAsync(context, decided, ct);
        }

        return new Answer(id, record.Count, batch.Repeated);
    }

    private static DecidedVersion Seen(string model, string version, List<IntakeItem> items) =>
        new(
            model,
            version,
            new DateTimeOffset(items.Max(i => i.Row.Time), TimeSpan.Zero),
            since => items.LongCount(i => i.Row.Time > since.UtcTicks)
        )
        {
            Acted = since => items.LongCount(i => i.HasAction && !i.Row.Synthetic && i.Row.Time >= since.UtcTicks),
            ActedInShadow = since => items.LongCount(i => i.Contradicted is TrafficReason.ShadowActs && i.Row.Time >= since.UtcTicks),
        };

    private static async Task<DecisionTree> HashAsync(IntakeBatch batch)
    {
        await batch.Read.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return batch.Tree();
    }

    private static DateTime MonthOf(long ticks)
    {
        var time = new DateTime(ticks, DateTimeKind.Utc);
        return new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    // Asked before a byte is read, so that no one sends gigabytes to be refused at the end; asked again in the transaction.
    private async Task<Refusal?> RefusesAsync(Actor actor, Attempt attempt, CancellationToken ct)
    {
        await using var db = await _dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, _clock.GetLocalNow(), ct);
        if (access.Refusal is { } unknown)
        {
            return unknown;
        }

        if (access.Value.Refuses(attempt.Permission!) is { } forbidden)
        {
            await _runner.RefusedAsync(actor, attempt, forbidden, ct);
            return forbidden;
        }

        return null;
    }

    // The rows of a batch as far as its versions are numbered and its months have a place.
    private sealed class PreparedRows(IntakeBatch batch, HashSet<DateTime> months)
    {
        public bool MetUnprepared { get; private set; }

        public async IAsyncEnumerable<IReadOnlyList<DecisionRow>> ReadAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var run in batch.RowsAsync(ct))
            {
                if (run.Any(r => r.Source.Value == 0 || !months.Contains(MonthOf(r.Time))))
                {
                    MetUnprepared = true;
                    yield break;
                }

                yield return run;
            }
        }
    }
}
