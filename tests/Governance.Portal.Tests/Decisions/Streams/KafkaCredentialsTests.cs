using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Tests.Audit;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>TLS with an authority of the own network, certificates of the portal, and tokens, before brokers that check them.</summary>
public sealed class KafkaCredentialsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_ByTlsOfAnAuthority_IsReadWithThatAuthorityAlone()
    {
        var (authority, certificate, key) = Issue("broker");
        await using var kafka = await FilledAsync();
        await using var secured = await SaslKafka.StartAsync(
            new
            {
                brokers = kafka.Address,
                mechanism = "",
                certificate,
                key,
            },
            Ct
        );

        Assert.Equal(4, await ReadAsync(Source(secured, s => s.AuthorityFile = authority)));
        var unknown = await Assert.ThrowsAsync<StreamException>(() =>
            ReadAsync(Source(secured, s => s.AuthorityFile = Issue("another").Authority))
        );
        Assert.Contains("certificate", unknown.Message, StringComparison.OrdinalIgnoreCase);
        await Assert.ThrowsAsync<StreamException>(() => ReadAsync(Source(secured, _ => { }))); // the system's authorities
    }

    [Fact]
    public async Task Read_CertificateIsForAnotherName_IsRefused()
    {
        var (authority, certificate, key) = Issue("broker", IPAddress.Parse("127.0.0.9"));
        await using var kafka = await FilledAsync();
        await using var secured = await SaslKafka.StartAsync(
            new
            {
                brokers = kafka.Address,
                mechanism = "",
                certificate,
                key,
            },
            Ct
        );

        await Assert.ThrowsAsync<StreamException>(() => ReadAsync(Source(secured, s => s.AuthorityFile = authority)));
    }

    [Fact]
    public async Task Read_BrokerAsksForACertificate_IsReadWithOneAlone()
    {
        var (authority, certificate, key) = Issue("broker");
        var (clients, own, ownKey) = Issue("portal");
        await using var kafka = await FilledAsync();
        await using var secured = await SaslKafka.StartAsync(
            new
            {
                brokers = kafka.Address,
                mechanism = "",
                certificate,
                key,
                clients,
            },
            Ct
        );

        await Assert.ThrowsAsync<StreamException>(() => ReadAsync(Source(secured, s => s.AuthorityFile = authority)));
        Assert.Equal(4, await ReadAsync(Source(secured, s => (s.AuthorityFile, s.CertificateFile, s.KeyFile) = (authority, own, ownKey))));
        var broken = await Assert.ThrowsAsync<StreamException>(() =>
            ReadAsync(Source(secured, s => (s.AuthorityFile, s.CertificateFile, s.KeyFile) = (authority, own, key)))
        );
        Assert.DoesNotContain("PRIVATE KEY", broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ByToken_IsAskedForOnceAtTheIssuerAndShown()
    {
        await using var issuer = await LocalHost.StartAsync(_ =>
            Results.Text("""{"access_token":"good.token","expires_in":3600,"token_type":"Bearer"}""", "application/json")
        );
        await using var kafka = await FilledAsync();
        await using var guarded = await SaslKafka.StartAsync(
            new
            {
                brokers = kafka.Address,
                mechanism = "OAUTHBEARER",
                token = "good.token",
            },
            Ct
        );

        Assert.Equal(4, await ReadAsync(Source(guarded, s => Token(s, issuer))));
        Assert.Equal("grant_type=client_credentials&scope=kafka", Encoding.UTF8.GetString(Assert.Single(issuer.Bodies)));
    }

    [Fact]
    public async Task Open_TokenIsNotIssuedOrNotTaken_IsSaidWithoutTheSecret()
    {
        await using var refusing = await LocalHost.StartAsync(_ =>
            Results.Text("""{"error":"invalid_client"}""", "application/json", statusCode: 401)
        );
        await using var issuer = await LocalHost.StartAsync(_ =>
            Results.Text("""{"access_token":"bad.token","expires_in":3600}""", "application/json")
        );
        await using var kafka = await FilledAsync();
        await using var guarded = await SaslKafka.StartAsync(
            new
            {
                brokers = kafka.Address,
                mechanism = "OAUTHBEARER",
                token = "good.token",
            },
            Ct
        );

        var none = await Assert.ThrowsAsync<StreamException>(() => ReadAsync(Source(guarded, s => Token(s, refusing))));
        var wrong = await Assert.ThrowsAsync<StreamException>(() => ReadAsync(Source(guarded, s => Token(s, issuer))));

        Assert.Contains("invalid_client", none.Message, StringComparison.Ordinal);
        Assert.Contains("Kafka refuses the credentials", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{none}{wrong}", StringComparison.Ordinal);
        Assert.DoesNotContain("bad.token", wrong.ToString(), StringComparison.Ordinal);
    }

    private static async Task<MockKafka> FilledAsync()
    {
        var kafka = await MockKafka.StartAsync(Ct);
        await kafka.DoAsync(
            new
            {
                @do = "produce",
                topic = "decisions",
                partitions = 2,
                values = new[] { "a", "b", "c", "d" },
            },
            Ct
        );
        return kafka;
    }

    private static async Task<int> ReadAsync(StreamSource source)
    {
        await using var consumer = await StreamsFixture.Kafka().OpenAsync(source, Ct);
        var read = 0;
        while (read < 4)
        {
            read += (await consumer.ReceiveAsync(Ct)).Count;
        }

        return read;
    }

    private static StreamSource Source(SaslKafka kafka, Action<StreamSource> set)
    {
        var source = StreamsFixture.Source();
        (source.Kind, source.Address, source.Tls) = (StreamKind.Kafka, kafka.Address, true);
        set(source);
        return source;
    }

    private void Token(StreamSource source, LocalHost issuer)
    {
        (source.Tls, source.Mechanism, source.TokenScope) = (false, StreamMechanism.OAuthBearer, "kafka");
        source.TokenAddress = new Uri(issuer.Url, "/token").ToString();
        source.CredentialsFile = Path.Combine(_folder, "credentials");
        File.WriteAllText(source.CredentialsFile, "portal:s3cret");
    }

    private (string Authority, string Certificate, string Key) Issue(string name, IPAddress? address = null)
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest($"CN={name} authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = root.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address ?? IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(issuer, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        return (
            Written("authority", issuer.ExportCertificatePem()),
            Written("certificate", issued.ExportCertificatePem()),
            Written("key", key.ExportPkcs8PrivateKeyPem())
        );

        string Written(string what, string pem)
        {
            var file = Path.Combine(_folder, $"{name}-{what}.pem");
            File.WriteAllText(file, pem);
            return file;
        }
    }
}
