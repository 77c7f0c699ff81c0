using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>A port that leads to a PostgreSQL server and counts what passes: every byte that a network would carry as payload.</summary>
internal sealed class CountedLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly EndPoint _target;
    private readonly Task _accepting;
    private long _fromServer;
    private long _toServer;

    public CountedLink(NpgsqlConnectionStringBuilder server)
    {
        _target = server.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}")
            : new DnsEndPoint(server.Host, server.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Bytes that came from the server.</summary>
    public long FromServer => Interlocked.Read(ref _fromServer);

    /// <summary>Bytes that went to it.</summary>
    public long ToServer => Interlocked.Read(ref _toServer);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_ended.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var near = client;
        using var far =
            _target is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Little is on its way when one side stops reading.
            (near.NoDelay, near.SendBufferSize, far.ReceiveBufferSize) = (true, 1 << 16, 1 << 16);
            await far.ConnectAsync(_target, _ended.Token);
            // Either side may end it: a server that closed has said all it had to say.
            await Task.WhenAny(
                PumpAsync(near, far, count => Interlocked.Add(ref _toServer, count)),
                PumpAsync(far, near, count => Interlocked.Add(ref _fromServer, count))
            );
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone; the other one hears of it.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Action<int> passed)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ended.Token) is > 0 and var count)
            {
                passed(count);
                for (var sent = 0; sent < count; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ends with the other side.
        }
    }
}
