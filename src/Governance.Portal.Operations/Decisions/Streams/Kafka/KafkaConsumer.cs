using System.Globalization;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// All partitions of a topic, read side by side. Holds what one fetch brought, and fetches again when that was handed over.
/// </summary>
/// <param name="source">The stream.</param>
/// <param name="cluster">Its brokers.</param>
/// <param name="clock">The clock.</param>
/// <param name="outOfRange">
/// Told when a partition does not hold the offset that was asked for: stream, partition, that offset, and the first one that it holds.
/// </param>
internal sealed class KafkaConsumer(
    StreamSource source,
    KafkaCluster cluster,
    TimeProvider clock,
    Action<string, int, long, long> outOfRange
) : IStreamConsumer
{
    private const int WaitMilliseconds = 1_000;
    private const int PartitionBytes = 1024 * 1024;
    private const int FetchBytes = 8 * 1024 * 1024;
    private const int ProduceBytes = 512 * 1024;
    private const long Earliest = -2;
    private const long Latest = -1;

    // Partitions are added, and leaders change, while a topic is read.
    private static readonly TimeSpan s_refreshInterval = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<int, Partition> _partitions = [];
    private readonly Queue<(Partition Partition, KafkaRecord Record)> _fetched = new();
    private long _refreshedAt;

    // Where the partitions ended at an earlier instant, until everything before these ends is confirmed.
    private (DateTimeOffset At, Dictionary<int, long> Ends)? _pendingEnds;

    private sealed class Partition(int id)
    {
        public int Id => id;

        public int Leader { get; set; }

        /// <summary>Offset to fetch next.</summary>
        public long Next { get; set; }

        /// <summary>Offset after the last record that was handed over.</summary>
        public long HandedOver { get; set; }

        /// <summary>Offset before which everything is confirmed to the broker; never beyond <see cref="HandedOver"/>.</summary>
        public long Confirmed { get; set; }

        /// <summary>Offset that the next record of the partition will have.</summary>
        public long End { get; set; }
    }

    /// <summary>
    /// Looks for partitions that were added and for new leaders, and asks where reading ended in a partition that was not known before.
    /// Called when the stream is opened, then every minute, and before it is asked where the partitions end.
    /// </summary>
    public async Task RefreshPartitionsAsync(CancellationToken ct)
    {
        var leaders = await cluster.RefreshLeadersAsync(source.Topic, ct);
        _refreshedAt = clock.GetTimestamp();
        var fresh = leaders.Keys.Where(id => !_partitions.ContainsKey(id)).Order().ToList();
        var committed = fresh.Count == 0 ? [] : await FetchCommittedAsync(fresh, ct);
        foreach (var (id, leader) in leaders)
        {
            if (!_partitions.TryGetValue(id, out var partition))
            {
                partition = new Partition(id) { Leader = leader };
                var at = committed.GetValueOrDefault(id, -1) is >= 0 and var known ? known : await FirstAsync(partition, ct);
                (partition.Next, partition.HandedOver, partition.Confirmed, partition.End) = (at, at, at, at);
                _partitions.Add(id, partition);
            }

            partition.Leader = leader;
        }
    }

    public async Task<IReadOnlyList<StreamMessage>> ReceiveAsync(CancellationToken ct)
    {
        if (_fetched.Count == 0)
        {
            if (clock.GetElapsedTime(_refreshedAt) > s_refreshInterval)
            {
                await RefreshPartitionsAsync(ct);
            }

            await FetchAsync(ct);
        }

        var messages = new List<StreamMessage>();
        while (messages.Count < source.MaxBatch && _fetched.TryDequeue(out var next))
        {
            var (partition, record) = next;
            messages.Add(new StreamMessage(string.Create(CultureInfo.InvariantCulture, $"{partition.Id}:{record.Offset}"), record.Value));
            partition.HandedOver = record.Offset + 1;
        }

        if (_fetched.Count == 0)
        {
            // What lies after the last record belongs to aborted transactions, or was compacted away.
            foreach (var partition in _partitions.Values)
            {
                partition.HandedOver = partition.Next;
            }
        }

        return messages;
    }

    public async Task RejectAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct)
    {
        if (source.DeadLetter.Length == 0)
        {
            return;
        }

        var (partition, leader) = (await cluster.RefreshLeadersAsync(source.DeadLetter, ct)).MinBy(p => p.Key);
        var broker = await cluster.BrokerAsync(leader, ct);
        foreach (var part in Parts(rejected))
        {
            await ProduceAsync(broker, partition, part, ct);
        }
    }

    public async Task ConfirmAsync(CancellationToken ct)
    {
        var moved = _partitions.Values.Where(p => p.HandedOver > p.Confirmed).ToList();
        if (moved.Count == 0)
        {
            return;
        }

        var coordinator = await cluster.CoordinatorAsync(ct);
        var answer = await coordinator.AskAsync(
            KafkaApi.OffsetCommit,
            request =>
                request
                    .Text(source.Group)
                    .Int32(-1) // no generation and no member: the group has no members
                    .Text("")
                    .Int64(-1)
                    .List([source.Topic], (w, topic) => w.Text(topic).List(moved, (x, p) => x.Int32(p.Id).Int64(p.HandedOver).Text(null))),
            ct
        );
        foreach (var (_, code) in answer.List(ReadCommitted).SelectMany(topic => topic))
        {
            KafkaErrors.Check(code, $"the position of group {source.Group}");
        }

        moved.ForEach(p => p.Confirmed = p.HandedOver);
    }

    public Task<long> LagAsync(CancellationToken ct) => Task.FromResult(_partitions.Values.Sum(p => Math.Max(0, p.End - p.Confirmed)));

    public async Task<DateTimeOffset?> WholeUntilAsync(DateTimeOffset now, CancellationToken ct)
    {
        DateTimeOffset? reached = null;
        if (_pendingEnds is { } pending && HasPassed(pending.Ends))
        {
            (reached, _pendingEnds) = (pending.At, null);
        }

        if (_pendingEnds is null)
        {
            await RefreshPartitionsAsync(ct); // also the partitions that were added since
            var ends = new Dictionary<int, long>();
            foreach (var partition in _partitions.Values)
            {
                ends[partition.Id] = partition.End = await OffsetAsync(partition, Latest, ct);
            }

            // A partition that ends before the next offset was made anew or truncated. It only seems to be read; the next fetch finds out.
            if (_partitions.Values.Any(p => p.Next > p.End))
            {
                return reached;
            }

            if (HasPassed(ends))
            {
                reached = now;
            }
            else
            {
                _pendingEnds = (now, ends);
            }
        }

        return reached;
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private bool HasPassed(Dictionary<int, long> ends) => ends.All(e => _partitions[e.Key].Confirmed >= e.Value);

    private async Task ProduceAsync(KafkaConnection broker, int partition, List<RejectedMessage> part, CancellationToken ct)
    {
        var batch = RecordBatch.Write([.. part.Select(r => (r.Message.Body, DeadLetterHeaders.Of(source, r)))], clock.GetUtcNow());
        var answer = await broker.AskAsync(
            KafkaApi.Produce,
            request =>
                request
                    .Text(null) // no transaction
                    .Int16(-1) // all replicas in sync
                    .Int32(20_000)
                    .List([source.DeadLetter], (w, topic) => w.Text(topic).List([partition], (x, id) => x.Int32(id).Bytes(batch))),
            ct
        );
        foreach (var code in answer.List(ReadProduced).SelectMany(codes => codes))
        {
            KafkaErrors.Check(code, $"dead letters for topic {source.DeadLetter}");
        }
    }

    // A broker takes batches of about a megabyte (max.message.bytes).
    private static IEnumerable<List<RejectedMessage>> Parts(IReadOnlyList<RejectedMessage> rejected)
    {
        var part = new List<RejectedMessage>();
        var bytes = 0;
        foreach (var one in rejected)
        {
            if (part.Count > 0 && bytes + one.Message.Body.Length > ProduceBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }

            part.Add(one);
            bytes += one.Message.Body.Length;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private static List<short> ReadProduced(KafkaReader reader)
    {
        reader.Text();
        return reader.List(r =>
        {
            r.Int32();
            var code = r.Int16();
            r.Int64();
            r.Int64();
            return code;
        });
    }

    private static List<(int Id, short Code)> ReadCommitted(KafkaReader reader)
    {
        reader.Text();
        return reader.List(r => (r.Int32(), r.Int16()));
    }

    private async Task<Dictionary<int, long>> FetchCommittedAsync(List<int> ids, CancellationToken ct)
    {
        var coordinator = await cluster.CoordinatorAsync(ct);
        var answer = await coordinator.AskAsync(
            KafkaApi.OffsetFetch,
            request => request.Text(source.Group).List([source.Topic], (w, topic) => w.Text(topic).List(ids, (x, id) => x.Int32(id))),
            ct
        );
        var offsets = new Dictionary<int, long>();
        foreach (
            var (id, offset, code) in answer
                .List(topic =>
                {
                    topic.Text();
                    return topic.List(r =>
                    {
                        var (id, offset) = (r.Int32(), r.Int64());
                        r.Text();
                        return (id, offset, r.Int16());
                    });
                })
                .SelectMany(topic => topic)
        )
        {
            KafkaErrors.Check(code, $"the position of group {source.Group}");
            offsets[id] = offset;
        }

        return offsets;
    }

    private Task<long> FirstAsync(Partition partition, CancellationToken ct) => OffsetAsync(partition, Earliest, ct);

    private async Task<long> OffsetAsync(Partition partition, long time, CancellationToken ct)
    {
        var broker = await cluster.BrokerAsync(partition.Leader, ct);
        var answer = await broker.AskAsync(
            KafkaApi.ListOffsets,
            request =>
                request
                    .Int32(-1)
                    .List([source.Topic], (w, topic) => w.Text(topic).List([partition.Id], (x, id) => x.Int32(id).Int64(time))),
            ct
        );
        var offset = 0L;
        answer.List(topic =>
        {
            topic.Text();
            return topic.List(r =>
            {
                r.Int32();
                KafkaErrors.Check(r.Int16(), $"the beginning or end of topic {source.Topic}");
                r.Int64();
                return offset = r.Int64();
            });
        });
        return offset;
    }

    private async Task FetchAsync(CancellationToken ct)
    {
        var leaders = _partitions.Values.GroupBy(p => p.Leader).ToList();
        foreach (var leader in leaders)
        {
            var broker = await cluster.BrokerAsync(leader.Key, ct);
            var partitions = leader.ToList();
            var answer = await broker.AskAsync(
                KafkaApi.Fetch,
                request =>
                    request
                        .Int32(-1)
                        .Int32(WaitMilliseconds / leaders.Count)
                        .Int32(1)
                        .Int32(FetchBytes)
                        .Int8(1) // isolation level: committed transactions only
                        .List(
                            [source.Topic],
                            (w, topic) => w.Text(topic).List(partitions, (x, p) => x.Int32(p.Id).Int64(p.Next).Int32(PartitionBytes))
                        ),
                ct
            );
            answer.Int32(); // throttled by the broker itself
            foreach (var part in answer.List(ReadFetched).SelectMany(topic => topic))
            {
                await TakeAsync(part, ct);
            }
        }
    }

    private async Task TakeAsync(FetchedPart part, CancellationToken ct)
    {
        var partition = _partitions[part.Id];
        if (part.Code == KafkaErrors.OffsetOutOfRange)
        {
            await ReadFromFirstAsync(partition, ct);
            return;
        }

        KafkaErrors.Check(part.Code, $"partition {part.Id} of topic {source.Topic}");
        partition.End = part.End;
        var records = new List<KafkaRecord>();
        partition.Next = RecordBatch.Read(part.Records, partition.Next, part.Aborted, records);
        records.ForEach(r => _fetched.Enqueue((partition, r)));
    }

    private async Task ReadFromFirstAsync(Partition partition, CancellationToken ct)
    {
        var (asked, first) = (partition.Next, await FirstAsync(partition, ct));
        outOfRange(source.Name, partition.Id, asked, first);
        (partition.Next, partition.HandedOver) = (first, first);
        if (first > asked)
        {
            return; // what expired is passed over with the next confirmation
        }

        // The topic was made anew or truncated: its offsets now belong to other messages, and none of these is confirmed.
        partition.Confirmed = Math.Min(partition.Confirmed, first);
        partition.End = await OffsetAsync(partition, Latest, ct);
        _pendingEnds = null;
    }

    private sealed record FetchedPart(
        int Id,
        short Code,
        long End,
        List<(long Producer, long First)> Aborted,
        ReadOnlyMemory<byte> Records
    );

    private static List<FetchedPart> ReadFetched(KafkaReader reader)
    {
        reader.Text();
        return reader.List(r =>
        {
            var (id, code, _, stable) = (r.Int32(), r.Int16(), r.Int64(), r.Int64());
            var aborted = r.List(x => (x.Int64(), x.Int64()));
            return new FetchedPart(id, code, stable, aborted, r.Bytes());
        });
    }
}
