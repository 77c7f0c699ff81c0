using System.Text;
using System.Text.Json;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

/// <summary>What the entries of a save state of the rows it writes.</summary>
public sealed class RecordStatementTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AuditLogTests.Kinds), MemberType = typeof(AuditLogTests))]
    public async Task Save_StatesWhatItWrites_AndWhatItTakesAway(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await store.RegisterAsync("one", Ct);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        var first = Assert.Single(await StatementsAsync(db, 0));
        Assert.Equal(("Models", "one"), (first.Table, first.Key));
        Assert.Matches("^[0-9a-f]{64}$", first.Sha256);

        db.AccessGrants.Add(
            new AccessGrant
            {
                User = new UserId(7),
                What = "a|b%",
                By = new UserId(8),
                At = TimeProvider.System.GetUtcNow(),
            }
        );
        db.Append(TestStore.Fact("one", "model.changed"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
        Assert.StartsWith("7|a%7Cb%25|", Assert.Single(await StatementsAsync(db, 1)).Key, StringComparison.Ordinal);

        db.AccessGrants.Remove(await db.AccessGrants.SingleAsync(Ct));
        db.Append(TestStore.Fact("one", "model.changed"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
        Assert.Null(Assert.Single(await StatementsAsync(db, 2)).Sha256);
        Assert.Equal("Models", (await db.RecordSeals.SingleAsync(Ct)).Table);
        Assert.Empty((await SweepAsync(store)).Findings);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Save_OfMoreRowsThanAnEntryHolds_GoesOnInFurtherEntries(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        for (var i = 0; i < 1_500; i++)
        {
            db.AccessGrants.Add(
                new AccessGrant
                {
                    User = new UserId(i + 1),
                    What = "account",
                    By = new UserId(9),
                    At = TimeProvider.System.GetUtcNow(),
                }
            );
        }

        db.Append(TestStore.Fact("one"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);

        var entries = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).ToListAsync(Ct);
        Assert.True(entries.Count > 2);
        Assert.All(entries.Skip(1), e => Assert.Equal("records.stated", e.Action));
        Assert.All(entries, e => Assert.InRange(e.Leaf.Length, 1, AuditEvent.MaxLeafBytes));
        var result = await SweepAsync(store);
        Assert.Empty(result.Findings);
        Assert.Equal(1_500, result.Records);
    }

    [Fact]
    public async Task Save_OfRightsWithoutAnEntry_IsRefused()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        db.AccessGrants.Add(
            new AccessGrant
            {
                User = new UserId(1),
                What = "account",
                By = new UserId(2),
                At = TimeProvider.System.GetUtcNow(),
            }
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(AuditLogTests.Kinds), MemberType = typeof(AuditLogTests))]
    public async Task AlteredRow_IsNeitherWrittenOverNorStatedAnew(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await store.RegisterAsync("one", Ct);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync("""UPDATE "Models" SET "RiskClass" = 'high' WHERE "Name" = 'one'""", Ct);

        var outcome = await store.Runner.RunAsync<Done>(
            Actor.Host,
            new Attempt("model.changed", "one", null),
            async (context, token) =>
            {
                var model = await context.Db.Models.SingleAsync(m => m.Name == "one", token);
                context.Db.Entry(model).Property("Purpose").CurrentValue = "another";
                context.Append(TestStore.Fact("one", "model.changed"));
                return Done.Instance;
            },
            Ct
        );

        Assert.Equal(RecordIntegrity.Code, outcome.Refusal?.Code);
        Assert.Contains("RiskClass", outcome.Refusal!.Message, StringComparison.Ordinal);
        var finding = Assert.Single((await SweepAsync(store)).Findings);
        Assert.Equal(("Models", "one"), (finding.Table, finding.Key));
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "model.changed" && e.Refused, Ct));
    }

    [Fact]
    public async Task Statement_OfARowWithANameInIt_CannotBeGuessedFromTheLog()
    {
        await using var store = await TestStore.CreateAsync(DatabaseKind.Sqlite);
        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        foreach (var id in new[] { 1, 2 })
        {
            db.Users.Add(
                new User
                {
                    Id = id,
                    UserName = $"{id}",
                    NormalizedUserName = $"{id}",
                    Email = "ann@demo.example",
                    PrintedName = "Ann Example",
                    SecurityStamp = "s",
                }
            );
            db.Append(TestStore.Fact($"USR-000{id}", "user.created"), Actor.Host, TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        var user = await db.Users.SingleAsync(u => u.Id == 1, Ct);
        var before = (await StatementsAsync(db, 0)).Single().Sha256;
        user.PrintedName = "Ann Other";
        db.Append(TestStore.Fact("USR-0001", "user.changed"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
        user.PrintedName = "Ann Example";
        db.Append(TestStore.Fact("USR-0001", "user.changed"), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);

        // The same row again has another digest: without the salt nothing is compared with it.
        Assert.NotEqual(before, (await StatementsAsync(db, 3)).Single().Sha256);
        Assert.Equal(2, await db.RecordSeals.CountAsync(s => s.Salt.Length == 16, Ct));
        var leaves = await db.AuditEntries.Select(e => e.Leaf).ToListAsync(Ct);
        Assert.DoesNotContain(leaves, l => Encoding.UTF8.GetString(l).Contains("ann", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<RecordSweepResult> SweepAsync(TestStore store) => new RecordSweep(store.Databases, store.Log).RunAsync(Ct);

    private static async Task<List<(string Table, string Key, string? Sha256)>> StatementsAsync(GovernanceDbContext db, long index)
    {
        var leaf = await db.AuditEntries.AsNoTracking().Where(e => e.Index == index).Select(e => e.Leaf).SingleAsync(Ct);
        using var document = JsonDocument.Parse(leaf);
        return
        [
            .. document
                .RootElement.GetProperty("data")
                .GetProperty("records")
                .EnumerateArray()
                .Select(r => (r.GetProperty("table").GetString()!, r.GetProperty("key").GetString()!, r.GetProperty("sha256").GetString())),
        ];
    }
}
