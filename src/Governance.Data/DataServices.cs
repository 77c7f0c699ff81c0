using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.DataScopes;
using Governance.Data.Identity;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Governance.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
            : throw new FormatException("ConnectionStrings__Governance must begin with 'Data Source=' (SQLite) or 'Host=' (PostgreSQL).");
    }

    // One statement reads an aggregate with its parts, so it is one state of it: between two statements another writer may come, and each
    // aggregate bounds its parts. Lists read projections, leave the parts out (IgnoreAutoIncludes) or read one page with them: no product
    // of collections grows with the data.
    private const QuerySplittingBehavior Splitting = QuerySplittingBehavior.SingleQuery;

    /// <summary>Adds the context factory (base type), the scoped context that Identity uses, the runner, the feed and the store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connectionString">Which database.</param>
    /// <param name="artifactPath">The folder of the store.</param>
    /// <param name="signing">How long an action may wait, in its transaction, for a key that lies elsewhere; nothing when none
    /// does.</param>
    /// <param name="cold">How much longer a program may stand still that has only just begun and does one thing.</param>
    public static IServiceCollection AddGovernanceData(
        this IServiceCollection services,
        string connectionString,
        string artifactPath,
        TimeSpan signing = default,
        TimeSpan cold = default
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        if (KindOf(connectionString) is DatabaseKind.Postgres)
        {
            var postgres = PostgresPatience.Of(connectionString, signing, cold);
            services.AddDbContextFactory<PostgresGovernanceDbContext>(options =>
            {
                GovernanceDbContext.UseDataScopes(options);
                options
                    .UseNpgsql(postgres, o => PostgresGovernanceDbContext.WithMigrations(o.UseQuerySplittingBehavior(Splitting)))
                    .AddInterceptors(WholeCommits.Instance);
            });
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>>(p => new BaseFactory<PostgresGovernanceDbContext>(
                p,
                () =>
                {
                    using var connection = new NpgsqlConnection(postgres);
                    NpgsqlConnection.ClearPool(connection);
                }
            ));
            services.AddSingleton(new NodeSignals(postgres));
        }
        else
        {
            var sqlite = Sqlite(connectionString);
            services.AddSingleton<SqliteWriteQueue>();
            services.AddDbContextFactory<SqliteGovernanceDbContext>(
                (provider, options) =>
                {
                    GovernanceDbContext.UseDataScopes(options);
                    var turns = provider.GetRequiredService<SqliteWriteQueue>();
                    options
                        .UseSqlite(sqlite, o => SqliteGovernanceDbContext.WithMigrations(o.UseQuerySplittingBehavior(Splitting)))
                        .AddInterceptors(SqlitePragmas.Instance, turns, turns.Closed);
                    // SQLite changes a column by making its table again, and EF Core turns foreign keys off around that: nothing that
                    // anyone could act on.
                    options.ConfigureWarnings(w => w.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));
                }
            );
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>>(p => new BaseFactory<SqliteGovernanceDbContext>(
                p,
                () =>
                {
                    using var connection = new SqliteConnection(sqlite);
                    SqliteConnection.ClearPool(connection);
                }
            ));
        }

        services.AddScoped(p => p.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContext());
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<KeyRights>();
        services.AddSingleton(p => new FigureMemory(p.GetService<TimeProvider>() ?? TimeProvider.System));
        services.TryAddSingleton<IFreshProof, NoFreshProof>();
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogVerifier>();
        services.AddSingleton(p => new LogTip(p.GetRequiredService<ChangeFeed>(), p.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<LogFollowers>();
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<RecordAnchors>();
        services.AddSingleton<RecordSweep>();
        services.AddSingleton(p => new ContentStore(
            artifactPath,
            p.GetService<IContentInspector>(),
            p.GetService<StorageReserve>(),
            p.GetService<IContentShelf>()
        ));
        return services;
    }

    /// <summary>
    /// Makes what EF Core knows of the tables, for contexts that read everything and for those that do not. Each is made once, where it is
    /// first asked for, and takes as long as much of a program's start: one that begins it early does other things meanwhile.
    /// </summary>
    public static void MakeModels(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var contexts = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        foreach (var dataScope in new[] { null, DataScope.Empty })
        {
            using var db = contexts.CreateDbContext();
            db.DataScope = dataScope;
            _ = db.Model;
        }
    }

    /// <summary>The connection string with what correctness needs: foreign keys on, a wait for the writer's lock.</summary>
    /// <exception cref="FormatException">It is no connection string of SQLite.</exception>
    public static string Sqlite(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString)
            {
                ForeignKeys = true,
                DefaultTimeout = 30,
                Pooling = true,
            }.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"ConnectionStrings__Governance is no connection string of SQLite: {e.Message}", e);
        }
    }

    /// <summary>The file of an SQLite database; null for another database, or one without a file.</summary>
    public static string? FileOf(string connectionString) =>
        KindOf(connectionString) is DatabaseKind.Sqlite
        && new SqliteConnectionStringBuilder(connectionString) is { Mode: not SqliteOpenMode.Memory, DataSource: { Length: > 0 } file }
        && !file.StartsWith(':')
        && !file.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFullPath(file)
            : null;

    /// <summary>Version of the SQLite that is in use.</summary>
    public static string SqliteVersion()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }

    /// <summary>The parts of a PostgreSQL connection string that may be shown: never the password.</summary>
    public static string Describe(string connectionString) =>
        KindOf(connectionString) is DatabaseKind.Postgres
            ? new NpgsqlConnectionStringBuilder(connectionString) is var b
                ? $"PostgreSQL {b.Host}/{b.Database}"
                : ""
            : $"SQLite {new SqliteConnectionStringBuilder(connectionString).DataSource}";

    // IDbContextFactory<T> is not covariant: the derived factory answers for the base type.
    private sealed class BaseFactory<T>(IServiceProvider services, Action closePool) : IDbContextFactory<GovernanceDbContext>, IDisposable
        where T : GovernanceDbContext
    {
        private readonly IDbContextFactory<T> _derived = services.GetRequiredService<IDbContextFactory<T>>();
        private readonly IDataScopeAccessor? _reader = services.GetService<IDataScopeAccessor>();
        private readonly FigureMemory? _figures = services.GetService<FigureMemory>();
        private readonly KeyRights? _rights = services.GetService<KeyRights>();
        private readonly ILogMemory? _memory = services.GetService<ILogMemory>();
        private readonly TimeProvider? _clock = services.GetService<TimeProvider>();
        private readonly string? _node = services.GetService<NodeSignals>()?.Node;
        private readonly LogTip? _tip = services.GetService<LogTip>();

        public GovernanceDbContext CreateDbContext() => Bound(_derived.CreateDbContext());

        public async Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            Bound(await _derived.CreateDbContextAsync(cancellationToken));

        // A program that ends takes its leave of the server, and leaves a SQLite file whole: the last connection to close writes what still
        // stands in the log beside it.
        public void Dispose() => closePool();

        // The one place where contexts come from: anyone whose role is limited gets one that reads no more, and none appends to a log that
        // was cut off. A program that registers no reader has no people.
        private T Bound(T context)
        {
            context.DataScope = _reader?.Current;
            context.Accesses = _reader?.Memory;
            context.Figures = _figures;
            context.Rights = _rights;
            context.Memory = _memory;
            context.Node = _node;
            context.Tip = _tip;
            context.Clock = _clock;
            return context;
        }
    }
}
