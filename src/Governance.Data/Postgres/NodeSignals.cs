using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// Tells the other nodes of the installation something that need not be kept, by PostgreSQL's <c>NOTIFY</c>. Who does not listen at that
/// moment never hears of it.
/// </summary>
public sealed class NodeSignals(string connectionString)
{
    private readonly string _node = Guid.NewGuid().ToString("N");

    /// <summary>Tells it to the nodes that listen.</summary>
    /// <param name="text">At most some thousand bytes, nothing secret.</param>
    /// <param name="ct">Cancels.</param>
    public async Task SendAsync(string text, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_notify('governance_nodes', $1)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = $"{_node} {text}" } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Listens to the other nodes, on a connection of its own, until it breaks or is cancelled.</summary>
    /// <param name="heard">Told what another node sent.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ListenAsync(Action<string> heard, CancellationToken ct)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 };
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync(ct);
        connection.Notification += (_, sent) =>
        {
            if (sent.Payload.Split(' ', 2) is [var node, var text] && node != _node)
            {
                heard(text);
            }
        };
        await using (var command = new NpgsqlCommand("LISTEN governance_nodes", connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }
}
