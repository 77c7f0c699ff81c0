using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Agents;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Agents;

/// <summary>The guard before a server that is reached by URL: the everything server of npm, over streamable HTTP.</summary>
public sealed class AgentGuardHttpTests : IDisposable
{
    private const string Session = "Mcp-Session-Id";

    private static readonly JsonObject s_hello = new()
    {
        ["protocolVersion"] = "2025-06-18",
        ["capabilities"] = new JsonObject(),
        ["clientInfo"] = new JsonObject { ["name"] = "t", ["version"] = "1" },
    };

    private readonly CliRun _cli = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource _ending = new();
    private readonly int _port = FreePort();
    private Process? _server;
    private string? _session;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_cli.Folder, "calls.jsonl");

    private Uri Guard => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/mcp"));

    public void Dispose()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        _ending.Dispose();
        _http.Dispose();
        _cli.Dispose();
    }

    [Fact]
    public async Task GuardOverHttp_OfARealServer_HoldsTheAgentToItsManifest_AndTakesNoPagesWord()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var url = await StartServerAsync();
        var path = _cli.File("agent.json", (await ManifestAsync(url)).ToBytes());
        string[] guard = ["agent", "guard", "--manifest", path, "--log", Log, "--to", url];
        Assert.Equal(2, await _cli.InvokeAsync([.. guard, "--listen", "0.0.0.0:1"], Ct));
        Assert.Equal(2, await _cli.InvokeAsync([.. guard, "--", "node"], Ct));
        var listens = new Told();
        var host = new CliHost { Out = TextWriter.Null, Error = listens };
        var running = CommandLineApp.RunAsync([.. guard, "--listen", $"127.0.0.1:{_port}"], host, _ending.Token);
        Assert.StartsWith(
            "The guard listens on",
            await listens.First.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct),
            StringComparison.Ordinal
        );

        // Before a session: a page of the web, another name of this machine, no session, another's, and what is no message.
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("{}", ("Origin", "http://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("{}", ("Origin", "null")));
        // The framework's listener refuses this by itself, and sometimes writes an empty answer behind its refusal: nothing may follow on
        // this connection.
        Assert.Equal(
            HttpStatusCode.NotFound,
            await StatusAsync(Request(1, "initialize", s_hello), ("Host", "evil.example"), ("Connection", "close"))
        );
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(Request(1, "tools/list", [])));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Request(1, "tools/list", []), (Session, new string('0', 64))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("not json"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("[" + Request(1, "initialize", s_hello) + "]"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync("{}", ("Content-Type", "text/plain")));

        var hello = await SayAsync(Request(0, "initialize", s_hello));
        Assert.Equal("2025-06-18", hello.GetProperty("result").GetProperty("protocolVersion").GetString());
        Assert.NotNull(_session);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""));

        var listed = await SayAsync(Request(1, "tools/list", []));
        Assert.Equal(
            ["echo", "get-sum"],
            listed.GetProperty("result").GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("name").GetString()).Order()
        );
        Assert.Equal("Echo: hello", Said(await SayAsync(Call(2, "echo", new() { ["message"] = "hello" }))));
        // Line ends within the body are no second message.
        var spread = Call(3, "echo", new() { ["message"] = "spread" }).Replace(",\"", ",\r\n\"", StringComparison.Ordinal);
        Assert.Equal("Echo: spread", Said(await SayAsync(spread)));
        Assert.Equal("Not allowed. The manifest does not name the tool all.get-env.", Said(await SayAsync(Call(4, "get-env", []))));
        Assert.EndsWith(
            "the guard has no one to ask.",
            Said(await SayAsync(Call(5, "get-sum", new() { ["a"] = 1, ["b"] = 2 }))),
            StringComparison.Ordinal
        );
        Assert.Equal(-32601, Code(await SayAsync(Request(6, "tools/execute", []))));
        Assert.Equal(-32600, Code(await SayAsync("""{"jsonrpc":"2.0","id":"governance-guard-1","method":"tools/list"}""")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("""{"jsonrpc":"2.0","id":7,"method":"ping","method":"tools/call"}"""));
        // A call that wants no answer is taken and not passed on.
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}"""));

        // One stream of what the server says of its own accord.
        using (var stream = await _http.SendAsync(Message(HttpMethod.Get, null), HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
            using var second = await _http.SendAsync(Message(HttpMethod.Get, null), HttpCompletionOption.ResponseHeadersRead, Ct);
            Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        }

        // A server that is gone: each request is answered, and nothing is allowed.
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync(Ct);
        Assert.Equal(-32000, Code(await SayAsync(Call(8, "echo", new() { ["message"] = "gone" }))));

        using (var ended = await _http.SendAsync(Message(HttpMethod.Delete, null), Ct))
        {
            Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Request(9, "ping", [])));
        await _ending.CancelAsync();
        Assert.Equal(0, await running);
        var log = (await File.ReadAllLinesAsync(Log, Ct)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["allow", "allow", "deny", "ask", "allow"],
            log.Where(line => line.GetProperty("event").GetString() == "call").Select(line => line.GetProperty("decision").GetString())
        );
    }

    private async Task<string> StartServerAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo(McpServers.Everything[0], [.. McpServers.Everything.Skip(1), "streamableHttp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        _server = Process.Start(start)!;
        var ready = new TaskCompletionSource();
        _server.ErrorDataReceived += (_, line) =>
            _ = line.Data?.Contains("listening", StringComparison.Ordinal) == true && ready.TrySetResult();
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/mcp");
    }

    private static async Task<AgentManifest> ManifestAsync(string url)
    {
        var live = await McpServer.AskAsync(
            new CliHost { Out = TextWriter.Null, Error = TextWriter.Null },
            "http",
            url,
            null,
            TimeSpan.FromSeconds(30),
            Ct
        );
        AgentTool Tool(string name, params string[] risks) =>
            new(name, "all", null, live.Tools.Tools.Single(tool => tool.Name == name).Sha256, risks);
        return new()
        {
            Purpose = "Tests",
            Autonomy = "supervised",
            Owner = "ada",
            Models = [new("m", "1", null, null)],
            Servers = [new("all", "http", url, live.Version, null)],
            Tools = [Tool("echo", "read"), Tool("get-sum", "external")],
            Checkpoints = [new("external", null, 5)],
        };
    }

    private static string Request(int id, string method, JsonObject parameters) =>
        new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters.DeepClone(),
        }.ToJsonString();

    private static string Call(int id, string tool, JsonObject arguments) =>
        Request(id, "tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments });

    private static string? Said(JsonElement answer) =>
        answer.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString();

    private static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    private HttpRequestMessage Message(HttpMethod method, string? body)
    {
        var request = new HttpRequestMessage(method, Guard);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (_session is not null)
        {
            request.Headers.TryAddWithoutValidation(Session, _session);
        }

        return request;
    }

    private async Task<HttpStatusCode> StatusAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = Message(HttpMethod.Post, body);
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content = new StringContent(body, Encoding.UTF8, value);
            }
            else
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await _http.SendAsync(request, Ct);
        return response.StatusCode;
    }

    private async Task<JsonElement> SayAsync(string body)
    {
        using var response = await _http.SendAsync(Message(HttpMethod.Post, body), Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode is HttpStatusCode.OK, text);
        _session ??= response.Headers.GetValues(Session).Single();
        var at =
            response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? text.LastIndexOf("data: ", StringComparison.Ordinal) + 6
                : 0;
        return JsonDocument.Parse(text[at..]).RootElement;
    }

    /// <summary>Gives the first line that is written.</summary>
    private sealed class Told : StringWriter
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task WriteLineAsync(string? value)
        {
            First.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
