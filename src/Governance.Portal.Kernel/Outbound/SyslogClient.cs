using System.Net.Security;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Hands framed messages to a syslog collector over TCP or TLS. Syslog confirms nothing, so at the end this side of the connection is
/// closed and the collector's closing is waited for: one that went away before it read everything is noticed.
/// </summary>
public sealed class SyslogClient(OutboundConnector connector, IOptions<OutboundOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    /// <summary>Sends.</summary>
    /// <param name="host">The collector.</param>
    /// <param name="port">Its port.</param>
    /// <param name="secured">True for TLS.</param>
    /// <param name="authority">Certificate of the authority that its certificate has to come from, in PEM; null: one the system
    /// trusts.</param>
    /// <param name="frames">Framed messages.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="OutboundException">It did not take them all.</exception>
    public async Task SendAsync(string host, int port, bool secured, string? authority, IReadOnlyList<byte[]> frames, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(frames);
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await using var plain = await connector.ConnectAsync(host, port, bound.Token);
            await using var stream = secured ? await OutboundTls.SecureAsync(plain, host, authority, bound.Token) : plain;
            foreach (var frame in frames)
            {
                await stream.WriteAsync(frame, bound.Token);
            }

            await stream.FlushAsync(bound.Token);
            await FarewellAsync(stream, plain, bound.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new OutboundException(
                $"{host} did not accept the message within {options.Value.TimeoutSeconds} seconds (Outbound__TimeoutSeconds).",
                e
            );
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            throw new OutboundException($"{host} did not accept the message: {e.Message}", e);
        }
    }

    private async Task FarewellAsync(Stream stream, Stream plain, CancellationToken ct)
    {
        if (stream is SslStream secured)
        {
            await secured.ShutdownAsync();
        }

        ((System.Net.Sockets.NetworkStream)plain).Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var time = new CancellationTokenSource(s_farewell, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            var rest = new byte[256];
            while (await plain.ReadAsync(rest, bound.Token) > 0) { }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // It keeps the connection open. What was written was not refused, and more cannot be known of syslog.
        }
    }
}
