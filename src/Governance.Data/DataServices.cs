using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Data.Reaches;
using Governance.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Data;

/// <summary>Which database a connection string means.</summary>
public enum DatabaseKind
{
    /// <summary><c>Data Source=…</c></summary>
    Sqlite,

    /// <summary><c>Host=…</c></summary>
    Postgres,
}

/// <summary>Registers the database, the content store and what runs actions.</summary>
public static class DataServices
{
    /// <summary>Tells SQLite from PostgreSQL.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static DatabaseKind KindOf(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            return DatabaseKind.Postgres;
        }

        return connectionString.Contains("Data Source=", StringComparison.OrdinalIgnoreCase)
            ? DatabaseKind.Sqlite
            : throw new FormatException("ConnectionStrings__Governance begins with 'Data Source=' (SQLite) or 'Host=' (PostgreSQL).");
    }

    // One statement reads an aggregate with its parts, so it is one state of it: between two statements another writer may come, and each aggregate
    // bounds its parts. Lists read projections, leave the parts out (IgnoreAutoIncludes) or read one page with them: no product of collections grows with the data.
    private const QuerySplittingBehavior Splitting = QuerySplittingBehavior.SingleQuery;

    /// <summary>Adds the context factory (base type), the scoped context that Identity uses, the runner, the feed and the store.</summary>
    public static IServiceCollection AddGovernanceData(this IServiceCollection services, string connectionString, string artifactPath)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (KindOf(connectionString) is DatabaseKind.Postgres)
        {
            services.AddDbContextFactory<PostgresGovernanceDbContext>(o => o.UseNpgsql(connectionString, provider => provider.UseQuerySplittingBehavior(Splitting)));
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>, BaseFactory<PostgresGovernanceDbContext>>();
        }
        else
        {
            var sqlite = Sqlite(connectionString);
            services.AddSingleton<WriterTurns>();
            services.AddDbContextFactory<SqliteGovernanceDbContext>((provider, options) =>
            {
                var turns = provider.GetRequiredService<WriterTurns>();
                options.UseSqlite(sqlite, o => o.UseQuerySplittingBehavior(Splitting)).AddInterceptors(SqlitePragmas.Instance, turns, turns.Closed);
            });
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>, BaseFactory<SqliteGovernanceDbContext>>();
        }

        services.AddScoped(p => p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContext());
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogVerifier>();
        services.AddSingleton<LogFollowers>();
        services.AddSingleton(_ => new ContentStore(artifactPath));
        return services;
    }

    /// <summary>The connection string with what correctness needs: foreign keys on, a wait for the writer's lock.</summary>
    public static string Sqlite(string connectionString) => new SqliteConnectionStringBuilder(connectionString)
    {
        ForeignKeys = true,
        DefaultTimeout = 30,
        Pooling = true,
    }.ConnectionString;

    /// <summary>The parts of a PostgreSQL connection string that may be shown: never the password.</summary>
    public static string Describe(string connectionString) => KindOf(connectionString) is DatabaseKind.Postgres
        ? new NpgsqlConnectionStringBuilder(connectionString) is var b ? $"PostgreSQL {b.Host}/{b.Database}" : ""
        : $"SQLite {new SqliteConnectionStringBuilder(connectionString).DataSource}";

    // IDbContextFactory<T> is not covariant: the derived factory answers for the base type.
    private sealed class BaseFactory<T>(IDbContextFactory<T> derived, IEnumerable<IReaderReach> readers) : IDbContextFactory<GovernanceDbContext>
        where T : GovernanceDbContext
    {
        private readonly IReaderReach? _reader = readers.FirstOrDefault();

        public GovernanceDbContext CreateDbContext() => Bound(derived.CreateDbContext());

        public async Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => Bound(await derived.CreateDbContextAsync(cancellationToken));

        // The one place where contexts come from: whoever's role is limited gets one that reads no more.
        private T Bound(T context)
        {
            context.Reach = _reader?.Current;
            return context;
        }
    }
}
