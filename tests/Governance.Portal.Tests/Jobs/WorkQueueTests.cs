using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using Governance.Data;
using Governance.Data.Jobs;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Admin.Health;
using Governance.Portal.Kernel.Jobs;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Jobs;

/// <summary>What every queue has from the one kit, tried on a queue of its own over a table of the portal.</summary>
public sealed class WorkQueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Row_FoundByTwoNodesAtOnce_IsWorkedOnByOne_AndTheOtherGoesOnToTheNext(DatabaseKind kind)
    {
        await using var portal = await PortalAsync(kind, "a", "b");
        var (time, done, found) = (new SetTime(), new ConcurrentBag<string>(), new Barrier(2));
        var first = new Queue(portal, time) { Work = AtOnce, Claiming = Meet };
        var second = new Queue(portal, time) { Work = AtOnce, Claiming = Meet };

        var counts = await Task.WhenAll(Task.Run(() => first.RunAsync(Ct), Ct), Task.Run(() => second.RunAsync(Ct), Ct));

        Assert.Equal(["a", "b"], done.Order(StringComparer.Ordinal));
        Assert.Equal(2, counts.Sum());
        Assert.Equal([DispatchState.Sent, DispatchState.Sent], await StatesAsync(portal));

        // Both have read the first row when the first of them writes its claim.
        void Meet(Dispatch row, int claim)
        {
            if (claim == 1)
            {
                Assert.True(found.SignalAndWait(TimeSpan.FromSeconds(30), Ct));
                Assert.Equal("a", row.Key);
            }
        }

        Task AtOnce(Dispatch row, CancellationToken ct)
        {
            done.Add(row.Key);
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Row_ThatANodeLeft_IsTakenWhenItsLeaseIsOver_AndNotBefore(DatabaseKind kind)
    {
        await using var portal = await PortalAsync(kind, "a");
        var time = new SetTime();
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            (await db.Dispatches.SingleAsync(Ct)).Claim(time.Now); // as a node leaves it that began and has not ended
            await db.SaveChangesAsync(Ct);
        }

        var queue = new Queue(portal, time);
        time.Now += Dispatch.ClaimFor - TimeSpan.FromSeconds(1);
        var early = await queue.RunAsync(Ct);
        time.Now += TimeSpan.FromSeconds(1);
        var later = await queue.RunAsync(Ct);

        Assert.Equal((0, 1), (early, later));
        Assert.Equal([DispatchState.Sent], await StatesAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Node_ThatStoodStillForItsLease_SendsNothing_AndWritesNothing(DatabaseKind kind)
    {
        await using var portal = await PortalAsync(kind, "a", "b");
        var (time, sent) = (new SetTime(), new ConcurrentBag<string>());
        var (before, after, under) = (new Standstill(), new Standstill(), new Standstill());
        Queue? sleeper = null;
        sleeper = new Queue(portal, time)
        {
            Work = async (row, ct) =>
            {
                // Of the one row it stands still before it sends, of the other before it writes what came of it.
                await (row.Key == "a" ? before.HereAsync() : Task.CompletedTask);
                await sleeper!.MaySendAsync(row, ct);
                sent.Add($"sleeper {row.Key}");
                await (row.Key == "b" ? after.HereAsync() : Task.CompletedTask);
            },
            // What it takes for the outcome would set the row free while another node has it.
            Fails = (row, _, now) => row.Abandon(again: true, now),
        };
        var other = new Queue(portal, time)
        {
            Work = async (row, ct) =>
            {
                sent.Add($"other {row.Key}");
                await (row.Key == "b" ? under.HereAsync() : Task.CompletedTask);
            },
        };

        var first = sleeper.RunAsync(Ct);
        await before.Reached;
        time.Now += Dispatch.ClaimFor;
        var second = other.RunAsync(Ct);
        await under.Reached; // it has sent a, and has b in hand
        time.Now += Dispatch.ClaimFor;
        before.Wake(); // nothing of a; b is due again, and it takes that
        await after.Reached;
        time.Now += Dispatch.ClaimFor;
        var third = new Queue(portal, time) { Work = (row, _) => Said(sent, $"third {row.Key}") };
        await third.RunAsync(Ct);
        var done = await RowsAsync(portal);
        after.Wake();
        under.Wake();
        await Task.WhenAll(first, second);

        Assert.Equal(["other a", "other b", "sleeper b", "third b"], sent.Order(StringComparer.Ordinal));
        Assert.Equal(done, await RowsAsync(portal));
    }

    [Fact]
    public async Task Node_ThatIsAboutToEnd_FinishesWhatItHasInHand_AndTakesNothingMore()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a", "b");
        var progress = new WorkProgress<long>();
        Job? job = null;
        var queue = new Queue(portal, new SetTime())
        {
            Work = (_, _) =>
            {
                job!.Drain();
                return Task.CompletedTask;
            },
        };
        job = new Job(queue, progress);
        await job.StartAsync(Ct);
        await job.Looked.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        progress.Wake();
        job.MayEnd.Release(2);
        await job.StopAsync(Ct);

        Assert.Equal([DispatchState.Sent, DispatchState.Waiting], await StatesAsync(portal));
        job.Dispose();
    }

    [Fact]
    public async Task Row_WhoseWorkFails_StopsNoneAfterIt_IsThrownForTheLog_AndIsTakenAgainAfterItsLease()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a", "b", "c");
        var (time, fails) = (new SetTime(), true);
        var queue = new Queue(portal, time)
        {
            Work = (row, _) => fails && row.Key != "c" ? throw new InvalidOperationException(row.Key) : Task.CompletedTask,
        };

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync(Ct));
        var states = await StatesAsync(portal);
        fails = false;
        var early = await queue.RunAsync(Ct);
        time.Now += Dispatch.ClaimFor;
        var later = await queue.RunAsync(Ct);

        Assert.Equal("a", thrown.Message);
        Assert.Equal([DispatchState.Sending, DispatchState.Sending, DispatchState.Sent], states);
        Assert.Equal((0, 2), (early, later));
        Assert.Equal(["a", "b", "c", "a", "b"], queue.Left);
    }

    [Fact]
    public async Task Row_WhoseFailureIsWrittenDown_IsNoFailureOfTheJob()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a", "b");
        var queue = new Queue(portal, new SetTime())
        {
            Work = (row, _) => row.Key == "a" ? throw new TimeoutException("Too slow.") : Task.CompletedTask,
            Fails = (row, problem, now) => row.Miss(problem.Message, forGood: true, null, now),
        };

        var count = await queue.RunAsync(Ct);

        Assert.Equal(2, count);
        Assert.Equal([DispatchState.Failed, DispatchState.Sent], await StatesAsync(portal));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("Too slow.", (await db.Dispatches.SingleAsync(d => d.Key == "a", Ct)).Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Node_ThatStopsInTheMiddle_GivesTheRowBack_OrLeavesItUntilTheLeaseIsOver(bool givesBack)
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a", "b");
        var (time, begun) = (new SetTime(), new TaskCompletionSource());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var stopped = new Queue(portal, time)
        {
            // What stopping makes of the work may be any exception, of which nothing is written down as an outcome.
            Work = async (_, ct) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => throw new IOException("The browser is gone."), Ct);
            },
            Fails = (row, problem, now) => row.Miss(problem.Message, forGood: true, null, now),
            GivesBack = givesBack,
        };
        var run = stopped.RunAsync(stop.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        var left = await StatesAsync(portal);
        var (next, then) = (new Queue(portal, time), new Queue(portal, time));
        await next.RunAsync(Ct);
        time.Now += Dispatch.ClaimFor;
        await then.RunAsync(Ct);

        Assert.Equal([givesBack ? DispatchState.Waiting : DispatchState.Sending, DispatchState.Waiting], left);
        Assert.Equal(["a"], stopped.Left);
        Assert.Equal(givesBack ? ["a", "b"] : ["b"], next.Left);
        Assert.Equal(givesBack ? [] : ["a"], then.Left);
    }

    [Fact]
    public async Task WakeUp_WhileARoundRuns_IsFollowedByAnother()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a");
        var progress = new WorkProgress<long>();
        using var job = new Job(new Queue(portal, new SetTime()), progress);
        await job.StartAsync(Ct);
        await job.Looked.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        await AddAsync(portal, "b"); // after this round's last look, before its end
        progress.Wake();
        job.MayEnd.Release(2);
        await job.Looked.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal([DispatchState.Sent, DispatchState.Sent], await StatesAsync(portal));
        await job.StopAsync(Ct);
    }

    [Fact]
    public void Progress_OfARow_IsKnownUntilItIsLeft_AndEachStepIsHeard()
    {
        var (progress, heard) = (new WorkProgress<int>(), new List<(int Id, string? Step)>());
        progress.Moved += (_, id) => heard.Add((id, progress.StepOf(id)));

        progress.Enter(7, "Reading");
        progress.Enter(7, "Writing");
        progress.Leave(7);

        Assert.Equal([(7, "Reading"), (7, "Writing"), (7, null)], heard);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Row_WhoseWorkEndsTheProcessThreeTimes_IsSetAside_TheOthersGoOn_AndAPersonStartsItAgain(DatabaseKind kind)
    {
        await using var portal = await PortalAsync(kind, "a", "b");
        var (time, killed) = (new SetTime(), new List<TaskCompletionSource>());
        for (var i = 0; i < WorkQueue<Dispatch>.MaxAttempts; i++)
        {
            await KilledInAsync("a");
        }

        var queue = new Queue(portal, time);
        var count = await queue.RunAsync(Ct);
        time.Now += Dispatch.ClaimFor;
        var later = await queue.RunAsync(Ct);

        Assert.Equal((2, 0), (count, later)); // set aside, and the one behind it
        Assert.Equal([DispatchState.Sending, DispatchState.Sent], await StatesAsync(portal));
        var aside = Assert.Single(await portal.Get<SetAsideWork>().ListAsync(Ct));
        Assert.Contains("ended three times", aside.Reason, StringComparison.Ordinal);
        Assert.Contains("Set aside", (await HealthAsync(portal)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

        await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        using var admin = await portal.SignInAsync("admin@bank.example");
        using var started = await admin.PostAsync($"/api/v1/background-work/{aside.Id}/start", null, Ct);
        Assert.Equal(HttpStatusCode.NoContent, started.StatusCode);
        using var twice = await admin.PostAsync($"/api/v1/background-work/{aside.Id}/start", null, Ct);
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.Equal(1, await queue.RunAsync(Ct));
        Assert.Equal([DispatchState.Sent, DispatchState.Sent], await StatesAsync(portal));
        Assert.Empty(await AttemptsAsync(portal));
        killed.ForEach(k => k.SetResult());

        // A process that is gone writes nothing any more: neither what came of the work nor that it ended.
        async Task KilledInAsync(string key)
        {
            var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
            killed.Add(end);
            var gone = new Queue(portal, time)
            {
                Work = async (row, _) =>
                {
                    Assert.Equal(key, row.Key);
                    begun.SetResult();
                    await end.Task;
                    throw new LeaseLostException();
                },
            };
            _ = gone.RunAsync(Ct);
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
            time.Now += Dispatch.ClaimFor;
        }
    }

    [Fact]
    public async Task Attempt_ThatEnds_HoweverItEnds_OrIsGivenBack_DoesNotCount()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite, "a");
        var time = new SetTime();
        for (var i = 0; i <= WorkQueue<Dispatch>.MaxAttempts; i++)
        {
            var failing = new Queue(portal, time) { Work = (_, _) => throw new InvalidOperationException("No.") };
            await Assert.ThrowsAsync<InvalidOperationException>(() => failing.RunAsync(Ct));
            Assert.Empty(await AttemptsAsync(portal));
            time.Now += Dispatch.ClaimFor;
        }

        // A message is tried only so often: another one.
        await using var other = await PortalAsync(DatabaseKind.Sqlite, "a");
        for (var i = 0; i <= WorkQueue<Dispatch>.MaxAttempts; i++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var stopped = new Queue(other, time)
            {
                Work = async (_, ct) =>
                {
                    await stop.CancelAsync();
                    ct.ThrowIfCancellationRequested();
                },
                GivesBack = true,
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.RunAsync(stop.Token));
            Assert.Empty(await AttemptsAsync(other));
        }

        Assert.Equal(1, await new Queue(other, time).RunAsync(Ct));
        Assert.Equal([DispatchState.Sent], await StatesAsync(other));
    }

    [Fact]
    public void Queue_OfThePortal_EndsWorkThatEndsTheProcess()
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;
        var queues = PortalAssemblies
            .Types.Where(t => t is { IsAbstract: false, BaseType.IsGenericType: true })
            .Where(t => t.BaseType!.GetGenericTypeDefinition() == typeof(WorkQueue<>))
            .ToDictionary(
                t => t.Name,
                t =>
                    t.GetProperty("CountsItself", Own) is not null ? "counts its own tries"
                    : t.GetMethod("SetAsideAsync", Own) is not null ? "writes the reason into the row"
                    : "passes over the row",
                StringComparer.Ordinal
            );

        // What a person sees on a page fails there with its reason. A queue that does not appear here needs a line, and a test of its own.
        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AnswerHooks"] = "writes the reason into the row",
                ["EvaluateWindow"] = "writes the reason into the row",
                ["MakeReport"] = "writes the reason into the row",
                ["PullWindows"] = "writes the reason into the row",
                ["RunImports"] = "writes the reason into the row",
                ["RunValidations"] = "writes the reason into the row",
                ["SendDispatches"] = "counts its own tries",
                ["SendPlaybookCalls"] = "counts its own tries",
                ["SendRetrainCalls"] = "writes the reason into the row",
                ["WorkReviewTasks"] = "passes over the row",
                ["WriteApprovals"] = "writes the reason into the row",
            }.OrderBy(q => q.Key, StringComparer.Ordinal),
            queues.OrderBy(q => q.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Turns_ServeWhoWaitedLongest_HoweverMuchAnotherAskedFor()
    {
        var turns = new FairTurns();
        var waiting = new List<string> { "a1", "a2", "a3", "a4", "b1", "c1", "c2" };
        var served = new List<string>();
        while (waiting.Count > 0)
        {
            var next = turns.Next(waiting, w => w[..1])!;
            served.Add(next);
            waiting.Remove(next);
            if (next == "a2")
            {
                waiting.Add("b2"); // comes last, and is not last
            }
        }

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "c2", "a3", "a4"], served);
        Assert.Null(turns.Next(new List<string>(), w => w));
    }

    [Fact]
    public async Task Queue_OfThePortal_HasRowsThatTwoNodesCollideOn()
    {
        await using var portal = new PortalFactory();
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);

        var rows = PortalAssemblies
            .Types.Where(t => t is { IsAbstract: false, BaseType.IsGenericType: true })
            .Where(t => t.BaseType!.GetGenericTypeDefinition() == typeof(WorkQueue<>))
            .ToDictionary(t => t.Name, t => t.BaseType!.GenericTypeArguments[0]);

        Assert.NotEmpty(rows);
        Assert.All(rows, q => Assert.Contains(db.Model.FindEntityType(q.Value)!.GetProperties(), p => p.IsConcurrencyToken));
    }

    private static async Task<PortalFactory> PortalAsync(DatabaseKind kind, params string[] keys)
    {
        var portal = new PortalFactory(kind);
        await AddAsync(portal, keys);
        return portal;
    }

    private static async Task AddAsync(PortalFactory portal, params string[] keys)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        db.Dispatches.AddRange(keys.Select(k => Dispatch.To("CHN-0001", k, null, SetTime.Start, SetTime.Start)));
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<List<DispatchState>> StatesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Dispatches.OrderBy(d => d.Key).Select(d => d.State).ToListAsync(Ct);
    }

    private static async Task<List<WorkAttempt>> AttemptsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.WorkAttempts.AsNoTracking().OrderBy(a => a.Id).ToListAsync(Ct);
    }

    private static async Task<FormattableString> HealthAsync(PortalFactory portal)
    {
        await foreach (var line in portal.Get<SetAsideHealth>().ReadAsync(Ct))
        {
            return line.Sentence;
        }

        throw new InvalidOperationException("It has no line.");
    }

    private static Task Said(ConcurrentBag<string> sent, string what)
    {
        sent.Add(what);
        return Task.CompletedTask;
    }

    private static async Task<List<string>> RowsAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var rows = await db.Dispatches.AsNoTracking().OrderBy(d => d.Key).ToListAsync(Ct);
        return rows.ConvertAll(d => $"{d.Key} {d.State} {d.Tries} {d.Revision}");
    }

    /// <summary>A place at which a node stands still until it is woken.</summary>
    private sealed class Standstill
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        public void Wake() => _woken.SetResult();

        public Task HereAsync()
        {
            _reached.SetResult();
            return _woken.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        }
    }

    private sealed class SetTime : DatabaseClock
    {
        public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = Start;

        public override Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct) => Task.FromResult(Now);
    }

    private sealed class Queue(PortalFactory portal, SetTime time) : WorkQueue<Dispatch>(portal.Databases, time)
    {
        private int _claims;

        public Func<Dispatch, CancellationToken, Task> Work { get; init; } = (_, _) => Task.CompletedTask;

        public Action<Dispatch, int>? Claiming { get; init; }

        public Action<Dispatch, Exception, DateTimeOffset>? Fails { get; init; }

        public bool GivesBack { get; init; }

        public List<string> Left { get; } = [];

        public Task MaySendAsync(Dispatch row, CancellationToken ct) => EnsureHeldAsync(row, ct);

        protected override DateTimeOffset? HeldUntil(Dispatch row) => row.NextAt;

        protected override IQueryable<Dispatch> Due(GovernanceDbContext db, DateTimeOffset now) =>
            db
                .Dispatches.Where(d => (d.State == DispatchState.Waiting || d.State == DispatchState.Sending) && d.NextAt <= now)
                .OrderBy(d => d.Key);

        protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct) =>
            await db.Dispatches.OrderBy(d => d.NextAt).Select(d => (DateTimeOffset?)d.NextAt).FirstOrDefaultAsync(ct);

        protected override void Claim(Dispatch row, DateTimeOffset now)
        {
            Claiming?.Invoke(row, ++_claims);
            row.Claim(now);
        }

        protected override async Task WorkAsync(Dispatch row, CancellationToken ct)
        {
            await Work(row, ct);
            await EndAsync(row, (r, now) => r.Succeed(now));
        }

        protected override Task FailAsync(Dispatch row, Exception problem, CancellationToken ct) =>
            Fails is { } fails ? EndAsync(row, (r, now) => fails(r, problem, now)) : base.FailAsync(row, problem, ct);

        protected override Task ReturnAsync(Dispatch row) =>
            GivesBack ? EndAsync(row, (r, now) => r.Abandon(again: true, now)) : base.ReturnAsync(row);

        protected override void Leave(Dispatch row) => Left.Add(row.Key);

        private async Task EndAsync(Dispatch row, Action<Dispatch, DateTimeOffset> end)
        {
            await using var db = await Databases.CreateDbContextAsync(Ct);
            end(await HeldAsync(db, row, Ct), await Time.NowAsync(db, Ct));
            await db.SaveChangesAsync(Ct);
        }
    }

    private sealed class Job(Queue queue, WorkProgress<long> progress)
        : PeriodicJob(Timeout.InfiniteTimeSpan, TimeProvider.System, atOnce: true)
    {
        public SemaphoreSlim Looked { get; } = new(0);

        public SemaphoreSlim MayEnd { get; } = new(0);

        public override async Task RunAsync(CancellationToken ct)
        {
            await queue.RunAsync(ct);
            Looked.Release();
            await MayEnd.WaitAsync(ct);
        }

        public override void Dispose()
        {
            base.Dispose();
            Looked.Dispose();
            MayEnd.Dispose();
        }

        protected override IDisposable Listen() => progress.Listen(Wake);

        protected override void Tell(Exception problem) => Assert.Fail(problem.Message);
    }
}
