using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Testing;

/// <summary>A made-up agent: it speaks the Model Context Protocol, a message a line, with what stands before its server of tools.</summary>
/// <param name="requests">Where its messages go.</param>
/// <param name="answers">Where answers come from.</param>
/// <param name="ended">Completes when the other side has ended.</param>
/// <param name="said">What the other side has said about itself, for the message of a failing test.</param>
internal sealed class McpAgent(Stream requests, Stream answers, Task ended, Func<string> said)
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = [];
    private int _last;

    /// <summary>The first words; answers are read from then on.</summary>
    public async Task BeginAsync()
    {
        Heard = ReadAsync();
        var hello = new JsonObject
        {
            ["protocolVersion"] = "2025-06-18",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "walk", ["version"] = "1" },
        };
        await RequestAsync("initialize", hello);
        await SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });
    }

    /// <summary>Completes when the last answer was read.</summary>
    public Task Heard { get; private set; } = Task.CompletedTask;

    /// <summary>Names of the tools that it is shown.</summary>
    public async Task<IReadOnlyList<string>> ToolsAsync()
    {
        var answer = await RequestAsync("tools/list", []);
        return [.. answer["result"]!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Calls a tool, and reads what it is answered as a model would: text, and whether it is an error.</summary>
    public async Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, JsonNode? Value)[] arguments)
    {
        var given = new JsonObject(arguments.Select(a => KeyValuePair.Create(a.Name, a.Value)));
        var answer = await RequestAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = given });
        return answer["result"] is { } result
            ? ((string)result["content"]![0]!["text"]!, (bool?)result["isError"] is true)
            : throw new InvalidOperationException(answer.ToJsonString());
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
        // One that ended answers nothing any more; then what it said tells why.
        return await Task.WhenAny(answer.Task, ended) == answer.Task ? await answer.Task : throw new InvalidOperationException(said());
    }

    private async Task SendAsync(JsonObject message)
    {
        await requests.WriteAsync(Encoding.UTF8.GetBytes(message.ToJsonString() + "\n"));
        await requests.FlushAsync();
    }

    private async Task ReadAsync()
    {
        using var lines = new StreamReader(answers);
        while (await lines.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            // What has a method is no answer: the server asks, or tells.
            if (message["method"] is null && (int?)message["id"] is { } id && _open.TryRemove(id, out var waiting))
            {
                waiting.SetResult(message);
            }
        }
    }
}
