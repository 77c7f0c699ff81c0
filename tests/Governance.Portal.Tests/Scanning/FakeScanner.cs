using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.Portal.Tests.Scanning;

/// <summary>A scanner on this machine: takes connections one after the other and answers as a test says.</summary>
internal sealed class FakeScanner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private bool _stopped;

    private FakeScanner(Func<Stream, CancellationToken, Task> serve)
    {
        _listener.Start();
        _serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What was scanned.</summary>
    public ConcurrentQueue<byte[]> Seen { get; } = new();

    /// <summary>First lines of what was asked.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The file that every scanner finds, put together here so that no file holds it.</summary>
    public static byte[] TestVirus =>
        Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*");

    /// <summary>ClamAV's daemon: finds the test file, answers with <paramref name="answer"/> otherwise; null hangs.</summary>
    public static FakeScanner ClamAv(string? answer = "stream: OK\0")
    {
        FakeScanner scanner = null!;
        return scanner = new FakeScanner(
            async (stream, ct) =>
            {
                var command = await UntilAsync(stream, 0, ct);
                scanner.Asked.Enqueue(command);
                if (command == "zPING" || command == "zVERSION")
                {
                    await stream.WriteAsync(
                        Encoding.ASCII.GetBytes(command == "zPING" ? "PONG\0" : "ClamAV 1.4.6/27500/Sat Nov 21 08:00:00 2026\0"),
                        ct
                    );
                    return;
                }

                using var content = new MemoryStream();
                var length = new byte[4];
                while (true)
                {
                    await stream.ReadExactlyAsync(length, ct);
                    var size = BinaryPrimitives.ReadInt32BigEndian(length);
                    if (size == 0)
                    {
                        break;
                    }

                    var chunk = new byte[size];
                    await stream.ReadExactlyAsync(chunk, ct);
                    content.Write(chunk);
                }

                scanner.Seen.Enqueue(content.ToArray());
                if (answer is null)
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }

                var found = content.ToArray().AsSpan().IndexOf(TestVirus) >= 0;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(found ? "stream: Eicar-Test-Signature FOUND\0" : answer!), ct);
            }
        );
    }

    /// <summary>An ICAP server: names the test file in a header; answers 204 otherwise, or the content with something appended.</summary>
    public static FakeScanner Icap(bool echoes = false, string change = "")
    {
        FakeScanner scanner = null!;
        return scanner = new FakeScanner(
            async (stream, ct) =>
            {
                var first = await LineAsync(stream, ct);
                scanner.Asked.Enqueue(first);
                var bodyAt = 0;
                while (await LineAsync(stream, ct) is { Length: > 0 } line)
                {
                    if (
                        line.StartsWith("Encapsulated:", StringComparison.Ordinal)
                        && line.IndexOf("body=", StringComparison.Ordinal) is > 0 and var at
                    )
                    {
                        bodyAt = int.Parse(line[(at + 5)..], CultureInfo.InvariantCulture);
                    }
                }

                if (first.StartsWith("OPTIONS", StringComparison.Ordinal))
                {
                    await stream.WriteAsync("ICAP/1.0 200 OK\r\nMethods: RESPMOD\r\nISTag: \"1\"\r\n\r\n"u8.ToArray(), ct);
                    return;
                }

                await stream.ReadExactlyAsync(new byte[bodyAt], ct);
                using var content = new MemoryStream();
                while (
                    int.Parse(await LineAsync(stream, ct), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is > 0 and var size
                )
                {
                    var chunk = new byte[size];
                    await stream.ReadExactlyAsync(chunk, ct);
                    content.Write(chunk);
                    await LineAsync(stream, ct);
                }

                scanner.Seen.Enqueue(content.ToArray());
                var isFound = content.ToArray().AsSpan().IndexOf(TestVirus) >= 0;
                if (isFound)
                {
                    await stream.WriteAsync(
                        (
                            "ICAP/1.0 200 OK\r\nService: Fake 1.0\r\nX-Infection-Found: Type=0; Resolution=2; Threat=EICAR;\r\n"u8
                            + "Encapsulated: res-hdr=0, null-body=26\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n"u8
                        ).ToArray(),
                        ct
                    );
                }
                else if (echoes)
                {
                    const string Head = "HTTP/1.1 200 OK\r\n\r\n";
                    var body = Encoding.Latin1.GetString(content.ToArray()) + change;
                    await stream.WriteAsync(
                        Encoding.Latin1.GetBytes(
                            $"ICAP/1.0 200 OK\r\nService: Fake 1.0\r\nEncapsulated: res-hdr=0, res-body={Head.Length}\r\n\r\n"
                                + $"{Head}{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
                        ),
                        ct
                    );
                }
                else
                {
                    await stream.WriteAsync("ICAP/1.0 204 No Content\r\nService: Fake 1.0\r\n\r\n"u8.ToArray(), ct);
                }
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, true))
        {
            return;
        }

        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Task<string> LineAsync(Stream stream, CancellationToken ct) => UntilAsync(stream, (byte)'\n', ct);

    private static async Task<string> UntilAsync(Stream stream, byte end, CancellationToken ct)
    {
        var text = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, ct);
            if (one[0] == end)
            {
                return Encoding.ASCII.GetString([.. text]).TrimEnd('\r');
            }

            text.Add(one[0]);
        }
    }

    private async Task ServeAsync(Func<Stream, CancellationToken, Task> serve)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await serve(client.GetStream(), _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The other side went away, or the test has ended.
            }
        }
    }
}
