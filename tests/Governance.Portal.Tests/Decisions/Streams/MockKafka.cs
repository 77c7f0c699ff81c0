using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confluent.Kafka;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>The two brokers in memory that librdkafka brings for tests, and clients of the same library that fill and read them.</summary>
internal sealed class MockKafka : IAsyncDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly IProducer<Null, string> _brokers;

    private MockKafka(IProducer<Null, string> brokers, string address) => (_brokers, Address) = (brokers, address);

    public string Address { get; }

    public static async Task<MockKafka> StartAsync(CancellationToken ct)
    {
        var terms = new ProducerConfig { BootstrapServers = "mock" };
        terms.Set("test.mock.num.brokers", "2");
        var brokers = Quiet(new ProducerBuilder<Null, string>(terms)).Build();
        using var admin = new DependentAdminClientBuilder(brokers.Handle).Build();
        var found = await Task.Run(() => admin.GetMetadata(s_longest), ct);
        return new MockKafka(brokers, string.Join(',', found.Brokers.Select(b => $"{b.Host}:{b.Port}")));
    }

    public Task<JsonObject> DoAsync(object order, CancellationToken ct)
    {
        var given = JsonSerializer.SerializeToNode(order)!.AsObject();
        return Task.Run(
            () =>
                (string?)given["do"] switch
                {
                    "produce" => Produce(given),
                    "read" => Read(given),
                    "committed" => Committed(given),
                    _ => Commit(given),
                },
            ct
        );
    }

    public ValueTask DisposeAsync()
    {
        _brokers.Dispose();
        return ValueTask.CompletedTask;
    }

    // One batch holds many messages, so that it is packed as one.
    private JsonObject Produce(JsonObject order)
    {
        var codec = Enum.Parse<CompressionType>((string?)order["codec"] ?? "none", ignoreCase: true);
        var terms = new ProducerConfig
        {
            BootstrapServers = Address,
            CompressionType = codec,
            LingerMs = 50,
            BatchNumMessages = 1000,
        };
        using var producer = Quiet(new ProducerBuilder<Null, string>(terms)).Build();
        var (partitions, place) = ((int?)order["partitions"] ?? 1, 0);
        foreach (var value in order["values"]!.AsArray())
        {
            var to = new TopicPartition((string)order["topic"]!, place++ % partitions);
            producer.Produce(to, new Message<Null, string> { Value = (string)value! });
        }

        return new JsonObject { ["left"] = producer.Flush(s_longest) };
    }

    private JsonObject Read(JsonObject order)
    {
        using var reader = Consumer("reader");
        reader.Assign(new TopicPartitionOffset((string)order["topic"]!, 0, 0));
        var found = new JsonArray();
        while (found.Count < (int)order["count"]! && reader.Consume(s_longest) is { } message)
        {
            var headers = message.Message.Headers.Select(h =>
                KeyValuePair.Create(h.Key, (JsonNode?)JsonValue.Create(Encoding.UTF8.GetString(h.GetValueBytes())))
            );
            found.Add((JsonNode)new JsonObject { ["value"] = message.Message.Value, ["headers"] = new JsonObject(headers) });
        }

        return new JsonObject { ["messages"] = found };
    }

    private JsonObject Committed(JsonObject order)
    {
        using var reader = Consumer((string)order["group"]!);
        var places = reader.Committed([.. Places(order).Select(p => p.TopicPartition)], s_longest);
        return new JsonObject { ["offsets"] = new JsonArray([.. places.Select(p => (JsonNode)p.Offset.Value)]) };
    }

    // Puts the group at an offset of every partition, whether there is one or not.
    private JsonObject Commit(JsonObject order)
    {
        using var reader = Consumer((string)order["group"]!);
        reader.Commit(Places(order));
        return [];
    }

    private static List<TopicPartitionOffset> Places(JsonObject order) =>
        [
            .. Enumerable
                .Range(0, (int)order["partitions"]!)
                .Select(p => new TopicPartitionOffset((string)order["topic"]!, p, (long?)order["offset"] ?? 0)),
        ];

    private IConsumer<Ignore, string> Consumer(string group) => new ConsumerBuilder<Ignore, string>(
            new ConsumerConfig
            {
                BootstrapServers = Address,
                GroupId = group,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = false,
            }
        ).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private static ProducerBuilder<Null, string> Quiet(ProducerBuilder<Null, string> builder) =>
        builder.SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { });
}
