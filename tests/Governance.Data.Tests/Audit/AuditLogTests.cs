using Governance.Domain.Identity;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

public sealed class AuditLogTests
{
    public static TheoryData<DatabaseKind> Kinds { get; } = [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Append_ManyWritersAtOnce_LosesNothingAndLeavesNoGap(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => store.RegisterAsync($"model-{i}"))));

        Assert.All(outcomes, o => Assert.Null(o.Refusal));
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var entries = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), entries.Select(e => e.Index));
        Assert.Equal(60, entries.Select(e => e.Subject).Distinct().Count());
        Assert.All(entries, e => Assert.Equal(MerkleHash.Leaf(e.Leaf), e.LeafHash));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Register_OneNameFromManyWriters_IsDoneOnceAndLoggedOnce(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => store.RegisterAsync("fraud-scorer"))));

        Assert.Single(outcomes, o => o.IsDone);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await db.Models.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await db.AuditEntries.CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Save_AuditedChangeWithoutAFact_IsRefusedAndNothingIsWritten(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        db.Models.Add(TestStore.NewModel("silent"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));

        await using var again = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(await again.Models.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Save_FactThatNamesAnotherThing_IsRefused()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        db.Models.Add(TestStore.NewModel("one"));
        db.Append(TestStore.Fact("another"), Actor.Host, TimeProvider.System.GetUtcNow());

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Save_ChangedOrDeletedLogEntry_IsRefused()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await store.RegisterAsync("one", TestContext.Current.CancellationToken);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var entry = await db.AuditEntries.SingleAsync(TestContext.Current.CancellationToken);

        db.Entry(entry).Property(e => e.Subject).CurrentValue = "another";
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        db.Entry(entry).State = EntityState.Deleted;
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Run_ForbiddenAttempt_ChangesNothingButLeavesItsEntry(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);

        var outcome = await store.Runner.RunAsync<Domain.Done>(
            Actor.Host,
            new Attempt("promotion.signed", "APR-0001", Permission.SignOff),
            (_, _) => throw new InvalidOperationException("Must not run."),
            TestContext.Current.CancellationToken
        );

        Assert.Equal("identity.permission-missing", outcome.Refusal?.Code);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var entry = await db.AuditEntries.SingleAsync(TestContext.Current.CancellationToken);
        Assert.True(entry.Refused);
        Assert.Equal("promotion.signed", entry.Action);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NextId_FromManyWriters_IsNeverGivenTwice(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);

        var ids = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await using var db = await store.Databases.CreateDbContextAsync();
                        await using var transaction = await db.Database.BeginTransactionAsync();
                        var id = await db.NextIdAsync<Domain.Approvals.PromotionId>(CancellationToken.None);
                        await transaction.CommitAsync();
                        return id.Number;
                    })
                )
        );

        Assert.Equal(Enumerable.Range(1, 40), ids.Order());
    }

    [Fact]
    public async Task Sqlite_EveryConnection_ChecksForeignKeysAndIsDurable()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);

        // New ones, two at a time, and then the same again out of the pool.
        for (var round = 0; round < 3; round++)
        {
            await using var one = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
            await using var other = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
            foreach (var db in new[] { one, other })
            {
                await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

                Assert.Equal(1L, await ScalarAsync(db, "PRAGMA foreign_keys"));
                Assert.Equal("wal", await ScalarAsync(db, "PRAGMA journal_mode"));
                Assert.Equal(2L, await ScalarAsync(db, "PRAGMA synchronous"));
            }
        }
    }

    private static async Task<object?> ScalarAsync(GovernanceDbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
