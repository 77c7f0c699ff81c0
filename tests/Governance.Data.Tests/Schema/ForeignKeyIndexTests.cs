using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Tests.Schema;

/// <summary>Whatever names another row can be found by it: an index over some of the rows is none for a query about all of them.</summary>
public sealed class ForeignKeyIndexTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ForeignKeys_OfEveryTable_HaveAnIndexOverAllRows(DatabaseKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind);
        await using var db = await store.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);

        var without = db
            .Model.GetEntityTypes()
            .SelectMany(t => t.GetForeignKeys())
            .Where(k => !k.IsOwnership && !IsIndexed(k))
            .Select(k => $"{k.DeclaringEntityType.GetTableName()} ({string.Join(", ", k.Properties.Select(p => p.Name))})");

        Assert.Empty(without);
    }

    private static bool IsIndexed(IForeignKey key) =>
        key.DeclaringEntityType.GetKeys().Any(k => Begins(k.Properties, key))
        || key.DeclaringEntityType.GetIndexes().Any(i => i.GetFilter() is null && Begins(i.Properties, key));

    // In any order: equality on all of them finds the rows.
    private static bool Begins(IReadOnlyList<IProperty> columns, IForeignKey key) =>
        key.Properties.All(columns.Take(key.Properties.Count).Contains);
}
