using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Testing;

/// <summary>
/// What EF only warns of is an error in tests: a query whose rows are not determined, or that does not mean what it seems to.
/// </summary>
public static class StrictQueries
{
    // The portals of a process share EF's inner services, and with them what it made of each query. There is room for a thousand, which is
    // enough for one portal and too little for the tests of all of them on two databases: what is made room for is made again and again.
    private static readonly MemoryCache s_queries = new(new MemoryCacheOptions { SizeLimit = 1_000_000 });

    /// <summary>Lets such queries throw.</summary>
    public static IServiceCollection AddStrictQueries(this IServiceCollection services) =>
        services.ConfigureDbContext<SqliteGovernanceDbContext>(Throw).ConfigureDbContext<PostgresGovernanceDbContext>(Throw);

    private static void Throw(DbContextOptionsBuilder options) =>
        options
            .UseMemoryCache(s_queries)
            .ConfigureWarnings(warnings =>
                warnings.Throw(
                    CoreEventId.RowLimitingOperationWithoutOrderByWarning,
                    CoreEventId.FirstWithoutOrderByAndFilterWarning,
                    CoreEventId.DistinctAfterOrderByWithoutRowLimitingOperatorWarning,
                    CoreEventId.PossibleUnintendedCollectionNavigationNullComparisonWarning,
                    CoreEventId.PossibleUnintendedReferenceComparisonWarning,
                    RelationalEventId.QueryPossibleUnintendedUseOfEqualsWarning,
                    RelationalEventId.MultipleCollectionIncludeWarning
                )
            );
}
