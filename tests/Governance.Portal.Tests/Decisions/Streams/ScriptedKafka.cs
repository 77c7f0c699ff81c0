using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>
/// A broker in memory that does what a test says: expires, truncates, makes anew or adds partitions while they are read, refuses, tells of
/// other brokers, or falls silent. The value of a message is its offset.
/// </summary>
internal sealed class ScriptedKafka : IAsyncDisposable
{
    private const string Topic = "decisions";
    private const int OutOfRange = 1;

    // Each request in one version, as a broker of 0.11 has it; the library asks for versions before it asks for anything.
    private static readonly (int Key, int Version)[] s_known =
    [
        (0, 3),
        (1, 4),
        (2, 2),
        (3, 1),
        (8, 2),
        (9, 1),
        (10, 0),
        (11, 0),
        (12, 0),
        (13, 0),
        (14, 0),
        (18, 0),
    ];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;

    public ScriptedKafka(long end)
    {
        Partitions = [new Part { End = end }];
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>A partition.</summary>
    public sealed class Part
    {
        /// <summary>Offset of the first message.</summary>
        public long First { get; set; }

        /// <summary>Offset after the last message.</summary>
        public long End { get; set; }

        /// <summary>Offset of the group; −1 before it has one.</summary>
        public long Committed { get; set; } = -1;

        /// <summary>The last offset marks the end of a transaction, and is no message.</summary>
        public bool EndsWithMarker { get; set; }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<Part> Partitions { get; set; }

    public long First
    {
        get => Partitions[0].First;
        set => Partitions[0].First = value;
    }

    public long End
    {
        get => Partitions[0].End;
        set => Partitions[0].End = value;
    }

    public long Committed => Partitions[0].Committed;

    /// <summary>Where the brokers of the cluster are, as this one tells.</summary>
    public IReadOnlyList<(string Host, int Port)> Brokers { get; set; } = [];

    /// <summary>Error of the topic, and of what is asked about its partitions.</summary>
    public int TopicError { get; set; }

    /// <summary>Error of a position that is committed.</summary>
    public int CommitError { get; set; }

    /// <summary>Bytes of a message; none: its offset in digits.</summary>
    public int ValueBytes { get; set; }

    /// <summary>Batches do not match their checksums.</summary>
    public bool Damages { get; set; }

    /// <summary>Whether a request is never answered, by its number.</summary>
    public Func<int, bool> IsSilent { get; set; } = _ => false;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var own = client;
            await using var stream = client.GetStream();
            var length = new byte[sizeof(int)];
            while (true)
            {
                await stream.ReadExactlyAsync(length, _ended.Token);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(request, _ended.Token);
                if (IsSilent(BinaryPrimitives.ReadInt16BigEndian(request)))
                {
                    await Task.Delay(Timeout.Infinite, _ended.Token);
                }

                var answer = await AnswerAsync(new KafkaRequest(request));
                BinaryPrimitives.WriteInt32BigEndian(length, answer.Length);
                await stream.WriteAsync(length, _ended.Token);
                await stream.WriteAsync(answer, _ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test has ended, or the consumer has left.
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(KafkaRequest request)
    {
        var key = request.Int16();
        var version = request.Int16();
        var answer = new KafkaAnswer().Int32(request.Int32());
        request.Text(); // client
        return (
            key switch
            {
                1 => await FetchAsync(request, answer),
                2 => Offsets(request, answer),
                3 => Metadata(answer),
                8 => Commit(request, answer),
                9 => Positions(request, answer),
                10 => answer.Int16(0).Int32(1).Text("127.0.0.1").Int32(Port),
                // Another version than 0 is answered in that one, with error 35.
                18 => answer.Int16(version == 0 ? 0 : 35).List(s_known, (w, api) => w.Int16(api.Key).Int16(api.Version).Int16(api.Version)),
                _ => throw new InvalidOperationException($"Request {key} is not answered here."),
            }
        ).Written;
    }

    private KafkaAnswer Metadata(KafkaAnswer answer) =>
        answer
            .List<(string Host, int Port)>(
                [("127.0.0.1", Port), .. Brokers],
                (w, b) => w.Int32(b == ("127.0.0.1", Port) ? 1 : 2).Text(b.Host).Int32(b.Port).Text(null)
            )
            .Int32(1) // controller
            .List(
                [Topic],
                (w, topic) =>
                    w.Int16(TopicError)
                        .Text(topic)
                        .Int8(0)
                        .List<int>(
                            TopicError == 0 ? [.. Enumerable.Range(0, Partitions.Count)] : [],
                            (x, id) => x.Int16(0).Int32(id).Int32(1).List([1], (y, r) => y.Int32(r)).List([1], (y, r) => y.Int32(r))
                        )
            );

    private KafkaAnswer Offsets(KafkaRequest request, KafkaAnswer answer)
    {
        request.Take(5); // replica, isolation level
        var asked = ToPartitions(request, () => (Id: request.Int32(), Time: request.Int64())).ToDictionary(a => a.Id, a => a.Time);
        return Of(
            asked.Keys,
            answer.Int32(0),
            (w, id) => w.Int16(TopicError).Int64(-1).Int64(asked[id] == -2 ? Partitions[id].First : Partitions[id].End)
        );
    }

    private async Task<KafkaAnswer> FetchAsync(KafkaRequest request, KafkaAnswer answer)
    {
        request.Take(17); // replica, waiting time, least and most bytes, isolation level
        var asked = ToPartitions(
                request,
                () =>
                {
                    var (id, from) = (request.Int32(), request.Int64());
                    request.Int32(); // most bytes
                    return (Id: id, From: from);
                }
            )
            .ToDictionary(a => a.Id, a => a.From);
        if (asked.All(a => Partitions[a.Key].End == a.Value))
        {
            await Task.Delay(20, _ended.Token);
        }

        return Of(
            asked.Keys,
            answer.Int32(0), // not throttled
            (w, id) =>
            {
                var (part, from) = (Partitions[id], asked[id]);
                var isThere = from >= part.First && from <= part.End;
                w.Int16(isThere ? TopicError : OutOfRange).Int64(isThere ? part.End : -1).Int64(isThere ? part.End : -1).Int32(0);
                w.Bytes(isThere && from < part.End && TopicError == 0 ? Batches(part, from) : []);
            }
        );
    }

    private KafkaAnswer Positions(KafkaRequest request, KafkaAnswer answer)
    {
        request.Text(); // group
        return Of(ToPartitions(request, request.Int32), answer, (w, id) => w.Int64(Partitions[id].Committed).Text(null).Int16(0));
    }

    private KafkaAnswer Commit(KafkaRequest request, KafkaAnswer answer)
    {
        request.Text(); // group
        request.Int32(); // generation
        request.Text(); // member
        request.Int64(); // retention
        var given = ToPartitions(
            request,
            () =>
            {
                var (id, at) = (request.Int32(), request.Int64());
                request.Text();
                return (Id: id, At: at);
            }
        );
        foreach (var (id, at) in given)
        {
            Partitions[id].Committed = CommitError == 0 ? at : Partitions[id].Committed;
        }

        return Of(given.Select(g => g.Id), answer, (w, _) => w.Int16(CommitError));
    }

    private byte[] Batches(Part part, long from)
    {
        var messages = part.EndsWithMarker ? part.End - 1 : part.End;
        var values = Enumerable
            .Range(0, (int)Math.Max(0, messages - from))
            .Select(n => (Array.Empty<byte>(), ValueBytes > 0 ? new byte[ValueBytes] : Encoding.UTF8.GetBytes($"{from + n}")))
            .ToList();
        var batch = values.Count == 0 ? [] : KafkaAnswer.Batch(from, part.EndsWithMarker ? 0x10 : 0, values);
        if (Damages)
        {
            batch[^2] ^= 0x40;
        }

        // A marker: version 0 and type 1, the transaction was committed.
        return part.EndsWithMarker ? [.. batch, .. KafkaAnswer.Batch(part.End - 1, 0x30, [([0, 0, 0, 1], [0, 0, 0, 0, 0, 0])])] : batch;
    }

    // Everything is asked of one topic.
    private static List<T> ToPartitions<T>(KafkaRequest request, Func<T> read) =>
        request.List(() =>
        {
            request.Text();
            return request.List(read);
        })
            is [var one]
            ? one
            : [];

    private static KafkaAnswer Of(IEnumerable<int> partitions, KafkaAnswer answer, Action<KafkaAnswer, int> write) =>
        answer.List([Topic], (w, topic) => w.Text(topic).List([.. partitions], (x, id) => write(x.Int32(id), id)));
}
