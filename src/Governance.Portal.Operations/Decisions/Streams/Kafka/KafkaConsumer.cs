using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>All partitions of a topic, read side by side from offsets that are given to librdkafka, which fetches ahead.</summary>
/// <param name="source">The stream.</param>
/// <param name="cluster">Its brokers.</param>
/// <param name="reader">Reads what it is assigned.</param>
/// <param name="problems">What the reader tells of its connections.</param>
/// <param name="clock">The clock.</param>
/// <param name="outOfRange">
/// Told when a partition does not hold the offset that was asked for: stream, partition, that offset, and the first one that it holds.
/// </param>
internal sealed class KafkaConsumer(
    StreamSource source,
    KafkaCluster cluster,
    IConsumer<Ignore, byte[]> reader,
    KafkaProblems problems,
    TimeProvider clock,
    Action<string, int, long, long> outOfRange
) : IStreamConsumer
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    // How long the library is asked before it is looked whether the host ends.
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(100);

    // Partitions are added while a topic is read, and brokers.
    private static readonly TimeSpan s_refreshInterval = TimeSpan.FromMinutes(1);

    private readonly BlockingCalls _calls = new(clock);
    private readonly SortedDictionary<int, Partition> _partitions = [];
    private long _refreshedAt;

    // Found while messages were taken that come first.
    private Partition? _outOfRange;
    private StreamException? _failure;

    // Where the partitions ended at an earlier instant, until everything before these ends is confirmed.
    private (DateTimeOffset At, IReadOnlyDictionary<int, long> Ends)? _pendingEnds;

    private sealed class Partition(int id, long at)
    {
        public int Id => id;

        /// <summary>Offset after the last record that was handed over.</summary>
        public long HandedOver { get; set; } = at;

        /// <summary>Offset before which everything is confirmed to the broker; never beyond <see cref="HandedOver"/>.</summary>
        public long Confirmed { get; set; } = at;

        /// <summary>Offset that the next record of the partition will have.</summary>
        public long End { get; set; } = at;
    }

    /// <summary>
    /// Looks for partitions that were added, and asks where reading ended in each that was not known before. Called when the stream is
    /// opened, then every minute, and before it is asked where the partitions end.
    /// </summary>
    public async Task RefreshPartitionsAsync(CancellationToken ct)
    {
        var ids = await cluster.PartitionsAsync(source.Topic, ct);
        _refreshedAt = clock.GetTimestamp();
        var fresh = ids.Where(id => !_partitions.ContainsKey(id)).Order().ToList();
        if (fresh.Count == 0)
        {
            return;
        }

        var committed = await cluster.CommittedAsync(fresh, ct);
        var unread = fresh.Where(id => !committed.ContainsKey(id)).ToList();
        var first = unread.Count == 0 ? committed : await cluster.OffsetsAsync(unread, OffsetSpec.Earliest(), ct);
        foreach (var id in fresh)
        {
            _partitions.Add(id, new Partition(id, committed.TryGetValue(id, out var known) ? known : first[id]));
        }

        await _calls.RunAsync(() => Assign(fresh.Select(id => _partitions[id])), ct);
    }

    public async Task<IReadOnlyList<StreamMessage>> ReceiveAsync(CancellationToken ct)
    {
        if (_failure is { } failure)
        {
            throw failure;
        }

        if (_outOfRange is { } lost)
        {
            _outOfRange = null;
            await ReadFromFirstAsync(lost, ct);
            return [];
        }

        if (clock.GetElapsedTime(_refreshedAt) > s_refreshInterval)
        {
            await RefreshPartitionsAsync(ct);
        }

        var messages = await _calls.RunAsync(() => Take(ct), ct);
        if (messages.Count > 0 || (_failure is null && _outOfRange is null && problems.Last is null))
        {
            return messages;
        }

        return _outOfRange is not null ? await ReceiveAsync(ct) : throw _failure ?? problems.Of(null, $"topic {source.Topic}");
    }

    public Task RejectAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct) =>
        source.DeadLetter.Length == 0 ? Task.CompletedTask : cluster.PutAsideAsync(rejected, ct);

    public async Task ConfirmAsync(CancellationToken ct)
    {
        var moved = _partitions.Values.Where(p => p.HandedOver > p.Confirmed).ToList();
        if (moved.Count > 0)
        {
            await cluster.CommitAsync([.. moved.Select(p => (p.Id, p.HandedOver))], ct);
            moved.ForEach(p => p.Confirmed = p.HandedOver);
        }
    }

    // Asked of the brokers each time: one that hangs is found out by it, since the reader itself only waits.
    public async Task<long> LagAsync(CancellationToken ct)
    {
        await FindEndsAsync(ct);
        return _partitions.Values.Sum(p => Math.Max(0, p.End - p.Confirmed));
    }

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
            var ends = await FindEndsAsync(ct);

            // A partition that ends before the next offset was made anew or truncated. It only seems to be read; the next fetch finds out.
            if (_partitions.Values.Any(p => p.HandedOver > p.End))
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

    public async ValueTask DisposeAsync()
    {
        // It joined no group, so there is nothing to leave.
        await _calls.EndAsync(reader.Dispose);
        await cluster.DisposeAsync();
    }

    private bool HasPassed(IReadOnlyDictionary<int, long> ends) => ends.All(e => _partitions[e.Key].Confirmed >= e.Value);

    private async Task<IReadOnlyDictionary<int, long>> FindEndsAsync(CancellationToken ct)
    {
        var ends = await cluster.OffsetsAsync(_partitions.Keys, OffsetSpec.Latest(), ct);
        foreach (var (id, end) in ends)
        {
            _partitions[id].End = end;
        }

        return ends;
    }

    private int Assign(IEnumerable<Partition> partitions)
    {
        var places = partitions.Select(p => new TopicPartitionOffset(source.Topic, p.Id, p.HandedOver)).ToList();
        reader.IncrementalAssign(places);
        return places.Count;
    }

    private List<StreamMessage> Take(CancellationToken ct)
    {
        var messages = new List<StreamMessage>();
        var began = clock.GetTimestamp();
        var bytes = 0L;
        while (messages.Count < source.MaxBatch && bytes < KafkaSettings.FetchBytes && !ct.IsCancellationRequested)
        {
            if (Next(messages.Count == 0 ? s_breath : TimeSpan.Zero) is { } message)
            {
                messages.Add(message);
                bytes += message.Body.Length;
            }
            else if (messages.Count > 0 || _failure is not null || _outOfRange is not null || clock.GetElapsedTime(began) > s_wait)
            {
                break;
            }
        }

        return messages;
    }

    private StreamMessage? Next(TimeSpan wait)
    {
        try
        {
            if (reader.Consume(wait) is not { } found)
            {
                return null;
            }

            var partition = _partitions[found.Partition.Value];
            if (found.IsPartitionEOF)
            {
                // What lies before the end and after the last record belongs to transactions, or was compacted away.
                partition.HandedOver = Math.Max(partition.HandedOver, found.Offset.Value);
                return null;
            }

            partition.HandedOver = found.Offset.Value + 1;
            var place = string.Create(CultureInfo.InvariantCulture, $"{partition.Id}:{found.Offset.Value}");
            return new StreamMessage(place, found.Message.Value ?? []);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            _outOfRange = _partitions[e.ConsumerRecord.Partition.Value];
            return null;
        }
        catch (ConsumeException e)
        {
            var at = e.ConsumerRecord is { } record
                ? $"partition {record.Partition.Value} of topic {source.Topic}"
                : $"topic {source.Topic}";
            _failure = e.Error.IsBrokerError
                ? KafkaErrors.Refused(e.Error.Code, at)
                : new StreamException($"Kafka's {at} cannot be read: {e.Error.Reason}", e);
            return null;
        }
    }

    private async Task ReadFromFirstAsync(Partition partition, CancellationToken ct)
    {
        var (asked, first) = (partition.HandedOver, (await cluster.OffsetsAsync([partition.Id], OffsetSpec.Earliest(), ct))[partition.Id]);
        outOfRange(source.Name, partition.Id, asked, first);
        partition.HandedOver = first;
        await _calls.RunAsync(
            () =>
            {
                reader.IncrementalUnassign([new TopicPartition(source.Topic, partition.Id)]);
                return Assign([partition]);
            },
            ct
        );
        if (first > asked)
        {
            return; // what expired is passed over with the next confirmation
        }

        // The topic was made anew or truncated: its offsets now belong to other messages, and none of these is confirmed.
        partition.Confirmed = Math.Min(partition.Confirmed, first);
        partition.End = (await cluster.OffsetsAsync([partition.Id], OffsetSpec.Latest(), ct))[partition.Id];
        _pendingEnds = null;
    }
}
