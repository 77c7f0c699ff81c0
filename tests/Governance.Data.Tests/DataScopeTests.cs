using System.Reflection;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests;

public sealed class DataScopeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task EveryTable_IsReadWithADataScope_AndEachContextByItsOwn(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        Assert.Null((await store.RegisterAsync("ours", Ct)).Refusal);
        Assert.Null((await store.RegisterAsync("theirs", Ct)).Refusal);

        foreach (var own in new[] { "ours", "theirs", "ours" })
        {
            await using var db = await store.Databases.CreateDbContextAsync(Ct);
            db.DataScope = new DataScope([], [own], []);
            Assert.Equal([own], await db.Models.Select(m => m.Name).ToListAsync(Ct));
        }

        await using var limited = await store.Databases.CreateDbContextAsync(Ct);
        limited.DataScope = DataScope.Empty;
        Assert.Empty(await limited.Models.ToListAsync(Ct));
        var open =
            (HashSet<Type>)
                typeof(GovernanceDbContext)
                    .Assembly.GetType("Governance.Data.DataScopes.DataScopeFilters", throwOnError: true)!
                    .GetField("s_open", BindingFlags.Static | BindingFlags.NonPublic)!
                    .GetValue(null)!;
        Assert.Empty(
            limited
                .Model.GetEntityTypes()
                .Where(t => !t.IsOwned() && t.GetDeclaredQueryFilters().Count == 0 && !open.Contains(t.ClrType))
                .Select(t => t.Name)
        );
        foreach (var type in limited.Model.GetEntityTypes().Where(t => !t.IsOwned() && !t.HasSharedClrType).Select(t => t.ClrType))
        {
            await (Task)
                typeof(DataScopeTests)
                    .GetMethod(nameof(ReadAsync), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(type)
                    .Invoke(null, [limited])!;
        }
    }

    private static async Task ReadAsync<T>(GovernanceDbContext db)
        where T : class => await db.Set<T>().AsNoTracking().ToListAsync(Ct);
}
