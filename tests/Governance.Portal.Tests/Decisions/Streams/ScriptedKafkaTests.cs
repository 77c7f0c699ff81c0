using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Operations.Decisions.Streams;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>What a broker may do while it is read, and what is made of it.</summary>
public sealed class ScriptedKafkaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_PartitionIsAdded_IsReadFromItsBeginning()
    {
        await using var kafka = new ScriptedKafka(end: 3);
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(3, (await consumer.ReceiveAsync(Ct)).Count);
        await consumer.ConfirmAsync(Ct);

        kafka.Partitions = [.. kafka.Partitions, new ScriptedKafka.Part { End = 2 }];

        Assert.Null(await consumer.WholeUntilAsync(DateTimeOffset.UnixEpoch, Ct)); // looks for partitions, and waits for the new one
        Assert.Equal(["1:0", "1:1"], (await consumer.ReceiveAsync(Ct)).Select(m => m.Position));
        await consumer.ConfirmAsync(Ct);
        Assert.Equal([3, 2], kafka.Partitions.Select(p => p.Committed));
        Assert.Equal(DateTimeOffset.UnixEpoch, await consumer.WholeUntilAsync(DateTimeOffset.UnixEpoch, Ct));
    }

    [Fact]
    public async Task Read_LastOffsetIsOfATransaction_NothingIsLeftToRead()
    {
        await using var kafka = new ScriptedKafka(end: 4);
        kafka.Partitions[0].EndsWithMarker = true;
        await using var consumer = await OpenAsync(kafka);

        Assert.Equal(["0:0", "0:1", "0:2"], (await consumer.ReceiveAsync(Ct)).Select(m => m.Position));
        await consumer.ConfirmAsync(Ct);
        Assert.Empty(await consumer.ReceiveAsync(Ct));
        await consumer.ConfirmAsync(Ct);

        Assert.Equal(4, kafka.Committed);
        Assert.Equal(0, await consumer.LagAsync(Ct));
        Assert.Equal(DateTimeOffset.UnixEpoch, await consumer.WholeUntilAsync(DateTimeOffset.UnixEpoch, Ct));
    }

    [Fact]
    public async Task Read_MessageLargerThanAFetch_ComesWhole()
    {
        await using var kafka = new ScriptedKafka(end: 1) { ValueBytes = 3 << 20 };
        await using var consumer = await OpenAsync(kafka);

        Assert.Equal(3 << 20, Assert.Single(await consumer.ReceiveAsync(Ct)).Body.Length);
    }

    [Fact]
    public async Task Read_LargeMessages_AreHandedOverInBatchesThatAreBounded()
    {
        await using var kafka = new ScriptedKafka(end: 6) { ValueBytes = 3 << 20 };
        await using var consumer = await OpenAsync(kafka);

        var received = new List<int>();
        while (received.Sum() < 6)
        {
            received.Add((await consumer.ReceiveAsync(Ct)).Count);
        }

        Assert.All(received, count => Assert.InRange(count, 0, 3));
    }

    [Fact]
    public async Task Read_DamagedBatch_IsSaidAgainAndAgainAndNeverPassedOver()
    {
        await using var kafka = new ScriptedKafka(end: 3) { Damages = true };
        await using var consumer = await OpenAsync(kafka);

        var first = await Assert.ThrowsAsync<StreamException>(() => consumer.ReceiveAsync(Ct));
        await consumer.ConfirmAsync(Ct);
        var second = await Assert.ThrowsAsync<StreamException>(() => consumer.ReceiveAsync(Ct));

        Assert.Contains("partition 0 of topic decisions", first.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, second.Message);
        Assert.Equal(-1, kafka.Committed);
    }

    [Theory]
    [InlineData(3, "there is no such topic")]
    [InlineData(29, "the account has no access to the topic")]
    public async Task Open_TopicIsRefused_SaysWhy(int error, string words)
    {
        await using var kafka = new ScriptedKafka(end: 3) { TopicError = error };

        var refused = await Assert.ThrowsAsync<StreamException>(() => OpenAsync(kafka));

        Assert.Equal($"Kafka refuses topic decisions: {words}{(error == 3 ? " or partition" : "")}.", refused.Message);
    }

    [Theory]
    [InlineData(3, "there is no such topic or partition")]
    [InlineData(29, "the account has no access to the topic")]
    public async Task Read_TopicGoesWhileItIsRead_SaysWhy(int error, string words)
    {
        await using var kafka = new ScriptedKafka(end: 3);
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(3, (await consumer.ReceiveAsync(Ct)).Count);

        kafka.TopicError = error;

        var refused = await Assert.ThrowsAsync<StreamException>(() => consumer.LagAsync(Ct));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_GroupHasMembersOfItsOwn_SaysWhatToDoAndConfirmsNothing()
    {
        await using var kafka = new ScriptedKafka(end: 3) { CommitError = 25 };
        await using var consumer = await OpenAsync(kafka);
        Assert.Equal(3, (await consumer.ReceiveAsync(Ct)).Count);

        var refused = await Assert.ThrowsAsync<StreamException>(() => consumer.ConfirmAsync(Ct));

        Assert.Contains("choose a Group that no other consumer uses", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, await consumer.LagAsync(Ct));
    }

    // librdkafka itself may connect to what the cluster names before it is refused here (docs/threat-model.md); nothing is read by then.
    [Fact]
    public async Task Open_ClusterNamesABrokerThatIsNotAllowed_IsRefusedBeforeAnythingIsAskedAboutTheTopic()
    {
        var asked = new System.Collections.Concurrent.ConcurrentBag<int>();
        await using var kafka = new ScriptedKafka(end: 3) { Brokers = [("127.0.0.2", 1)] };
        kafka.IsSilent = key =>
        {
            asked.Add(key);
            return false;
        };

        var refused = await Assert.ThrowsAsync<OutboundException>(() => OpenAsync(kafka));

        Assert.Equal("127.0.0.2 is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts.", refused.Message);
        Assert.DoesNotContain(asked, key => key is not (3 or 18));
    }

    [Fact]
    public async Task Open_AddressIsNotAllowed_IsRefusedAndNotConnectedTo()
    {
        using var other = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        other.Start();
        var source = StreamsFixture.Source();
        (source.Kind, source.Address) = (StreamKind.Kafka, $"127.0.0.2:{((IPEndPoint)other.LocalEndpoint).Port}");

        var refused = await Assert.ThrowsAsync<StreamException>(() => StreamsFixture.Kafka().OpenAsync(source, Ct));

        Assert.Contains("127.0.0.2 is neither in Outbound__AllowedHosts", refused.Message, StringComparison.Ordinal);
        Assert.False(other.Pending());
    }

    [Fact]
    public async Task Read_ClusterNamesABrokerThatIsNotAllowedLater_IsFoundOut()
    {
        await using var kafka = new ScriptedKafka(end: 3);
        await using var consumer = await OpenAsync(kafka);

        kafka.Brokers = [("169.254.169.254", 80)];

        await Assert.ThrowsAsync<OutboundException>(() => consumer.WholeUntilAsync(DateTimeOffset.UnixEpoch, Ct));
    }

    [Fact]
    public async Task Read_BrokerFallsSilent_IsSaidWithinTheBound()
    {
        await using var kafka = new ScriptedKafka(end: 3);
        await using var consumer = await OpenAsync(kafka);
        kafka.IsSilent = _ => true;
        var began = Stopwatch.GetTimestamp();

        var silent = await Assert.ThrowsAsync<StreamException>(() => consumer.LagAsync(Ct));

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1, 20);
        Assert.Contains("the beginning or end of topic decisions", silent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_BrokerIsSilent_TakesMomentsWhateverIsAsked()
    {
        await using var kafka = new ScriptedKafka(end: 3);
        var consumer = await OpenAsync(kafka);
        kafka.IsSilent = _ => true;

        foreach (
            var ask in new Func<CancellationToken, Task>[]
            {
                ct => consumer.LagAsync(ct),
                ct => consumer.WholeUntilAsync(DateTimeOffset.UnixEpoch, ct),
                ct => consumer.ReceiveAsync(ct),
            }
        )
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            var asked = Stopwatch.GetTimestamp();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => UntilStoppedAsync(ask, stop.Token));
            Assert.InRange(Stopwatch.GetElapsedTime(asked).TotalSeconds, 0, 3);
        }

        var left = Stopwatch.GetTimestamp();
        await consumer.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(left).TotalSeconds, 0, 8);
    }

    [Fact]
    public async Task Open_BrokerTakesConnectionsAndSaysNothing_StopsAtOnce()
    {
        await using var kafka = new ScriptedKafka(end: 3) { IsSilent = _ => true };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var began = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OpenAsync(kafka, stop.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 8);
    }

    private static async Task UntilStoppedAsync(Func<CancellationToken, Task> ask, CancellationToken ct)
    {
        while (true)
        {
            await ask(ct);
        }
    }

    private static Task<IStreamConsumer> OpenAsync(ScriptedKafka kafka, CancellationToken? ct = null)
    {
        var source = StreamsFixture.Source();
        (source.Kind, source.Address) = (StreamKind.Kafka, $"127.0.0.1:{kafka.Port}");
        return StreamsFixture.Kafka().OpenAsync(source, ct ?? Ct);
    }
}
