using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>The network between a node and its database: a port that leads to another one, and can be cut.</summary>
internal sealed class CuttableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private readonly EndPoint _target;
    private readonly Task _accepting;
    private volatile bool _isBroken;
    private volatile TaskCompletionSource? _silence;

    public CuttableLink(int target)
        : this(new IPEndPoint(IPAddress.Loopback, target)) { }

    public CuttableLink(NpgsqlConnectionStringBuilder server)
        : this(
            server.Host!.StartsWith('/')
                ? new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}")
                : new DnsEndPoint(server.Host, server.Port)
        ) { }

    private CuttableLink(EndPoint target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections are reset, and new ones too.</summary>
    public void Break()
    {
        _isBroken = true;
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    /// <summary>Connections stay, and nothing comes through them: as when packets are lost.</summary>
    public void Silence() => _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The network is there again; what was on its way arrives.</summary>
    public void Restore()
    {
        _isBroken = false;
        var silence = _silence;
        _silence = null;
        silence?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Break();
        Restore();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _ended.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                var socket = await _listener.AcceptSocketAsync(_ended.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    private async Task ServeAsync(Socket node)
    {
        var isFile = _target is UnixDomainSocketEndPoint;
        var server = isFile
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets[node] = _sockets[server] = true;
        try
        {
            await PassAsync();
            if (_isBroken)
            {
                return;
            }

            node.NoDelay = true;
            if (!isFile)
            {
                server.NoDelay = true;
            }

            await server.ConnectAsync(_target, _ended.Token);
            await Task.WhenAll(PumpAsync(node, server), PumpAsync(server, node));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other one hears of it.
        }
        finally
        {
            _sockets.TryRemove(node, out _);
            _sockets.TryRemove(server, out _);
            Reset(node);
            Reset(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ended.Token) is > 0 and var count)
            {
                await PassAsync();
                for (var sent = 0; sent < count; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
                }
            }

            await PassAsync();
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // A reset of one side is one of the other.
            Reset(from);
            Reset(to);
            throw;
        }
    }

    private Task PassAsync() => _silence?.Task ?? Task.CompletedTask;
}
