using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// deploy/haproxy/haproxy.cfg in front of two small servers that answer, wait or freeze as they are told: what happens to calls, pages and
/// uploads when a node freezes, is shut down or is gone. ClusterTests has the same file in front of portals.
/// </summary>
public sealed class ShippedBalancerTests : IAsyncLifetime
{
    private static readonly TimeSpan s_noticed = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private HttpClient _client = NewClient();
    private Node[] _nodes = [];
    private LoadBalancer? _balancer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Address => _balancer!.Address;

    public async ValueTask InitializeAsync()
    {
        LoadBalancer.Need();
        var ports = LoadBalancer.FreePorts(2);
        _nodes = [.. ports.Select((port, number) => new Node(port, $"n{number}"))];
        foreach (var node in _nodes)
        {
            await node.StartAsync();
        }

        _balancer = await LoadBalancer.StartAsync(ports, Ct);
        await AnsweredByAsync("n0", "n0");
        await AnsweredByAsync("n1", "n1");
        // Connections of its own: of one that was used before, HAProxy closes the client's side, and the client asks again by itself.
        _client.Dispose();
        _client = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_balancer is not null)
        {
            await _balancer.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Node_ThatFreezes_LosesItsCallsAndPagesWithinSeconds_AndTheOtherGoesOn()
    {
        using var page = await OpenPageAsync("n0");
        var call = SendAsync("/wait", "n0");
        var visit = SendAsync("/wait", "n0", accept: "text/html,*/*;q=0.8");
        await _nodes[0].HasAsync(3);

        var from = Stopwatch.GetTimestamp();
        _nodes[0].Freezes = true;
        var (ended, left) = (await call, await visit);

        Assert.InRange(Stopwatch.GetElapsedTime(from), TimeSpan.Zero, s_noticed);
        await EndsAsync(page);
        Assert.InRange(Stopwatch.GetElapsedTime(from), TimeSpan.Zero, s_noticed);
        Assert.Equal(HttpStatusCode.BadGateway, ended.Status);
        Assert.Contains("\"code\":\"service.unavailable\"", ended.Body, StringComparison.Ordinal);
        Assert.Equal("text/html", left.Kind);
        Assert.Contains("""<meta http-equiv="refresh" content="5">""", left.Body, StringComparison.Ordinal);
        await AnsweredByAsync("n0", "n1");
        TestContext.Current.TestOutputHelper?.WriteLine($"Noticed after {Stopwatch.GetElapsedTime(from)}");
    }

    [Fact]
    public async Task Node_ThatIsShutDown_EndsItsUploads_KeepsItsPages_AndGetsNothingNew()
    {
        using var page = await OpenPageAsync("n0");
        var body = new PacedContent(4 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Address, "/upload")) { Content = body };
        request.Headers.Add("Cookie", "GOVNODE=n0");
        var upload = _client.SendAsync(request, Ct);
        await body.HalfSent.WaitAsync(s_patience, Ct);

        _nodes[0].IsReady = false;
        await AnsweredByAsync("n0", "n1");
        body.GoOn();
        using var uploaded = await upload;

        Assert.Equal("n0", await uploaded.Content.ReadAsStringAsync(Ct));
        Assert.Equal("still here", await EchoAsync(page, "still here"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoNodeReady_OrNoneRunning_PeopleGetAPageThatKeepsTrying_AndProgramsAProblem(bool isGone)
    {
        foreach (var node in _nodes)
        {
            node.IsReady = false;
            if (isGone)
            {
                await node.StopAsync();
            }
        }

        await Until.HoldsAsync(
            "no node is asked any more",
            s_patience,
            async _ => (await SendAsync("/api/v1/models")).Status == HttpStatusCode.ServiceUnavailable,
            Ct
        );
        var program = await SendAsync("/api/v1/models");
        var person = await SendAsync("/models", accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");

        Assert.Equal(("application/problem+json", "5"), (program.Kind, program.Again));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html", "5"), (person.Status, person.Kind, person.Again));
        Assert.Contains("keeps trying", person.Body, StringComparison.Ordinal);
        Assert.Contains("versucht es weiter", person.Body, StringComparison.Ordinal);
        Assert.Contains("""<meta http-equiv="refresh" content="5">""", person.Body, StringComparison.Ordinal);
        // What a person sent by a form is not sent again by the page, and they are asked to look.
        var form = await SendAsync("/signin", accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", form: "email=ann");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html", "5"), (form.Status, form.Kind, form.Again));
        Assert.Contains("What was sent may not have been stored.", form.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh", form.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_OfAnAddress_IsForPages_AndProgramsWithAKeyAreNotHeldToIt()
    {
        var keyed = await ManyAsync(2_300, key: "Bearer a-key");
        Assert.All(keyed, status => Assert.Equal(HttpStatusCode.OK, status));

        var pages = await ManyAsync(2_300, key: null);

        Assert.Contains(HttpStatusCode.TooManyRequests, pages);
        var refused = await SendAsync("/models");
        Assert.Equal(("application/problem+json", "10"), (refused.Kind, refused.Again));
        Assert.Contains("\"code\":\"request.too-many\"", refused.Body, StringComparison.Ordinal);
    }

    private async Task<List<HttpStatusCode>> ManyAsync(int count, string? key)
    {
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct },
            async (_, _) => answers.Add((await SendAsync("/api/v1/decide", key: key)).Status)
        );
        return [.. answers];
    }

    private Task AnsweredByAsync(string asked, string answers) =>
        Until.HoldsAsync(
            $"{answers} answers what {asked} was asked",
            s_patience,
            async _ => (await SendAsync("/who", asked)).Body == answers,
            Ct
        );

    private async Task<Answer> SendAsync(string path, string? node = null, string? accept = null, string? key = null, string? form = null)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Address, path));
        if (form is not null)
        {
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        if (node is not null)
        {
            request.Headers.Add("Cookie", $"GOVNODE={node}");
        }

        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        if (key is not null)
        {
            request.Headers.Add("Authorization", key);
        }

        using var response = await _client.SendAsync(request, Ct);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.ToString(),
            await response.Content.ReadAsStringAsync(Ct)
        );
    }

