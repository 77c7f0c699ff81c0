using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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
