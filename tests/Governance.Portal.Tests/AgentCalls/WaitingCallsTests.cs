using System.Data.Common;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>
/// Calls wait in a queue that has an end, and for no longer than the agent does: what was given up is never decided behind its back.
/// </summary>
public sealed class WaitingCallsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TurnableClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Call_BeyondTheBound_IsRefusedAtOnce_AndThoseThatWaitAreDecided(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        var calls = Calls(registry, maxWaiting: 4);
        List<Task<Result<CallDecisionView>>> waiting;
        await using (await HeldAsync(registry, kind))
        {
            waiting = [DecideAsync(calls, "run-0"), DecideAsync(calls, "run-1"), DecideAsync(calls, "run-2")];

            // One is decided, and two wait: of one key for one agent half of four.
            var refused = await DecideAsync(calls, "run-3");

            Assert.Equal("agent-call.queue-full", refused.Refusal?.Code);
            Assert.Equal((RefusalKind.Unavailable, TimeSpan.FromSeconds(1)), (refused.Refusal!.Kind, refused.Refusal.RetryAfter));
            Assert.Equal(3, calls.Present);
        }

        var decided = await Task.WhenAll(waiting);
        Assert.All(decided, d => Assert.Equal(CallVerdict.Allow, d.Value.Decision));
        Assert.Equal(3, await StoredAsync(registry));
        Assert.Equal(0, calls.Present);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Call_WhoseTimeIsOver_IsRefusedBeforeItsAgentGivesUp_AndNotRecorded(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        var calls = Calls(registry);
        await using (await HeldAsync(registry, kind))
        {
            var first = DecideAsync(calls, "run-0");
            var second = DecideAsync(calls, "run-1");
            var hasty = DecideAsync(calls, "run-2", TimeSpan.FromSeconds(2));

            // Half of its time may pass until its turn comes: what is left is enough to record it.
            _clock.Turn(TimeSpan.FromSeconds(1));
            Assert.Equal("agent-call.not-in-time", (await hasty).Refusal?.Code);
            Assert.False(second.IsCompleted);
            _clock.Turn(TimeSpan.FromSeconds(1));
            Assert.Equal("agent-call.not-in-time", (await second).Refusal?.Code);
            Assert.False(first.IsCompleted);
            _clock.Turn(TimeSpan.FromSeconds(2));
            var refused = (await first).Refusal!;
            Assert.Equal(("agent-call.not-in-time", RefusalKind.Unavailable), (refused.Code, refused.Kind));
            Assert.NotNull(refused.RetryAfter);
        }

        Assert.Equal((0, 0), (await StoredAsync(registry), calls.Present));
        Assert.Equal(CallVerdict.Allow, (await DecideAsync(calls, "run-3")).Value.Decision);
        Assert.Equal(1, await StoredAsync(registry));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Call_WhoseAgentIsGone_LeavesTheQueue_AndOthersAreDecided(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        var calls = Calls(registry);
        using var leads = new CancellationTokenSource();
        using var waits = new CancellationTokenSource();
        Task<Result<CallDecisionView>> first;
        Task<Result<CallDecisionView>> third;
        await using (await HeldAsync(registry, kind))
        {
            first = DecideAsync(calls, "run-0", gone: leads.Token);
            var second = DecideAsync(calls, "run-1", gone: waits.Token);
            third = DecideAsync(calls, "run-2");
            await waits.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            await leads.CancelAsync();
            Assert.Equal(2, calls.Present);
        }

        Assert.Equal("agent-call.not-in-time", (await first).Refusal?.Code);
        Assert.Equal(CallVerdict.Allow, (await third).Value.Decision);
        Assert.Equal(1, await StoredAsync(registry));
    }

    [Fact]
    public async Task Call_WhoseAgentLeavesWhileItIsRecorded_HasAnEntryThatNoOneHeardTheAnswer()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Postgres);
        var calls = Calls(registry);
        using var gone = new CancellationTokenSource();
        await using var other = new NpgsqlConnection(registry.Portal.ConnectionString);
        await other.OpenAsync(Ct);
        await using var hold = await other.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("""LOCK TABLE "AgentCalls" IN EXCLUSIVE MODE""", other, hold))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        var call = DecideAsync(calls, "run-0", gone: gone.Token);
        await Until.HoldsAsync("it is decided, and waits to be stored", s_patience, _ => IsWaitingAsync(registry), Ct);
        await gone.CancelAsync();
        await hold.RollbackAsync(Ct);
        await call;

        var unheard = await registry.LogAsync("agent-calls.unheard");
        // What is stored as allowed is stored as unheard too.
        Assert.Equal(await StoredAsync(registry), unheard.Sum(e => e["data"]!["calls"]!.AsArray().Count));
        Assert.All(unheard, e => Assert.Equal(AgentCallsTests.Agent, (string?)e["subject"]));
        Assert.NotEmpty(unheard);
    }

    private GroupedCalls Calls(RegistryFixture registry, int maxWaiting = 500) =>
        new(
            registry.Portal.Get<DecideCalls>(),
            Options.Create(new AgentCallsOptions { MaxWaiting = maxWaiting }),
            _clock,
            NullLogger<GroupedCalls>.Instance
        );

    private static Task<Result<CallDecisionView>> DecideAsync(
        GroupedCalls calls,
        string run,
        TimeSpan? patience = null,
        CancellationToken gone = default
    ) =>
        calls.RunAsync(
            Actor.Host,
            AgentCallsTests.Agent,
            null,
            CallRequest.Of(run, "find", null, null, (null, null), null).Value,
            gone,
            patience
        );

    // SQLite has one writer, and on PostgreSQL what a decision reads first of all is locked.
    private static async Task<IAsyncDisposable> HeldAsync(RegistryFixture registry, DatabaseKind kind)
    {
        var connection = kind is DatabaseKind.Sqlite ? null : new NpgsqlConnection(registry.Portal.ConnectionString);
        if (connection is null)
        {
            var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
            await db.Database.BeginTransactionAsync(Ct);
            return db;
        }

        await connection.OpenAsync(Ct);
        await using DbCommand command = new NpgsqlCommand(
            """BEGIN; LOCK TABLE "Models", "AgentCalls", "AgentCallBatches" IN ACCESS EXCLUSIVE MODE""",
            connection
        );
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private static async Task<bool> IsWaitingAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
                .Database.SqlQuery<int>(
                    $"""
                    SELECT count(*)::int AS "Value" FROM pg_locks
                    WHERE NOT granted AND relation = '"AgentCalls"'::regclass
                    """
                )
                .SingleAsync(Ct) > 0;
    }

    private static async Task<int> StoredAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AgentCalls.CountAsync(Ct);
    }
}
