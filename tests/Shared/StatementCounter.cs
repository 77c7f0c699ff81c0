using System.Data.Common;
using Governance.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;

namespace Governance.Testing;

/// <summary>
/// Counts the statements that SQLite is asked to run for one call: those of EF and those that are written by hand, for SQLite itself names
/// them. What other calls and jobs do meanwhile is not counted, for it is another flow of execution.
/// </summary>
public sealed class StatementCounter : DbConnectionInterceptor
{
    private static readonly AsyncLocal<List<string>?> s_heard = new();

    private StatementCounter() { }

    /// <summary>Lets a portal's statements be counted.</summary>
    public static void Listen(IServiceCollection services) =>
        services.ConfigureDbContext<SqliteGovernanceDbContext>(options => options.AddInterceptors(new StatementCounter()));

    /// <summary>
    /// The statements of a call, in their order. A test server has to keep the flow of execution (<c>PreserveExecutionContext</c>).
    /// </summary>
    public static async Task<IReadOnlyList<string>> OfAsync(Func<Task> act)
    {
        var heard = new List<string>();
        s_heard.Value = heard;
        try
        {
            await act();
        }
        finally
        {
            s_heard.Value = null;
        }

        lock (heard)
        {
            return [.. heard];
        }
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Trace(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Trace(connection);
        return Task.CompletedTask;
    }

    private static void Trace(DbConnection connection) =>
        raw.sqlite3_trace(
            ((SqliteConnection)connection).Handle!,
            (_, statement) =>
            {
                // What is done within a statement, such as a trigger, is named as a comment; and pragmas are how a connection is opened,
                // each time.
                if (
                    s_heard.Value is { } heard
                    && !statement.StartsWith("--", StringComparison.Ordinal)
                    && !statement.TrimStart().StartsWith("PRAGMA", StringComparison.Ordinal)
                )
                {
                    lock (heard)
                    {
                        heard.Add(statement);
                    }
                }
            },
            null
        );
}
