using System.Diagnostics;
using Governance.Data.Postgres;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Governance.Data.Tests.Audit;

/// <summary>A node that stops in the middle of a write holds the others up for seconds, not until someone ends it.</summary>
public sealed class FrozenNodeTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_WhileAnotherNodeStandsStillWithTheLogsLock_IsDoneWithinSeconds()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var frozen = await store.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await frozen.Database.BeginTransactionAsync(Ct);
        frozen.Append(TestStore.Fact("first"), Actor.Host, TimeProvider.System.GetUtcNow());
        await frozen.SaveChangesAsync(Ct);
        var watch = Stopwatch.StartNew();

        // Several wait at once: none of them gets the lock from one that stands still too.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.RegisterAsync($"model-{i}", Ct), Ct)));

        Assert.True(watch.Elapsed < s_longest, $"It took {watch.Elapsed}.");
        Assert.All(outcomes, outcome => Assert.True(outcome.IsDone, outcome.Refusal?.Message));
        var late = await Record.ExceptionAsync(() => transaction.CommitAsync(Ct));
        Assert.NotNull(late);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Subject == "first", Ct));
    }

    [Fact]
    public async Task Session_OfAWriter_IsEndedByTheServer_SecondsAfterItStandsStill()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        db.Append(TestStore.Fact("first"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);

        var set = await db
            .Database.SqlQuery<string>(
                $"""
                SELECT "name" || '=' || "setting" || COALESCE("unit", '') AS "Value" FROM pg_settings
                WHERE "name" IN ('idle_in_transaction_session_timeout', 'lock_timeout') ORDER BY "name"
                """
            )
            .ToListAsync(Ct);

        Assert.Equal(["idle_in_transaction_session_timeout=3000ms", "lock_timeout=2500ms"], set);
    }

    // Sockets of one machine have no keep-alives, so the server of these tests may not show them.
    [Fact]
    public void Connection_ToAnotherHost_IsWatchedFromBothEnds()
    {
        var own = new NpgsqlConnectionStringBuilder(PostgresPatience.Of("Host=db.bank.example;Database=governance", TimeSpan.Zero));

        Assert.Equal((true, 5, 2), (own.TcpKeepAlive, own.TcpKeepAliveTime, own.TcpKeepAliveInterval));
        Assert.All(
            (string[])["tcp_keepalives_idle=5", "tcp_keepalives_interval=2", "tcp_keepalives_count=3"],
            setting => Assert.Contains($"-c {setting}", own.Options, StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// A server that ends what does not confirm for ten seconds also ends those who read rows and work between them: only who holds the
    /// log's lock or the signer's has that limit, for as long as the lock.
    /// </summary>
    [Fact]
    public async Task Session_HasALimitForWhatItDoesNotConfirm_OnlyWhileItHoldsTheLog()
    {
        Assert.DoesNotContain(
            "tcp_user_timeout",
            new NpgsqlConnectionStringBuilder(PostgresPatience.Of("Host=db.bank.example;Database=governance", TimeSpan.Zero)).Options!,
            StringComparison.Ordinal
        );
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        Assert.SkipWhen(
            (await db.Database.SqlQuery<string?>($"""SELECT inet_server_addr()::text AS "Value" """).ToListAsync(Ct))[0] is null,
            "Sockets of one machine have no such limit: the server of these tests has to listen on TCP."
        );

        var before = await LimitAsync(db);
        string within;
        await using (var transaction = await db.Database.BeginTransactionAsync(Ct))
        {
            db.Append(TestStore.Fact("first"), Actor.Host, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
            within = await LimitAsync(db);
            await transaction.CommitAsync(Ct);
        }

        Assert.Equal(("0", "10000", "0"), (before, within, await LimitAsync(db)));

        static async Task<string> LimitAsync(GovernanceDbContext db) =>
            (await db.Database.SqlQuery<string>($"""SELECT current_setting('tcp_user_timeout') AS "Value" """).ToListAsync(Ct))[0];
    }

    /// <summary>
    /// However long a node stood still, in the middle of an action, the action is done once more: by the server's word that it ended the
    /// session, and by a connection that is found cut.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Action_ThatItselfStoodStillForTooLong_IsDoneAgainFromItsStart(bool isCut)
    {
        var clock = new LateClock();
        await using var store = await TestStore.CreateAsync(DatabaseKind.Postgres, clock);
        var tries = 0;

        var outcome = await store.Runner.RunAsync<Domain.Done>(
            Actor.Host,
            new Attempt("model.registered", "scorer", Permission.WriteRegistry),
            async (context, ct) =>
            {
                if (tries++ == 0)
                {
                    // As the server does after the time: it ends the session, whose transaction then is none.
                    await using var other = await store.Databases.CreateDbContextAsync(ct);
                    var pid = await context.Db.Database.SqlQuery<int>($"""SELECT pg_backend_pid() AS "Value" """).SingleAsync(ct);
                    if (isCut)
                    {
                        await other.Database.ExecuteSqlAsync($"SELECT pg_terminate_backend({pid})", ct);
                    }

                    await Until.HoldsAsync(
                        "a session that the server ended",
                        TimeSpan.FromMinutes(1),
                        async patience =>
                            await other
                                .Database.SqlQuery<int>($"""SELECT COUNT(*)::int AS "Value" FROM pg_stat_activity WHERE pid = {pid}""")
                                .SingleAsync(patience) == 0,
                        ct
                    );
                    clock.Late = TimeSpan.FromMinutes(5);
                }

                context.Db.Models.Add(TestStore.NewModel("scorer"));
                context.Append(TestStore.Fact("scorer"));
                return Domain.Done.Instance;
            },
            Ct
        );

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        Assert.Equal(2, tries);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Subject == "scorer", Ct));
    }

    // The clock of a machine that stood still for a while.
    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Late.TotalSeconds * TimestampFrequency);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Late;
    }
}
