using Governance.Data;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;
using Governance.Portal.Operations.Decisions.Streams.Rows;
using Governance.Testing;
using static Governance.Portal.Tests.Decisions.DecisionLines;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Topics of Kafka, read from the brokers in memory that librdkafka brings.</summary>
public sealed class KafkaTests
{
    private static readonly string[] s_codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_EveryCodecAndPartition_IsStoredOnceAndConfirmedAtTheBroker()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var sent = 0;
        foreach (var codec in s_codecs)
        {
            var values = Enumerable.Range(sent, 300).Select(n => n % 300 == 299 ? "poison" : Line($"d{n}", n).ToJsonString()).ToArray();
            await kafka.DoAsync(
                new
                {
                    @do = "produce",
                    topic = "decisions",
                    codec,
                    partitions = 3,
                    values,
                },
                Ct
            );
            sent += values.Length;
        }

        var states = portal.Get<StreamStates>();
        var reader = Reader(portal, Broker(portal), Source(kafka));
        await ReadUntilAsync(() => reader, () => states.Of("loans") is { Stored: 1_495, Rejected: 5, Lag: 0 }, Ct);

        Assert.Equal(1_495, (await CountAsync(portal)).Rows);
        var offsets = (
            await kafka.DoAsync(
                new
                {
                    @do = "committed",
                    topic = "decisions",
                    group = "governance-portal",
                    partitions = 3,
                },
                Ct
            )
        )["offsets"]!;
        Assert.Equal(1_500, offsets.AsArray().Sum(o => (long)o!));
        var aside = (
            await kafka.DoAsync(
                new
                {
                    @do = "read",
                    topic = "rejected",
                    count = 5,
                },
                Ct
            )
        )["messages"]!.AsArray();
        Assert.Equal(5, aside.Count);
        Assert.All(aside, m => Assert.Equal("poison", (string?)m!["value"]));
        Assert.All(aside, m => Assert.Equal("decision.malformed", (string?)m!["headers"]!["governance-code"]));
        await reader.LeaveAsync(Ct);

