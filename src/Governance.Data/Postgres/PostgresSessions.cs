using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// Whether the sessions of a connection string are what the program counts on: its own from one transaction to the next, with a bound on
/// how long a node that freezes may keep a lock.
/// </summary>
public static class PostgresSessions
{
    private const string Manual = "docs/operations.md, Behind a pooler";

    // Longer than the program ever asks for (a key that lies elsewhere), and short enough to be a bound.
    private const long MostIdle = 120_000;

    /// <summary>Looks at two sessions. A server that cannot be reached, or has no such database yet, is left to others.</summary>
    /// <param name="connectionString">With the limits of <see cref="PostgresPatience"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="PoolerException">Locks would not hold, or would never end.</exception>
    public static async Task CheckAsync(string connectionString, CancellationToken ct)
    {
        await using var one = new NpgsqlConnection(connectionString);
        try
        {
            await one.OpenAsync(ct);
        }
        catch (PostgresException e) when (e.MessageText.Contains("unsupported startup parameter", StringComparison.Ordinal))
        {
            throw new PoolerException(
                "ConnectionStrings__Governance connects through a pooler that refuses the startup parameter \"options\". Add it to "
                    + $"the pooler's ignore_startup_parameters and set the limits on the role ({Manual}), or bypass the pooler.",
                e
            );
        }
        catch (NpgsqlException)
        {
            return;
        }

        var (process, named, idle, waits) = await AskAsync(one, ct);
        // A pooler that takes a session away after each transaction gives the one it just got back to the next who asks. While others ask
        // as well it may be another one: it is asked again.
        for (var tries = 0; tries < 3; tries++)
        {
            await using var two = new NpgsqlConnection(connectionString);
            await two.OpenAsync(ct);
            if ((await AskAsync(two, ct)).Process == process || (await AskAsync(one, ct)).Process != process)
            {
                throw new PoolerException(
                    "ConnectionStrings__Governance connects through a pooler that shares sessions between transactions, so "
                        + $"locks and notifications would not work. Set pool_mode = session ({Manual}), or connect to the server directly."
                );
            }

            if (named)
            {
                break; // No pooler passes this setting on: these are sessions of the server itself.
            }
        }

        // Someone who set the limits in the connection string has said what they are.
        if (!named && (idle is <= 0 or > MostIdle || waits <= 0))
        {
            throw new PoolerException(
                "ConnectionStrings__Governance connects through a pooler that drops the startup parameter \"options\", so a node that "
                    + $"freezes would keep its locks. Set idle_in_transaction_session_timeout and lock_timeout on the role ({Manual})."
            );
        }
    }

    private static async Task<(int Process, bool IsNamed, long Idle, long Waits)> AskAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT pg_backend_pid(), COALESCE(current_setting('{PostgresPatience.LogIdle}', true), '') <> '',
                (SELECT setting::bigint FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'),
                (SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout')
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
