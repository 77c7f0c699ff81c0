using System.Data.Common;
using System.Text.RegularExpressions;
using Governance.Data.Postgres;
using Governance.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Names the tables out of which a call reads: those of every statement that EF makes for it. What compares rows with the log reads by
/// itself and is not heard, so what is left out of the comparison is heard all the same.
/// </summary>
internal sealed partial class TablesRead : DbCommandInterceptor
{
    private static readonly AsyncLocal<HashSet<string>?> s_heard = new();

    private TablesRead() { }

    /// <summary>Lets a portal's statements be heard.</summary>
    public static void Listen(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteGovernanceDbContext>(options => options.AddInterceptors(new TablesRead()));
        services.ConfigureDbContext<PostgresGovernanceDbContext>(options => options.AddInterceptors(new TablesRead()));
    }

    /// <summary>The tables of a call. A test server has to keep the flow of execution (<c>PreserveExecutionContext</c>).</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(Func<Task> act)
    {
        var heard = new HashSet<string>(StringComparer.Ordinal);
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
            return heard.ToHashSet(StringComparer.Ordinal);
        }
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (s_heard.Value is { } heard)
        {
            lock (heard)
            {
                heard.UnionWith(Source().Matches(command.CommandText).Select(m => m.Groups[1].Value));
            }
        }

        return ValueTask.FromResult(result);
    }

    [GeneratedRegex("\\b(?:FROM|JOIN) \"(\\w+)\"")]
    private static partial Regex Source();
}