        // Another node goes on where the group stands.
        await kafka.DoAsync(
            new
            {
                @do = "produce",
                topic = "decisions",
                partitions = 3,
                values = new[] { Line("later").ToJsonString() },
            },
            Ct
        );
        var next = Reader(portal, Broker(portal), Source(kafka));
        await ReadUntilAsync(() => next, () => states.Of("loans").Stored == 1_496, Ct);
        Assert.Equal(0, states.Of("loans").Repeated);
        Assert.Empty(await CheckAsync(portal));
        await next.LeaveAsync(Ct);
    }

    [Fact]
    public async Task Read_NodeEndsBeforeItConfirms_ReadsAgainAndStoresNothingTwice()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var values = Enumerable.Range(0, 200).Select(n => Line($"d{n}", n).ToJsonString()).ToArray();
        await kafka.DoAsync(
            new
            {
                @do = "produce",
                topic = "decisions",
                codec = "gzip",
                partitions = 2,
                values,
            },
            Ct
        );
        var source = Source(kafka);
        await using (var ended = await Broker(portal).OpenAsync(source, Ct))
        {
            var messages = await ended.ReceiveAsync(Ct);
            await portal.Get<StoreMessages>().RunAsync(source, messages, Ct);
        }

        var states = portal.Get<StreamStates>();
        var reader = Reader(portal, Broker(portal), source);
        await ReadUntilAsync(() => reader, () => states.Of("loans") is { Lag: 0 } s && s.Stored + s.Repeated == 200, Ct);

        Assert.True(states.Of("loans").Repeated > 0, "Nothing came again.");
        Assert.Equal(200, (await CountAsync(portal)).Rows);
        await reader.LeaveAsync(Ct);
    }

    [Fact]
    public async Task Read_RowsOfManyPartitions_NodeEndsBeforeItConfirms_EachIsInItsWindowOnce()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var scene = await RowScene.StartAsync(maxBatch: 50);
        await scene.DueAsync(2);
        var portal = scene.Files.Model.Portal;
        var source = scene.Source;
        (source.Kind, source.Address) = (StreamKind.Kafka, kafka.Address);
        var sent = RowScene.Messages(150, 0, seed: 3).Zip(RowScene.Messages(150, 1, seed: 4)).SelectMany(p => new[] { p.First, p.Second });
        await ProduceAsync([.. sent, "poison"]);
        await using (var ended = await Broker(portal).OpenAsync(source, Ct))
        {
            var messages = await ended.ReceiveAsync(Ct);
            Assert.Equal(messages.Count, (await portal.Get<StoreRows>().RunAsync(source, messages, Ct)).Stored);
            Assert.Null(await ended.WholeUntilAsync(DateTimeOffset.UtcNow, Ct));
            await scene.Files.PullAsync();
        }

        Assert.Empty(await scene.Files.WindowsAsync()); // what waits at the broker belongs to them
        var reader = scene.Reader(Broker(portal));
        await ReadUntilAsync(() => reader, () => scene.State is { Lag: 0, Rejected: 1 } s && s.Stored + s.Repeated == 300, Ct);
        Assert.True(scene.State.Repeated > 0, "Nothing came again.");
        await scene.Files.AskAndPullAsync();

        Assert.Equal([150, 150], await scene.Files.CountsAsync());
        Assert.Equal(300, (await scene.WaitingAsync()).Rows);
        await reader.LeaveAsync(Ct);

        Task ProduceAsync(string[] values) =>
            kafka.DoAsync(
                new
                {
                    @do = "produce",
                    topic = "rows",
                    codec = "lz4",
                    partitions = 3,
                    values,
                },
                Ct
            );
    }

    [Fact]
    public async Task WholeUntil_WhileMessagesGoOnComing_IsTheInstantUpToWhichAllIsConfirmed()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        await ProduceAsync(20);
        await using var consumer = await Broker(portal).OpenAsync(Source(kafka), Ct);
        var (first, second) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1));

        Assert.Null(await consumer.WholeUntilAsync(first, Ct));
        var read = await ReceiveAsync(20);
        await ProduceAsync(5); // never is nothing there
        await consumer.ConfirmAsync(Ct);

        Assert.Equal(first, await consumer.WholeUntilAsync(second, Ct));
        Assert.Equal(20, read);
        await ReceiveAsync(5);
        await consumer.ConfirmAsync(Ct);
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(now, await consumer.WholeUntilAsync(now, Ct));

        async Task<int> ReceiveAsync(int count)
        {
            var received = 0;
            while (received < count)
            {
                received += (await consumer.ReceiveAsync(Ct)).Count;
            }

            return received;
        }

        Task ProduceAsync(int count) =>
            kafka.DoAsync(
                new
                {
                    @do = "produce",
                    topic = "decisions",
                    partitions = 2,
                    values = Enumerable.Range(0, count).Select(n => $"{n}").ToArray(),
                },
                Ct
            );
    }

    [Fact]
    public async Task Read_GroupStandsBeyondTheEnd_ReadsFromTheBeginningAndConfirmsThat()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        await kafka.DoAsync(
            new
            {
                @do = "produce",
                topic = "decisions",
                partitions = 2,
                values = Enumerable.Range(0, 20).Select(n => Line($"d{n}", n).ToJsonString()).ToArray(),
            },
            Ct
        );
        await kafka.DoAsync(
            new
            {
                @do = "commit",
                topic = "decisions",
                group = "governance-portal",
                partitions = 2,
                offset = 1_000, // as of a topic that was longer, and was made anew
            },
            Ct
        );

        var states = portal.Get<StreamStates>();
        var reader = Reader(portal, Broker(portal), Source(kafka));
        await ReadUntilAsync(() => reader, () => states.Of("loans") is { Stored: 20, Lag: 0 }, Ct);
        await reader.LeaveAsync(Ct);

        var offsets = (
            await kafka.DoAsync(
                new
                {
                    @do = "committed",
                    topic = "decisions",
                    group = "governance-portal",
                    partitions = 2,
                },
                Ct
            )
        )["offsets"]!;
        Assert.Equal([10L, 10L], offsets.AsArray().Select(o => (long)o!));
    }

    [Fact]
    public async Task Open_NoBrokerAtTheAddress_IsSaidInWords()
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var source = Source(kafka);
        source.Address = "127.0.0.1:1";

        var away = await Assert.ThrowsAsync<StreamException>(() => Broker(portal).OpenAsync(source, Ct));

        Assert.Contains("127.0.0.1:1", away.Message, StringComparison.Ordinal);
    }

    private static KafkaBroker Broker(PortalFactory portal) => portal.Get<IEnumerable<IStreamBroker>>().OfType<KafkaBroker>().Single();

    private static StreamSource Source(MockKafka kafka)
    {
        var source = StreamsFixture.Source(150);
        (source.Kind, source.Address) = (StreamKind.Kafka, kafka.Address);
        return source;
    }
}
