using System.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests;

public sealed class InterpretedConstantsTests
{
    /// <summary>
    /// What a query is made of is looked up without compiling: else each of its first uses would make a method of machine code for every
    /// property that it reads, and more.
    /// </summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Query_UsedForTheFirstTime_CompilesFewerMethodsThanItReadsProperties(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var properties = db.Model.FindEntityType(typeof(Domain.Approvals.Promotion))!.GetProperties().Count();

        // What any query needs, and what is known of the table, is compiled with the first ones.
        _ = db.Promotions.AsNoTracking().OrderBy(p => p.Id).ToList();
        _ = db.Promotions.AsNoTracking().OrderBy(p => p.Model).ToList();
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        _ = db.Promotions.AsNoTracking().OrderByDescending(p => p.Model).ToList();
        var compiled = JitInfo.GetCompiledMethodCount(currentThread: true) - before;

        Assert.InRange(compiled, 1, properties);
    }
}
