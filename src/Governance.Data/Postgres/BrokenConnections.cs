using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// A connection of the pool that cannot work (<see cref="DatabaseFaults.IsBrokenConnection"/>) is closed with all others: the driver
/// would give it out again and again.
/// </summary>
internal sealed class BrokenConnections : DbCommandInterceptor
{
    public static BrokenConnections Instance { get; } = new();

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Clear(command, eventData.Exception);

    public override Task CommandFailedAsync(
        DbCommand command,
        CommandErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Clear(command, eventData.Exception);
        return Task.CompletedTask;
    }

    private static void Clear(DbCommand command, Exception exception)
    {
        if (command.Connection is NpgsqlConnection connection && DatabaseFaults.IsBrokenConnection(exception))
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
