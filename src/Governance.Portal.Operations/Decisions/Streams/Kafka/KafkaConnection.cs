using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>A connection to one broker, on which one request is answered before the next is sent.</summary>
internal sealed class KafkaConnection : IAsyncDisposable
{
    private const string Client = "governance-portal";
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly Stream _plain;
    private readonly SslStream? _secured;
    private readonly TimeProvider _clock;
    private int _requests;

    private KafkaConnection(Stream plain, SslStream? secured, TimeProvider clock) => (_plain, _secured, _clock) = (plain, secured, clock);

    private Stream Stream => _secured ?? _plain;

    /// <summary>Connects, says who is there, and asks whether the broker knows what will be asked.</summary>
    public static async Task<KafkaConnection> OpenAsync(
        OutboundConnector connector,
        StreamSource source,
        (string Host, int Port) broker,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        using var time = new CancellationTokenSource(s_longest, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var plain = await connector.ConnectAsync(broker.Host, broker.Port, bound.Token);
        KafkaConnection? connection = null;
        try
        {
            var authority = await source.AuthorityAsync(bound.Token);
            var secured = source.Tls ? await OutboundTls.SecureAsync(plain, broker.Host, authority, bound.Token) : null;
            connection = new KafkaConnection(plain, secured, clock);
            await connection.CompareAsync(bound.Token);
            if (await source.CredentialsAsync(bound.Token) is { } credentials)
            {
                await connection.AuthenticateAsync(source.Mechanism, credentials.User, credentials.Password, bound.Token);
            }

            return connection;
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            await plain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="StreamException">The broker does not answer, or answers something else.</exception>
    public async Task<KafkaReader> AskAsync(KafkaApi api, Func<KafkaWriter, KafkaWriter> body, CancellationToken ct)
    {
        var number = ++_requests;
        var request = body(new KafkaWriter().Int16(api.Key).Int16(api.Version).Int32(number).Text(Client)).Written;
        var frame = new byte[4 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, request.Length);
        request.CopyTo(frame.AsMemory(4));
        using var time = new CancellationTokenSource(s_longest, _clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await Stream.WriteAsync(frame, bound.Token);
            await Stream.FlushAsync(bound.Token);
            var head = new byte[8];
            await Stream.ReadExactlyAsync(head, bound.Token);
            var length = BinaryPrimitives.ReadInt32BigEndian(head) - 4;
            if (length is < 0 or > MaxAnswerBytes)
            {
                throw new StreamException($"Kafka's answer to {api.Name} has {length} bytes; is this the port of a broker?");
            }

            if (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) != number)
            {
                throw new StreamException($"The response from Kafka does not belong to the {api.Name} request.");
            }

            var answer = new byte[length];
            await Stream.ReadExactlyAsync(answer, bound.Token);
            return new KafkaReader(answer);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new StreamException($"Kafka did not answer {api.Name} within {s_longest.TotalSeconds} seconds.", e);
        }
        catch (IOException e)
        {
            throw new StreamException($"The connection to Kafka was lost during {api.Name}: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_secured is not null)
        {
            await _secured.DisposeAsync();
        }

        await _plain.DisposeAsync();
    }

    private async Task CompareAsync(CancellationToken ct)
    {
        var answer = await AskAsync(KafkaApi.ApiVersions, request => request, ct);
        KafkaErrors.Check(answer.Int16(), "the list of its versions");
        var known = new Dictionary<short, (short From, short To)>();
        foreach (var (key, from, to) in answer.List(r => (r.Int16(), r.Int16(), r.Int16())))
        {
            known[key] = (from, to);
        }

        foreach (var api in KafkaApi.Needed)
        {
            if (!known.TryGetValue(api.Key, out var range) || api.Version < range.From || api.Version > range.To)
            {
                throw new StreamException($"The broker does not support version {api.Version} of {api.Name}: it is not Kafka 0.11 to 4.");
            }
        }
    }

    private async Task AuthenticateAsync(StreamMechanism mechanism, string user, string password, CancellationToken ct)
    {
        var name = mechanism switch
        {
            StreamMechanism.Plain => "PLAIN",
            StreamMechanism.ScramSha256 => "SCRAM-SHA-256",
            StreamMechanism.ScramSha512 => "SCRAM-SHA-512",
        };
        var offered = await AskAsync(KafkaApi.SaslHandshake, request => request.Text(name), ct);
        KafkaErrors.Check(offered.Int16(), $"credentials by SASL/{name}");
        if (mechanism is StreamMechanism.Plain)
        {
            await SayAsync(Encoding.UTF8.GetBytes($"\0{user}\0{password}"), ct);
            return;
        }

        var hash = mechanism is StreamMechanism.ScramSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
        var scram = new ScramClient(hash, user, password, ScramClient.NewNonce());
        var first = await SayAsync(scram.First(), ct);
        scram.Verify((await SayAsync(scram.Final(first.Span), ct)).Span);
    }

    private async Task<ReadOnlyMemory<byte>> SayAsync(byte[] word, CancellationToken ct)
    {
        var answer = await AskAsync(KafkaApi.SaslAuthenticate, request => request.Bytes(word), ct);
        KafkaErrors.Check(answer.Int16(), "the credentials");
        answer.Text(); // words for an error
        return answer.Bytes();
    }
}
