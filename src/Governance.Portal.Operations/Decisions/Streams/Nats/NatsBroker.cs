using System.Net;
using System.Net.Sockets;
using Governance.Portal.Kernel.Outbound;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Governance.Portal.Operations.Decisions.Streams.Nats;

/// <summary>Opens streams of NATS JetStream by a durable pull consumer, which JetStream keeps for all nodes.</summary>
internal sealed class NatsBroker(OutboundConnector connector, TimeProvider clock) : IStreamBroker
{
    // After this JetStream gives a message that is not confirmed to whoever asks: longer than a batch takes to be stored.
    private static readonly TimeSpan s_ackWait = TimeSpan.FromMinutes(1);

    public StreamKind Kind => StreamKind.Nats;

    public async Task<IStreamConsumer> OpenAsync(StreamSource source, CancellationToken ct)
    {
        var connection = new NatsConnection(await OptionsAsync(source, ct));
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(ct);
            var context = new NatsJSContext(connection);
            return new NatsConsumer(source, connection, context, await ConsumerAsync(context, source, ct), clock);
        }
        catch (NatsException e)
        {
            await connection.DisposeAsync();
            throw new StreamException($"NATS at {source.Address} cannot be read: {e.Message}", e.InnerException ?? e);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // One that an operator has made is used as it is; the account needs no right to make one then.
    private static async Task<INatsJSConsumer> ConsumerAsync(NatsJSContext context, StreamSource source, CancellationToken ct)
    {
        try
        {
            return await context.GetConsumerAsync(source.Topic, source.Group, ct);
        }
        catch (NatsJSApiException e) when (e.Error.Code == (int)HttpStatusCode.NotFound)
        {
            var terms = new ConsumerConfig(source.Group)
            {
                AckPolicy = ConsumerConfigAckPolicy.Explicit,
                AckWait = s_ackWait,
                DeliverPolicy = ConsumerConfigDeliverPolicy.All,
                MaxDeliver = -1,
                MaxAckPending = Math.Max(1_000, source.MaxBatch),
            };
            return await context.CreateOrUpdateConsumerAsync(source.Topic, terms, ct);
        }
    }

    private async Task<NatsOpts> OptionsAsync(StreamSource source, CancellationToken ct)
    {
        var authority = await source.AuthorityAsync(ct);
        var scheme = source.Tls ? "tls" : "nats";
        return NatsOpts.Default with
        {
            Url = string.Join(
                ',',
                source.Hosts().Select(h => new UriBuilder(scheme, h.Host, h.Port).Uri.GetLeftPart(UriPartial.Authority))
            ),
            Name = "Governance Portal",
            AuthOpts = await source.CredentialsAsync(ct) is { } credentials ? Credentials(credentials) : NatsAuthOpts.Default,
            TlsOpts = new NatsTlsOpts
            {
                Mode = source.Tls ? TlsMode.Require : TlsMode.Disable,
                ConfigureClientAuthentication = options =>
                {
                    OutboundTls.Trust(options, authority);
                    return ValueTask.CompletedTask;
                },
            },
            SocketConnectionFactory = new Sockets(connector),
        };
    }

    private static NatsAuthOpts Credentials((string User, string Password) given) =>
        given.User.Length == 0
            ? NatsAuthOpts.Default with
            {
                Token = given.Password,
            }
            : NatsAuthOpts.Default with
            {
                Username = given.User,
                Password = given.Password,
            };

    // The client connects by the portal's own rules, also to servers of a cluster that tell of one another.
    private sealed class Sockets(OutboundConnector connector) : INatsSocketConnectionFactory
    {
        public async ValueTask<INatsSocketConnection> ConnectAsync(Uri uri, NatsOpts options, CancellationToken cancellationToken) =>
            new OpenSocket((NetworkStream)await connector.ConnectAsync(uri.IdnHost, uri.Port, cancellationToken));
    }

    private sealed class OpenSocket(NetworkStream stream) : INatsTlsUpgradeableSocketConnection
    {
        public Socket Socket => stream.Socket;

        public ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer) => stream.Socket.SendAsync(buffer, SocketFlags.None);

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.Socket.ReceiveAsync(buffer, SocketFlags.None);

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
