extern alias cli;

using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using cli::Governance.Cli;

namespace Governance.EndToEnd.Tests.Agents;

/// <summary>
/// A made-up agent at the other end of <c>governance agent guard</c>, which runs in this process between it and a real server of files.
/// </summary>
internal sealed class GuardedAgent : IAsyncDisposable
{
    private readonly Pipe _toGuard = new();
    private readonly Pipe _fromGuard = new();
    private readonly StringWriter _error = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = [];
    private readonly Stream _requests;
    private readonly Task<int> _guard;
    private readonly Task _reading;
    private int _last;

    private GuardedAgent(string[] arguments, string key)
    {
        _requests = _toGuard.Writer.AsStream();
        var host = new CliHost
        {
            Out = TextWriter.Null,
            Error = _error,
            OpenInput = () => _toGuard.Reader.AsStream(),
            OpenOutput = () => _fromGuard.Writer.AsStream(),
            Environment = name => name == "GOVERNANCE_API_KEY" ? key : null,
        };
        _guard = Task.Run(() => CommandLineApp.RunAsync(arguments, host, CancellationToken.None));
        _reading = ReadAsync();
    }

    /// <summary>Command of the server of files that <c>./build.sh setup</c> installs; null where it is not.</summary>
    public static string[]? FilesServer(string folder)
    {
        var program = Path.Combine([
            Infrastructure.Repository.Root,
            "tests",
            "mcp-servers",
            "node_modules",
            "@modelcontextprotocol",
            "server-filesystem",
            "dist",
            "index.js",
        ]);
        return File.Exists(program) ? ["node", program, folder] : null;
    }

    /// <summary>Runs another command of the program, and says what it wrote when it fails.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        using var said = new StringWriter();
        var code = await CommandLineApp.RunAsync(arguments, new CliHost { Out = said, Error = said }, CancellationToken.None);
        Assert.True(code == 0, said.ToString());
    }

    public static async Task<GuardedAgent> StartAsync(string[] arguments, string key)
    {
        var agent = new GuardedAgent(arguments, key);
        var hello = new JsonObject
        {
            ["protocolVersion"] = "2025-06-18",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "walk", ["version"] = "1" },
        };
        await agent.RequestAsync("initialize", hello);
        await agent.SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });
        return agent;
    }

    /// <summary>Calls a tool, and reads what it is answered as a model would: text, and whether it is an error.</summary>
    public async Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, string Value)[] arguments)
    {
        var given = new JsonObject(arguments.Select(a => KeyValuePair.Create(a.Name, (JsonNode?)a.Value)));
        var answer = await RequestAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = given });
        return ((string)answer["result"]!["content"]![0]!["text"]!, (bool?)answer["result"]!["isError"] is true);
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _guard;
        await _fromGuard.Writer.CompleteAsync();
        await _reading;
        await _error.DisposeAsync();
    }

    private async Task<JsonObject> RequestAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _open[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = id,
                ["method"] = method,
                ["params"] = parameters,
            }
        );
        // A guard that ended answers nothing any more; then what it said tells why.
        return await Task.WhenAny(answer.Task, _guard) == answer.Task
            ? await answer.Task
            : throw new InvalidOperationException(_error.ToString());
    }

    private async Task SendAsync(JsonObject message)
    {
        await _requests.WriteAsync(Encoding.UTF8.GetBytes(message.ToJsonString() + "\n"));
        await _requests.FlushAsync();
    }

    private async Task ReadAsync()
    {
        using var lines = new StreamReader(_fromGuard.Reader.AsStream());
        while (await lines.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            if ((int?)message["id"] is { } id && _open.TryRemove(id, out var waiting))
            {
                waiting.SetResult(message);
            }
        }
    }
}