    private async Task<ClientWebSocket> OpenPageAsync(string node)
    {
        var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Cookie", $"GOVNODE={node}");
        await page.ConnectAsync(new UriBuilder(Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Ct);
        Assert.Equal("hello", await EchoAsync(page, "hello"));
        return page;
    }

    private static async Task<string> EchoAsync(ClientWebSocket page, string words)
    {
        await page.SendAsync(Encoding.UTF8.GetBytes(words), WebSocketMessageType.Text, endOfMessage: true, Ct);
        var buffer = new byte[100];
        var received = await page.ReceiveAsync(buffer, Ct).WaitAsync(s_patience, Ct);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false }) { Timeout = s_patience };

    private static async Task EndsAsync(ClientWebSocket page) =>
        await Assert.ThrowsAsync<WebSocketException>(() => page.ReceiveAsync(new byte[1], Ct).WaitAsync(s_patience, Ct));

    private sealed record Answer(HttpStatusCode Status, string? Kind, string? Again, string Body);

    /// <summary>A body that stops in the middle until it is told to go on.</summary>
    private sealed class PacedContent(int length) : HttpContent
    {
        private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HalfSent => _half.Task;

        public void GoOn() => _rest.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[length / 2], Ct);
            await stream.FlushAsync(Ct);
            _half.TrySetResult();
            await _rest.Task.WaitAsync(s_patience, Ct);
            await stream.WriteAsync(new byte[length - (length / 2)], Ct);
        }

        protected override bool TryComputeLength(out long bytes)
        {
            bytes = length;
            return true;
        }
    }

    private sealed class Node(int port, string name) : IAsyncDisposable
    {
        private static readonly TimeSpan s_forever = Timeout.InfiniteTimeSpan;

        private readonly CancellationTokenSource _gone = new();
        private WebApplication? _app;
        private int _waiting;

        public bool IsReady { get; set; } = true;

        public bool Freezes { get; set; }

        public Task HasAsync(int requests) =>
            Until.HoldsAsync(
                $"{name} has {requests} requests",
                s_patience,
                _ => Task.FromResult(Volatile.Read(ref _waiting) >= requests),
                Ct
            );

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}").UseShutdownTimeout(TimeSpan.Zero);
            _app = builder.Build();
            _app.UseWebSockets();
            _app.Run(AnswerAsync);
            await _app.StartAsync(Ct);
        }

        public Task StopAsync() => _app!.StopAsync(Ct);

        public async ValueTask DisposeAsync()
        {
            await _gone.CancelAsync();
            if (_app is not null)
            {
                await _app.DisposeAsync();
            }

            _gone.Dispose();
        }

        private async Task AnswerAsync(HttpContext context)
        {
            using var left = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _gone.Token);
            try
            {
                if (Freezes)
                {
                    await Task.Delay(s_forever, left.Token);
                }

                await AnswerAsync(context, left.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or WebSocketException)
            {
                context.Abort(); // whoever asked, or this test, is gone
            }
        }

        private async Task AnswerAsync(HttpContext context, CancellationToken ct)
        {
            switch (context.Request.Path.Value)
            {
                case "/readyz" when !IsReady:
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    break;
                case "/wait":
                    Interlocked.Increment(ref _waiting);
                    await Task.Delay(s_forever, ct);
                    break;
                case "/upload":
                    await context.Request.Body.CopyToAsync(Stream.Null, ct);
                    await context.Response.WriteAsync(name, ct);
                    break;
                case "/_blazor":
                    Interlocked.Increment(ref _waiting);
                    await EchoAsync(await context.WebSockets.AcceptWebSocketAsync(), ct);
                    break;
                default:
                    await context.Response.WriteAsync(name, ct);
                    break;
            }
        }

        private async Task EchoAsync(WebSocket socket, CancellationToken ct)
        {
            var buffer = new byte[100];
            while (await socket.ReceiveAsync(buffer, ct) is { MessageType: WebSocketMessageType.Text } received)
            {
                await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, ct);
            }
        }
    }
}
