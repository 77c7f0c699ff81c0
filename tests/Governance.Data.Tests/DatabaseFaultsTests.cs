using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Governance.Data.Tests;

/// <summary>What a fail-over gives to those who are connected is told from what is wrong with a statement.</summary>
public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData("57P01")] // The server ends.
    [InlineData("57P02")] // One of its processes died.
    [InlineData("57P03")] // It starts, or recovers.
    [InlineData("25006")] // It follows another one now.
    [InlineData("08P01")] // A pooler lost it.
    [InlineData("08006")]
    [InlineData("53300")] // It has no connection to spare.
    public void IsAway_ServerThatRestartsOrFollows_IsTrue_HoweverDeepItLies(string state)
    {
        Assert.True(DatabaseFaults.IsAway(Answer(state)));
        Assert.True(DatabaseFaults.IsAway(new DbUpdateException("save", Answer(state))));
        Assert.True(DatabaseFaults.IsAway(new InvalidOperationException("query", Answer(state))));
        Assert.False(DatabaseFaults.IsCollision(Answer(state)));
    }

    [Theory]
    [InlineData("23505")]
    [InlineData("42P01")]
    [InlineData("42501")]
    [InlineData("P0001")]
    public void IsAway_StatementThatIsWrong_IsFalse(string state) => Assert.False(DatabaseFaults.IsAway(Answer(state)));

    [Fact]
    public async Task IsCollision_SqliteThatAnotherWriterHolds_IsTrue_ForStatementsAndSaves()
    {
        var ct = TestContext.Current.CancellationToken;
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            DefaultTimeout = 1,
            Pooling = false,
        }.ConnectionString;
        try
        {
            var options = new DbContextOptionsBuilder<NotesContext>().UseSqlite(connection).Options;
            await using var writer = new NotesContext(options);
            await writer.Database.EnsureCreatedAsync(ct);
            await using var held = await writer.Database.BeginTransactionAsync(ct);
            await using var db = new NotesContext(options);
            db.Notes.Add(new Note { Id = 1 });

            var saved = await Record.ExceptionAsync(() => db.SaveChangesAsync(ct));
            var stated = await Record.ExceptionAsync(() => db.Database.ExecuteSqlAsync($"DELETE FROM \"Notes\"", ct));

            Assert.True(DatabaseFaults.IsCollision(Assert.IsType<SqliteException>(stated)));
            Assert.True(DatabaseFaults.IsCollision(Assert.IsType<DbUpdateException>(saved, exactMatch: false)));
            Assert.False(DatabaseFaults.IsAway(saved));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("25P03", true, true)]
    [InlineData("55P03", true, false)]
    [InlineData("57P01", false, false)]
    public void HasStoodStill_OnlyWhatTheServerEndedForItsSilence_IsTrue(string state, bool isHeldUp, bool hasStoodStill)
    {
        var saved = new DbUpdateException("save", Answer(state));

        Assert.Equal((isHeldUp, hasStoodStill), (DatabaseFaults.IsHeldUp(saved), DatabaseFaults.HasStoodStill(saved)));
    }

    public static TheoryData<string, bool> Disks { get; } =
        new()
        {
            { "sqlite 13", true },
            { "sqlite 4874", true },
            { "sqlite 10", false },
            { "postgres 53100", true },
            { "postgres 53300", false },
            { "file 28", true },
            { "file 122", true },
            { "file -2147024784", true },
            { "file -2147024857", true },
            { "file 5", false },
        };

    [Theory]
    [MemberData(nameof(Disks))]
    public void IsFull_DiskWithoutRoom_IsTold_HoweverDeepItLies(string said, bool isFull)
    {
        var number = said.Split(' ')[1];
        var code = int.Parse(number, CultureInfo.InvariantCulture);
        Exception cause = said.Split(' ')[0] switch
        {
            "sqlite" => new SqliteException("said SQLite", code & 0xFF, code),
            "postgres" => Answer(number),
            _ => new IOException("said the system", code),
        };

        Assert.Equal(isFull, StorageFaults.IsFull(cause));
        Assert.Equal(isFull, StorageFaults.IsFull(new DbUpdateException("save", cause)));
    }

    [Fact]
    public async Task Action_OnAFullDatabase_IsA507_AndTheNextWorksOnceThereIsRoom()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);

        var refused = await WriteAsync(isFull: true);
        var done = await WriteAsync(isFull: false);

        Assert.Equal(("storage.full", Domain.RefusalKind.NoSpace), (refused.Refusal?.Code, refused.Refusal?.Kind));
        Assert.True(done.IsDone, done.Refusal?.Message);
        await using var db = await store.Databases.CreateDbContextAsync(ct);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Subject == "scorer", ct));

        Task<Domain.Result<Domain.Done>> WriteAsync(bool isFull) =>
            store.Runner.RunAsync<Domain.Done>(
                Actor.Host,
                new Attempt("model.registered", "scorer", Permission.WriteRegistry),
                async (context, token) =>
                {
                    var pages = isFull
                        ? (
                            await context
                                .Db.Database.SqlQuery<long>($"SELECT page_count AS \"Value\" FROM pragma_page_count()")
                                .ToListAsync(token)
                        )[0]
                        : int.MaxValue - 1;
#pragma warning disable EF1002 // A pragma takes no parameters, and this is a number.
                    await context.Db.Database.ExecuteSqlRawAsync($"PRAGMA max_page_count = {pages}", token);
#pragma warning restore EF1002
                    context.Db.Models.Add(TestStore.NewModel("scorer"));
                    context.Append(
                        new Domain.Audit.AuditEvent("model.registered", "scorer", new JsonObject { ["note"] = new string('x', 50_000) })
                    );
                    return Domain.Done.Instance;
                },
                ct
            );
    }

    [Theory]
    // What passed while the node stood still is nobody's patience.
    [InlineData("25P03", "service.stood-still", "stood still for more than 3 seconds", 4)]
    [InlineData("55P03", "service.locked", "Another session holds a lock", 3)]
    public async Task Action_HeldUpForAsLongAsItMayTry_SaysWhatHeldItUp_AndNeverThatTheDatabaseIsAway(
        string state,
        string code,
        string words,
        int expected
    )
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        var runner = new ActionRunner(
            store.Databases,
            new HastyClock(),
            store.Feed,
            store.Services.GetRequiredService<IFreshProof>(),
            NullLogger<ActionRunner>.Instance
        );
        var tries = 0;

        var outcome = await runner.RunAsync<Domain.Done>(
            Actor.Host,
            new Attempt("model.registered", "scorer", Permission.WriteRegistry),
            (_, _) =>
            {
                tries++;
                throw new InvalidOperationException("query", Answer(state));
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal((code, Domain.RefusalKind.Unavailable), (outcome.Refusal?.Code, outcome.Refusal?.Kind));
        Assert.Contains(words, outcome.Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(expected, tries);
    }

    // Each look at it is five seconds later: after the third an action has no patience left.
    private sealed class HastyClock : TimeProvider
    {
        private long _ticks;

        public override long GetTimestamp() => _ticks += 5 * TimestampFrequency;
    }

    private sealed class Note
    {
        public int Id { get; init; }
    }

    private sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
    {
        public DbSet<Note> Notes => Set<Note>();
    }

    private static PostgresException Answer(string state) => new("said the server", "FATAL", "FATAL", state);
}
