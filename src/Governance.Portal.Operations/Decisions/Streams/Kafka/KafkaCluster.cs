using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// Asks the brokers of a cluster, keeps how far the group has read, and puts messages aside. Each question has its bound, and each broker
/// that the cluster names is held against the lists under Outbound before anything but its name is used.
/// </summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    private readonly OutboundConnector _connector;
    private readonly StreamSource _source;
    private readonly KafkaToken? _token;
    private readonly KafkaProblems _problems;
    private readonly TimeProvider _clock;
    private readonly BlockingCalls _calls;
    private readonly IProducer<Null, byte[]> _producer;
    private readonly IAdminClient _admin;

    public KafkaCluster(
        OutboundConnector connector,
        StreamSource source,
        ClientConfig settings,
        KafkaToken? token,
        KafkaProblems problems,
        TimeProvider clock
    )
    {
        (_connector, _source, _token, _problems, _clock) = (connector, source, token, problems, clock);
        _calls = new BlockingCalls(clock);
        var producer = new ProducerBuilder<Null, byte[]>(KafkaSettings.Asking(settings))
            .SetErrorHandler((_, problem) => problems.Tell(problem))
            .SetLogHandler((_, _) => { });
        if (token is not null)
        {
            producer.SetOAuthBearerTokenRefreshHandler((client, _) => token.Renew(client));
        }

        _producer = producer.Build();
        _admin = new DependentAdminClientBuilder(_producer.Handle).Build();
    }

    /// <summary>Which partitions a topic has. Also looks at the address of each broker of the cluster.</summary>
    /// <exception cref="OutboundException">A broker is named that must not be connected to.</exception>
    /// <exception cref="StreamException">No broker answers, or the topic is not there.</exception>
    public async Task<IReadOnlyList<int>> PartitionsAsync(string topic, CancellationToken ct)
    {
        var metadata = await AskAsync(
            $"topic {topic}",
            () => _calls.RunAsync(() => _admin.GetMetadata(topic, KafkaSettings.Longest), ct),
            ct
        );
        foreach (var broker in metadata.Brokers)
        {
            await _connector.CheckAsync(broker.Host, broker.Port, ct);
        }

        var partitions = new List<int>();
        foreach (var found in metadata.Topics)
        {
            KafkaErrors.Check(found.Error, $"topic {found.Topic}");
            if (found.Partitions.Exists(p => p.Leader < 0))
            {
                throw new StreamException("A partition has no leader at the moment.");
            }

            partitions.AddRange(found.Partitions.Select(p => p.PartitionId));
        }

        return partitions.Count > 0 ? partitions : throw new StreamException($"Topic {topic} has no partition.");
    }

    /// <summary>Where the group stands, for the partitions in which it stands anywhere.</summary>
    public async Task<IReadOnlyDictionary<int, long>> CommittedAsync(IReadOnlyCollection<int> partitions, CancellationToken ct)
    {
        var what = $"the position of group {_source.Group}";
        try
        {
            var found = await AskAsync(
                what,
                () =>
                    _admin.ListConsumerGroupOffsetsAsync(
                        [new ConsumerGroupTopicPartitions(_source.Group, [.. partitions.Select(Place)])],
                        new ListConsumerGroupOffsetsOptions { RequestTimeout = KafkaSettings.Longest }
                    ),
                ct
            );
            return Whole(found.SelectMany(g => g.Partitions), partitions.Count, what)
                .Where(p => p.Offset.Value >= 0)
                .ToDictionary(p => p.Partition.Value, p => p.Offset.Value);
        }
        catch (ListConsumerGroupOffsetsException e)
        {
            throw Refused(e.Results.SelectMany(g => g.Partitions.Select(p => p.Error).Prepend(g.Error)), what);
        }
    }

    /// <summary>Keeps where the group stands. It has no members: one that has is refused by the broker.</summary>
    public async Task CommitAsync(IReadOnlyCollection<(int Partition, long Offset)> positions, CancellationToken ct)
    {
        var what = $"the position of group {_source.Group}";
        try
        {
            var kept = await AskAsync(
                what,
                () =>
                    _admin.AlterConsumerGroupOffsetsAsync(
                        [
                            new ConsumerGroupTopicPartitionOffsets(
                                _source.Group,
                                [.. positions.Select(p => new TopicPartitionOffset(Place(p.Partition), p.Offset))]
                            ),
                        ],
                        new AlterConsumerGroupOffsetsOptions { RequestTimeout = KafkaSettings.Longest }
                    ),
                ct
            );
            Whole(kept.SelectMany(g => g.Partitions), positions.Count, what);
        }
        catch (AlterConsumerGroupOffsetsException e)
        {
            throw Refused(e.Results.SelectMany(g => g.Partitions.Select(p => p.Error).Prepend(g.Error)), what);
        }
    }

    /// <summary>The first offset of partitions, or the one after their last committed message.</summary>
    public async Task<IReadOnlyDictionary<int, long>> OffsetsAsync(
        IReadOnlyCollection<int> partitions,
        OffsetSpec end,
        CancellationToken ct
    )
    {
        var what = $"the beginning or end of topic {_source.Topic}";
        try
        {
            var found = await AskAsync(
                what,
                () =>
                    _admin.ListOffsetsAsync(
                        partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = Place(p), OffsetSpec = end }),
                        new ListOffsetsOptions { RequestTimeout = KafkaSettings.Longest, IsolationLevel = IsolationLevel.ReadCommitted }
                    ),
                ct
            );
            return Whole(found.ResultInfos.Select(i => i.TopicPartitionOffsetError), partitions.Count, what)
                .ToDictionary(
                    p => p.Partition.Value,
                    p => p.Offset.Value >= 0 ? p.Offset.Value : throw new StreamException($"Kafka did not tell {what}.")
                );
        }
        catch (ListOffsetsException e)
        {
            throw Refused(e.Result.ResultInfos.Select(i => i.TopicPartitionOffsetError.Error), what);
        }
    }

    /// <summary>Puts messages aside; returns once all replicas keep them.</summary>
    public async Task PutAsideAsync(IReadOnlyList<RejectedMessage> rejected, CancellationToken ct)
    {
        var to = new TopicPartition(_source.DeadLetter, (await PartitionsAsync(_source.DeadLetter, ct)).Min());
        await AskAsync(
            $"dead letters for topic {_source.DeadLetter}",
            () => Task.WhenAll(rejected.Select(r => _producer.ProduceAsync(to, Message(r), ct))),
            ct
        );
    }

    public ValueTask DisposeAsync() =>
        new(
            _calls.EndAsync(() =>
            {
                _admin.Dispose();
                _producer.Dispose();
                _token?.Dispose();
            })
        );

    private TopicPartition Place(int partition) => new(_source.Topic, partition);

    private Message<Null, byte[]> Message(RejectedMessage rejected)
    {
        var headers = new Headers();
        foreach (var (name, value) in DeadLetterHeaders.Of(_source, rejected))
        {
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        return new Message<Null, byte[]> { Value = rejected.Message.Body.ToArray(), Headers = headers };
    }

    // An answer may leave out the partitions of a broker that did not answer, without saying so.
    private List<TopicPartitionOffsetError> Whole(IEnumerable<TopicPartitionOffsetError> found, int asked, string what)
    {
        var all = found.ToList();
        return all.Find(p => p.Error.IsError) is { } wrong ? throw _problems.Of(wrong.Error, what)
            : all.Count == asked ? all
            : throw _problems.Of(null, what);
    }

    private StreamException Refused(IEnumerable<Error> errors, string what) => _problems.Of(errors.FirstOrDefault(e => e.IsError), what);

    private async Task<T> AskAsync<T>(string what, Func<Task<T>> ask, CancellationToken ct)
    {
        var hopeless = _problems.Watch();
        var answer = ask();
        try
        {
            await Task.WhenAny(answer, hopeless).WaitAsync(KafkaSettings.Longest, _clock, ct);
            return answer.IsCompleted ? await answer : throw _problems.Of(null, what);
        }
        catch (TimeoutException)
        {
            throw _problems.Of(null, what);
        }
        catch (KafkaException e)
            when (e is not (ListConsumerGroupOffsetsException or AlterConsumerGroupOffsetsException or ListOffsetsException))
        {
            throw _problems.Of(e.Error, what);
        }
        finally
        {
            // One that is given up ends by its own bound, and nobody looks at how.
            _ = answer.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
