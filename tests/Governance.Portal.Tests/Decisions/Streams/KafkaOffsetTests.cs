using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>A partition no longer holds the offset at which it is read: its messages expired, or the topic was made anew.</summary>
public sealed class KafkaOffsetTests
{
    private static readonly DateTimeOffset s_first = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset s_second = s_first.AddHours(1);

    private readonly Events _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_TopicMadeAnew_IsUnreadUntilItsOwnMessagesAreConfirmed()
    {
        await using var kafka = new ScriptedKafka(end: 10);
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(10, (await consumer.ReceiveAsync(Ct)).Count);
        await consumer.ConfirmAsync(Ct);
        Assert.Equal(10, kafka.Committed);

        kafka.End = 4;

        Assert.Null(await consumer.WholeUntilAsync(s_first, Ct)); // not found out yet
        Assert.Empty(await consumer.ReceiveAsync(Ct));
        Assert.Equal(4, await consumer.LagAsync(Ct));
        Assert.Null(await consumer.WholeUntilAsync(s_first, Ct));
        Assert.Equal(["0:0", "0:1", "0:2", "0:3"], (await consumer.ReceiveAsync(Ct)).Select(m => m.Position));
        await consumer.ConfirmAsync(Ct);
        Assert.Equal(4, kafka.Committed);
        Assert.Equal(0, await consumer.LagAsync(Ct));
        Assert.Equal(s_second, await consumer.WholeUntilAsync(s_second, Ct));
        Assert.Equal(1584, Assert.Single(_log.Seen));
    }

    [Fact]
    public async Task WholeUntil_TopicMadeAnewWhileAnEndIsAwaited_WaitsForTheNewEnd()
    {
        await using var kafka = new ScriptedKafka(end: 10);
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(10, (await consumer.ReceiveAsync(Ct)).Count);
        Assert.Null(await consumer.WholeUntilAsync(s_first, Ct)); // until 10 is confirmed

        kafka.End = 4;
        Assert.Empty(await consumer.ReceiveAsync(Ct));
        Assert.Equal(4, (await consumer.ReceiveAsync(Ct)).Count);
        await consumer.ConfirmAsync(Ct);

        Assert.Equal(s_second, await consumer.WholeUntilAsync(s_second, Ct));
    }

    [Fact]
    public async Task Read_MessagesExpired_GoesOnAtTheFirstThatIsLeft()
    {
        await using var kafka = new ScriptedKafka(end: 10);
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(10, (await consumer.ReceiveAsync(Ct)).Count); // all that is fetched ahead

        (kafka.First, kafka.End) = (16, 18);

        Assert.Empty(await consumer.ReceiveAsync(Ct));
        Assert.Equal(["0:16", "0:17"], (await consumer.ReceiveAsync(Ct)).Select(m => m.Position));
        await consumer.ConfirmAsync(Ct);
        Assert.Equal(18, kafka.Committed);
        Assert.Equal(1583, Assert.Single(_log.Seen));
    }

    private Task<IStreamConsumer> OpenAsync(ScriptedKafka kafka)
    {
        var source = StreamsFixture.Source();
        (source.Kind, source.Address) = (StreamKind.Kafka, $"127.0.0.1:{kafka.Port}");
        return StreamsFixture.Kafka(_log).OpenAsync(source, Ct);
    }

    internal sealed class Events : ILogger<KafkaBroker>
    {
        public List<int> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Seen.Add(eventId.Id);
    }
}
