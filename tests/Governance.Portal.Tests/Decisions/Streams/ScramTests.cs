using Governance.Data;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;
using Governance.Testing;
using static Governance.Portal.Tests.Decisions.DecisionLines;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Credentials for Kafka, before brokers that check them with Python's own libraries.</summary>
public sealed class ScramTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PLAIN", StreamMechanism.Plain)]
    [InlineData("SCRAM-SHA-256", StreamMechanism.ScramSha256)]
    [InlineData("SCRAM-SHA-512", StreamMechanism.ScramSha512)]
    public async Task Read_FromBrokersThatCheckCredentials_IsReadWithTheRightOnesAlone(string name, StreamMechanism mechanism)
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var guarded = await SaslKafka.StartAsync(kafka.Address, name, "", Ct);
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
        var file = Path.GetTempFileName();
        try
        {
            var source = Source(guarded, mechanism, file);
            await File.WriteAllTextAsync(file, "portal,=:pässword:2", Ct);
            var wrong = await Assert.ThrowsAsync<StreamException>(() => Broker(portal).OpenAsync(source, Ct));
            Assert.Contains("user or password is wrong", wrong.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "portal,=:pässword:1\n", Ct);
            var reader = Reader(portal, Broker(portal), source);
            await ReadUntilAsync(() => reader, () => portal.Get<StreamStates>().Of("loans") is { Stored: 20, Lag: 0 }, Ct);
            await reader.LeaveAsync(Ct);

            source.Mechanism = mechanism is StreamMechanism.Plain ? StreamMechanism.ScramSha256 : StreamMechanism.Plain;
            var other = await Assert.ThrowsAsync<StreamException>(() => Broker(portal).OpenAsync(source, Ct));
            Assert.Contains("set Mechanism", other.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("server", "prove that it knows the password")]
    [InlineData("nonce", "another exchange")]
    public async Task Open_BrokerThatIsNone_IsRefused(string fault, string word)
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var guarded = await SaslKafka.StartAsync(kafka.Address, "SCRAM-SHA-512", fault, Ct);
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "portal,=:pässword:1", Ct);
            var source = Source(guarded, StreamMechanism.ScramSha512, file);

            var refused = await Assert.ThrowsAsync<StreamException>(() => Broker(portal).OpenAsync(source, Ct));

            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("pässword", refused.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static KafkaBroker Broker(PortalFactory portal) => portal.Get<IEnumerable<IStreamBroker>>().OfType<KafkaBroker>().Single();

    private static StreamSource Source(SaslKafka kafka, StreamMechanism mechanism, string credentials)
    {
        var source = StreamsFixture.Source(150);
        (source.Kind, source.Address, source.Mechanism, source.CredentialsFile) = (StreamKind.Kafka, kafka.Address, mechanism, credentials);
        return source;
    }
}
