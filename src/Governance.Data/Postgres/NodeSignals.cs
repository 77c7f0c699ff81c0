using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// What the nodes of an installation tell one another by PostgreSQL's <c>NOTIFY</c>. A node that does not listen at that moment does not
/// hear it: what must not be lost is read from the log once the node listens again.
/// </summary>
public sealed class NodeSignals(string connectionString)
{
    /// <summary>Topic of what was appended to the log. It is sent by the transaction that appends (<see cref="LogNews"/>).</summary>
    public const string Log = "log";

    private const string Prefix = "governance_";
    private const string Nodes = Prefix + "nodes";
    private const char Numbered = '.';

    private long _sent;

    /// <summary>What this process is called when it tells something.</summary>
    public string Node { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Tells the other nodes that listen.</summary>
    /// <param name="messages">Each at most some thousand bytes, with nothing secret.</param>
    /// <param name="ct">Cancels.</param>
    public async Task SendAsync(IReadOnlyList<NodeMessage> messages, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        // Of equal texts in one transaction PostgreSQL delivers one, and what is counted twice is said twice: each has a number.
        var texts = messages.Select(m => $"{Node}{Numbered}{Interlocked.Increment(ref _sent)} {m.Topic} {m.Text}").ToArray();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand($"SELECT pg_notify('{Nodes}', t) FROM unnest($1) t", connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = texts } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Listens to the other nodes, on a connection of its own, until that breaks or is cancelled.</summary>
    /// <param name="listening">Called once nothing that is sent from now on can be missed.</param>
    /// <param name="heard">Called for each message, one after the other in the order in which they were committed.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ListenAsync(
        Func<CancellationToken, Task> listening,
        Func<NodeMessage, CancellationToken, Task> heard,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(heard);
        // A name of its own, by which pg_stat_activity shows it.
        var alone = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 10,
            ApplicationName = "governance-listener",
        };
        await using var connection = new NpgsqlConnection(alone.ConnectionString);
        await connection.OpenAsync(ct);
        var arrived = new Queue<NodeMessage>();
        connection.Notification += (_, sent) =>
        {
            if (Read(sent.Channel, sent.Payload) is { } message)
            {
                arrived.Enqueue(message);
            }
        };
        await using (var command = new NpgsqlCommand($"LISTEN {Prefix}{Log}; LISTEN {Nodes}", connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        await listening(ct);
        while (true)
        {
            while (arrived.TryDequeue(out var message))
            {
                await heard(message, ct);
            }

            await connection.WaitAsync(ct);
        }
    }

    // Of the log also its own: a node knows by them how far it has heard.
    private NodeMessage? Read(string channel, string payload) =>
        channel != Nodes ? new NodeMessage(Log, payload)
        : payload.Split(' ', 3) is [var sent, var topic, var text] && sent.Split(Numbered)[0] != Node ? new NodeMessage(topic, text)
        : null;
}
