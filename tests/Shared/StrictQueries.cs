using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Testing;

/// <summary>
/// What EF only warns of is an error in tests: a query whose rows are not determined, or that does not mean what it seems to.
/// </summary>
public static class StrictQueries
{
    /// <summary>Lets such queries throw.</summary>
    public static IServiceCollection AddStrictQueries(this IServiceCollection services) =>
        services.ConfigureDbContext<SqliteGovernanceDbContext>(Throw).ConfigureDbContext<PostgresGovernanceDbContext>(Throw);

    private static void Throw(DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(warnings =>
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
