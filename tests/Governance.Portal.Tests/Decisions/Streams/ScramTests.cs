using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;
using Governance.Testing;
using static Governance.Portal.Tests.Decisions.DecisionLines;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Credentials for Kafka: the exchange of RFC 7677, and brokers that check it with a library that is not ours.</summary>
public sealed class ScramTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Exchange_OfRfc7677_IsTheSame()
    {
        var client = Client();

        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.UTF8.GetString(client.First()));
        Assert.Equal(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            Encoding.UTF8.GetString(client.Final(Utf8(ServerFirst)))
        );
        client.Verify(Utf8("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    [Theory]
    [InlineData("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "prove")]
    [InlineData("v=", "prove")]
    [InlineData("", "prove")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn", "prove")]
    [InlineData("e=invalid-proof", "wrong")]
    public void Verify_AnotherAnswer_IsRefused(string answer, string word)
    {
        var client = Client();
        client.Final(Utf8(ServerFirst));

        Assert.Contains(word, Assert.Throws<StreamException>(() => client.Verify(Utf8(answer))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_BeforeAnyProof_IsRefused() => Assert.Throws<StreamException>(() => Client().Verify(Utf8("v=")));

    [Theory]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095", "4095 iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001", "iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096", "cannot be read")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "another exchange")]
    [InlineData("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "another exchange")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", "cannot be read")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=???,i=4096", "cannot be read")]
    [InlineData("m=more,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "cannot be read")]
    [InlineData("e=unknown-user", "cannot be read")]
    public void Final_ForAnAnswerThatIsNone_GivesNoProof(string answer, string word) =>
        Assert.Contains(word, Assert.Throws<StreamException>(() => Client().Final(Utf8(answer))).Message, StringComparison.Ordinal);

    [Theory]
    [Trait("Needs", "Kafka")]
    [InlineData("PLAIN", StreamMechanism.Plain)]
    [InlineData("SCRAM-SHA-256", StreamMechanism.ScramSha256)]
    [InlineData("SCRAM-SHA-512", StreamMechanism.ScramSha512)]
    public async Task Read_FromBrokersThatCheckCredentials_IsReadWithTheRightOnesAlone(string name, StreamMechanism mechanism)
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var guarded = await SaslKafka.StartAsync(kafka.Address, name, ScramClient.MinIterations, "", Ct);
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
    [Trait("Needs", "Kafka")]
    [InlineData("server", 4_096, "prove that it knows the password")]
    [InlineData("nonce", 4_096, "another exchange")]
    [InlineData("", 4_095, "4095 iterations")]
    public async Task Open_BrokerThatIsNoneOrKeepsPasswordsBadly_IsRefused(string fault, int iterations, string word)
    {
        await using var kafka = await MockKafka.StartAsync(Ct);
        await using var guarded = await SaslKafka.StartAsync(kafka.Address, "SCRAM-SHA-512", iterations, fault, Ct);
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

    private static ScramClient Client() => new(HashAlgorithmName.SHA256, "user", "pencil", Nonce);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static KafkaBroker Broker(PortalFactory portal) => portal.Get<IEnumerable<IStreamBroker>>().OfType<KafkaBroker>().Single();

    private static StreamSource Source(SaslKafka kafka, StreamMechanism mechanism, string credentials)
    {
        var source = StreamsFixture.Source(150);
        (source.Kind, source.Address, source.Mechanism, source.CredentialsFile) = (StreamKind.Kafka, kafka.Address, mechanism, credentials);
        return source;
    }
}
