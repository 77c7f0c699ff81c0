using System.Collections.Concurrent;
using Governance.Domain.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Approvals;

/// <summary>Reads promotions for lists.</summary>
public static class PromotionQueries
{
    private static readonly ConcurrentDictionary<IModel, string> s_sql = new();

    /// <summary>
    /// Promotions without the bytes of their bundles, which are most of a row and which no list shows. Not tracked: such a one is never
    /// bound or signed.
    /// </summary>
    public static IQueryable<Promotion> PromotionsWithoutBundles(this GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Promotions.FromSqlRaw(s_sql.GetOrAdd(db.Model, Sql)).AsNoTracking();
    }

    // All columns of the table, in the provider's own types.
    private static string Sql(IModel model)
    {
        var table = model.FindEntityType(typeof(Promotion))!.GetTableMappings().First().Table;
        var columns = table.Columns.Select(c =>
            c.Name == nameof(Promotion.Bundle) ? $"CAST('' AS {c.StoreType}) AS \"{c.Name}\"" : $"\"{c.Name}\""
        );
        return $"SELECT {string.Join(", ", columns)} FROM \"{table.Name}\"";
    }
}
