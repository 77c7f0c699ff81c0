using System.Data.Common;
using Governance.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// Counts the reads of rows by EF for one call, by statement; the one that finds no more rows is one of them. What other calls and jobs
/// read meanwhile is not counted.
/// </summary>
internal sealed class RowsRead : DbCommandInterceptor
{
    private static readonly AsyncLocal<Dictionary<string, int>?> s_read = new();

    private RowsRead() { }

    /// <summary>Lets a portal's rows be counted.</summary>
    public static void Listen(IServiceCollection services) =>
        services.ConfigureDbContext<SqliteGovernanceDbContext>(options => options.AddInterceptors(new RowsRead()));

    /// <summary>The reads of a call by their statement.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> OfAsync(Func<Task> act)
    {
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        s_read.Value = read;
        try
        {
            await act();
        }
        finally
        {
            s_read.Value = null;
        }

        return read;
    }

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(
        DbCommand command,
        DataReaderClosingEventData eventData,
        InterceptionResult result
    )
    {
        if (s_read.Value is { } read)
        {
            lock (read)
            {
                read[command.CommandText] = read.GetValueOrDefault(command.CommandText) + eventData.ReadCount;
            }
        }

        return ValueTask.FromResult(result);
    }
}
