using System.Net;
using System.Net.Sockets;

namespace Governance.Portal.Tests.Storage;

/// <summary>A port that leads to a server and passes so many bytes to it, then holds what follows until it is released.</summary>
internal sealed class HeldLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _target;
    private readonly long _most;
    private readonly Task _accepting;
    private long _passed;

    public HeldLink(int target, long most)
    {
        (_target, _most) = (target, most);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when the bytes have passed.</summary>
    public Task Held => _held.Task;

    /// <summary>Passes everything from now on.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
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
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _ended.Token);
            // Either side may end it: the other one hears of it.
            await Task.WhenAny(PumpAsync(near, far, CountAsync), PumpAsync(far, near, _ => Task.CompletedTask));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // No one listens there.
        }
    }

    private async Task CountAsync(int count)
    {
        if (Interlocked.Add(ref _passed, count) > _most)
        {
            _held.TrySetResult();
            await _released.Task;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<int, Task> before)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ended.Token) is > 0 and var count)
            {
                await before(count);
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
