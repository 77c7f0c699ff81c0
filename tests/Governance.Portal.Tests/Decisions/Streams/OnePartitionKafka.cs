using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.Portal.Operations.Decisions.Streams.Kafka;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>
/// A broker in memory with one partition, whose messages a test expires, truncates or makes anew while it is read. The value of a message
/// is its offset.
/// </summary>
internal sealed class OnePartitionKafka : IAsyncDisposable
{
    private const string Topic = "decisions";
    private const short OutOfRange = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;

    public OnePartitionKafka(long end)
    {
        End = end;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Offset of the first message.</summary>
    public long First { get; set; }

    /// <summary>Offset after the last message.</summary>
    public long End { get; set; }

    /// <summary>Offset of the group; −1 before it has one.</summary>
    public long Committed { get; private set; } = -1;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_ended.Token);
            await using var stream = client.GetStream();
            var length = new byte[sizeof(int)];
            while (true)
            {
                await stream.ReadExactlyAsync(length, _ended.Token);
                var request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                await stream.ReadExactlyAsync(request, _ended.Token);
                var answer = Answer(new KafkaReader(request));
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

    private ReadOnlyMemory<byte> Answer(KafkaReader request)
    {
        var key = request.Int16();
        request.Int16(); // version
        var answer = new KafkaWriter().Int32(request.Int32());
        request.Text(); // client
        return (
            key switch
            {
                1 => Fetch(request, answer),
                2 => Offsets(request, answer),
                3 => Metadata(answer),
                8 => Commit(request, answer),
                9 => OfPartition(answer, w => w.Int64(Committed).Text(null).Int16(0)),
                10 => answer.Int16(0).Int32(1).Text("127.0.0.1").Int32(Port),
                18 => answer.Int16(0).List(KafkaApi.Needed, (w, api) => w.Int16(api.Key).Int16(api.Version).Int16(api.Version)),
                _ => throw new InvalidOperationException($"Request {key} is not answered here."),
            }
        ).Written;
    }

    private KafkaWriter Metadata(KafkaWriter answer) =>
        answer
            .List([1], (w, id) => w.Int32(id).Text("127.0.0.1").Int32(Port).Text(null))
            .Int32(1) // controller
            .List(
                [Topic],
                (w, topic) =>
                    w.Int16(0)
                        .Text(topic)
                        .Int8(0)
                        .List([0], (x, id) => x.Int16(0).Int32(id).Int32(1).List([1], (y, r) => y.Int32(r)).List([1], (y, r) => y.Int32(r)))
            );

    private KafkaWriter Offsets(KafkaReader request, KafkaWriter answer)
    {
        request.Int32(); // replica
        ToPartition(request);
        var offset = request.Int64() == -2 ? First : End;
        return OfPartition(answer, w => w.Int16(0).Int64(-1).Int64(offset));
    }

    private KafkaWriter Fetch(KafkaReader request, KafkaWriter answer)
    {
        request.Take(17); // replica, waiting time, least and most bytes, isolation level
        ToPartition(request);
        var from = request.Int64();
        answer.Int32(0); // not throttled
        return from < First || from > End
            ? OfPartition(answer, w => w.Int16(OutOfRange).Int64(-1).Int64(-1).Int32(0).Bytes([]))
            : OfPartition(answer, w => w.Int16(0).Int64(End).Int64(End).Int32(0).Bytes(from == End ? [] : Batch(from)));
    }

    private KafkaWriter Commit(KafkaReader request, KafkaWriter answer)
    {
        request.Text(); // group
        request.Int32(); // generation
        request.Text(); // member
        request.Int64(); // retention
        ToPartition(request);
        Committed = request.Int64();
        return OfPartition(answer, w => w.Int16(0));
    }

    private byte[] Batch(long from)
    {
        var values = Enumerable
            .Range(0, (int)(End - from))
            .Select(n => ((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{from + n}"), Enumerable.Empty<(string Name, string Value)>()));
        var batch = RecordBatch.Write([.. values], DateTimeOffset.UnixEpoch);
        BinaryPrimitives.WriteInt64BigEndian(batch, from); // its first offset, which the checksum does not cover
        return batch;
    }

    // Everything is asked of one partition of one topic.
    private static void ToPartition(KafkaReader request)
    {
        request.Int32();
        request.Text();
        request.Int32();
        request.Int32();
    }

    private static KafkaWriter OfPartition(KafkaWriter answer, Action<KafkaWriter> write) =>
        answer.List([Topic], (w, topic) => w.Text(topic).List([0], (x, id) => write(x.Int32(id))));
}
