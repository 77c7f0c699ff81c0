using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.Portal.Tests.Notifications;

/// <summary>
/// A mail server that answers up to a stage and says nothing more: <c>connect</c>, a command, <c>.</c> after the whole mail, or <c>end</c>,
/// where it hangs up instead. With <c>tls</c> it only notes how it is spoken to.
/// </summary>
internal sealed class HangingMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly string _stage;
    private readonly Task _serving;

    public HangingMailServer(string stage)
    {
        _stage = stage;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The first byte that a client sent before it was greeted.</summary>
    public int FirstByte { get; private set; } = -1;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the client has given up.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        if (_stage == "tls")
        {
            var first = new byte[1];
            FirstByte = await stream.ReadAsync(first, _ended.Token) == 1 ? first[0] : -1;
            return;
        }

        if (_stage == "connect")
        {
            await Task.Delay(Timeout.Infinite, _ended.Token);
        }

        await SayAsync(stream, "220 mail.example ESMTP");
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var isMail = false;
        while (await reader.ReadLineAsync(_ended.Token) is { } line)
        {
            if (isMail && line != ".")
            {
                continue;
            }

            if (line == "." && _stage == "end")
            {
                return;
            }

            if (line.StartsWith(_stage, StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, _ended.Token);
            }

            isMail = line == "DATA";
            await SayAsync(stream, isMail ? "354 Go on" : "250 OK");
        }
    }

    private ValueTask SayAsync(NetworkStream stream, string line) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _ended.Token);
}
