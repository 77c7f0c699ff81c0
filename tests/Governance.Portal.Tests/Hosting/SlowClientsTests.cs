using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.Testing;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// Clients that begin a request and do not finish it. They are closed after a bounded time, and hold back no one else. The bounds are the
/// server's own, so that every run is spared the half minute; what a settings change of ours would break is seen in full.
/// </summary>
public sealed class SlowClientsTests
{
    private const int Clients = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task ClientsThatDoNotFinish_AreClosed_AndOthersAreServedMeanwhile()
    {
        await using var portal = new PortalFactory();
        portal.UseKestrel(0);
        portal.StartServer();
        using var other = portal.CreateClient();
        var port = other.BaseAddress!.Port;

        var heads = Enumerable.Range(0, Clients / 2).Select(_ => BeginAsync(port, "GET /signin HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
        var bodies = Enumerable
            .Range(0, Clients / 2)
            .Select(_ =>
                BeginAsync(
                    port,
                    "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 65536\r\n\r\n{"
                )
            );
        var closed = Task.WhenAll(heads.Concat(bodies));
        var waits = new ConcurrentBag<TimeSpan>();
        do
        {
            var began = Stopwatch.StartNew();
            using var page = await other.GetAsync("/signin", Ct);
            waits.Add(began.Elapsed);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        } while (!closed.IsCompleted);

        var lasted = await closed;
        Assert.All(lasted, time => Assert.True(time < s_patience, $"A connection was held for {time}"));
        var (last, longest) = (lasted.Max().TotalSeconds, waits.Max().TotalMilliseconds);
        Soak.Report(
            $"{Clients} clients that begin a request and do not finish it",
            FormattableString.Invariant(
                $"closed by the server, the last after {last:0.0} s; {waits.Count} pages meanwhile, longest {longest:0} ms"
            )
        );
        Assert.True(waits.Max() < s_patience / 6, $"Someone else waited {waits.Max()}");
    }

    // How long the server kept the connection open.
    private static async Task<TimeSpan> BeginAsync(int port, string beginning)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Ct);
        var began = Stopwatch.StartNew();
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Ct);
        var buffer = new byte[1024];
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(s_patience * 2);
            while (await stream.ReadAsync(buffer, patience.Token) > 0) { }
        }
        catch (IOException)
        {
            // Closed without an answer.
        }

        return began.Elapsed;
    }
}
