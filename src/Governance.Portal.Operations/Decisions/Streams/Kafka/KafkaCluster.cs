using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>The brokers of a cluster, each connected to when it is first needed, and which of them leads which partition.</summary>
internal sealed class KafkaCluster(OutboundConnector connector, StreamSource source, TimeProvider clock) : IAsyncDisposable
{
    private readonly Dictionary<(string Host, int Port), KafkaConnection> _connections = [];
    private Dictionary<int, (string Host, int Port)> _brokers = [];
    private KafkaConnection? _coordinator;

    /// <summary>
    /// Reads which partitions a topic has and which broker leads each. Also keeps the addresses of the brokers: <see cref="BrokerAsync"/>
    /// knows only those of the last call.
    /// </summary>
    /// <returns>The number of the leader by that of the partition.</returns>
    /// <exception cref="StreamException">No broker answers, or the topic is not there.</exception>
    public async Task<IReadOnlyDictionary<int, int>> RefreshLeadersAsync(string topic, CancellationToken ct)
    {
        var first = await AnyAsync(ct);
        var answer = await first.AskAsync(KafkaApi.Metadata, request => request.List([topic], (w, name) => w.Text(name)), ct);
        _brokers = answer
            .List(r =>
            {
                var (id, host, port) = (r.Int32(), r.Text() ?? "", r.Int32());
                r.Text(); // rack
                return (Id: id, Host: host, Port: port);
            })
            .ToDictionary(b => b.Id, b => (b.Host, b.Port));
        answer.Int32(); // controller
        var partitions = new Dictionary<int, int>();
        foreach (var (code, name, found) in answer.List(ReadTopic))
        {
            KafkaErrors.Check(code, $"topic {name}");
            foreach (var (id, leader) in found)
            {
                partitions[id] = leader;
            }
        }

        return partitions.Count > 0 ? partitions : throw new StreamException($"Topic {topic} has no partition.");
    }

    /// <summary>The connection to a broker by its number.</summary>
    public Task<KafkaConnection> BrokerAsync(int id, CancellationToken ct) =>
        _brokers.TryGetValue(id, out var at) ? ConnectAsync(at, ct) : throw new StreamException("A partition has no leader at the moment.");

    /// <summary>The broker that keeps how far the group has read.</summary>
    public async Task<KafkaConnection> CoordinatorAsync(CancellationToken ct)
    {
        if (_coordinator is { } known)
        {
            return known;
        }

        var first = await AnyAsync(ct);
        var answer = await first.AskAsync(KafkaApi.FindCoordinator, request => request.Text(source.Group), ct);
        KafkaErrors.Check(answer.Int16(), $"the coordinator of group {source.Group}");
        answer.Int32(); // number of the broker
        return _coordinator = await ConnectAsync((answer.Text() ?? "", answer.Int32()), ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }

        _connections.Clear();
    }

    private static (short Code, string? Name, List<(int Id, int Leader)> Partitions) ReadTopic(KafkaReader reader)
    {
        var (code, name) = (reader.Int16(), reader.Text());
        reader.Int8(); // internal
        return (
            code,
            name,
            reader.List(r =>
            {
                r.Int16(); // error code, not needed: a partition without a leader has leader -1, which BrokerAsync refuses
                var (id, leader) = (r.Int32(), r.Int32());
                r.List(x => x.Int32()); // replicas
                r.List(x => x.Int32()); // replicas in sync
                return (id, leader);
            })
        );
    }

    private async Task<KafkaConnection> AnyAsync(CancellationToken ct)
    {
        if (_connections.Count > 0)
        {
            return _connections.Values.First();
        }

        Exception? last = null;
        foreach (var at in source.Hosts())
        {
            try
            {
                return await ConnectAsync(at, ct);
            }
            catch (Exception e) when (e is OutboundException or StreamException or IOException)
            {
                last = e;
            }
        }

        throw new StreamException($"No broker at {source.Address} can be read: {last?.Message}", last);
    }

    private async Task<KafkaConnection> ConnectAsync((string Host, int Port) at, CancellationToken ct)
    {
        if (!_connections.TryGetValue(at, out var connection))
        {
            connection = await KafkaConnection.OpenAsync(connector, source, at, clock, ct);
            _connections.Add(at, connection);
        }

        return connection;
    }
}
