using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>
/// Passes messages between an agent and a server: lists are filtered, calls are decided, and what the guard cannot read or does not know
/// is not passed on. What is passed on is written anew from what was read and judged, so that no other reader finds another message in it.
/// </summary>
internal sealed class GuardProxy(IGuardedServer server, IGuardedAgent agent, GuardedCalls calls, GuardReport? report = null)
{
    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;
    private const int UnknownMethod = -32601;
    public const int ServerGone = -32000;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(10);

    // Methods that call nothing. A newer protocol may have others that do, so what is not here is refused.
    private static readonly HashSet<string> s_passed = new(StringComparer.Ordinal)
    {
        "initialize",
        "ping",
        "tools/list",
        "resources/list",
        "resources/templates/list",
        "resources/unsubscribe",
        "prompts/list",
        "prompts/get",
        "completion/complete",
        "logging/setLevel",
        "notifications/initialized",
        "notifications/cancelled",
        "notifications/progress",
        "notifications/roots/list_changed",
    };

    private readonly LiveTools _tools = new(server, report is null ? null : report.Listed);
    private readonly ConcurrentDictionary<string, string> _open = new(StringComparer.Ordinal);
    private readonly ListedTools _lists = new(calls);

    // Calls that the portal is asked about, by the agent's id of the request; and what goes on with them.
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _undecided = new(StringComparer.Ordinal);
    private readonly List<Task> _deciding = [];

    /// <summary>Runs until the agent or the server ends. False: the server ended first.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var fromAgent = FromAgentAsync(ending.Token);
        var fromServer = FromServerAsync(ending.Token);
        var first = await Task.WhenAny(fromAgent, fromServer);
        try
        {
            if (first == fromAgent)
            {
                await fromAgent;
                // What a person is asked about waits for them, as long as the server is there.
                await Task.WhenAny(DecidedAsync(), fromServer);
                server.CloseInput();
                await fromServer.WaitAsync(s_lastWords, ct);
                return true;
            }

            await fromServer;
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            return false;
        }
        finally
        {
            // First nothing is decided any more, so that each request is answered once.
            await ending.CancelAsync();
            await DecidedAsync();
            foreach (var id in _open.Keys)
            {
                await agent.WriteLineAsync(
                    McpMessage.Error(id, ServerGone, "The server exited before it answered."),
                    CancellationToken.None
                );
            }
        }
    }

    private Task DecidedAsync()
    {
        lock (_deciding)
        {
            return Task.WhenAll([.. _deciding]);
        }
    }

    private async Task FromAgentAsync(CancellationToken ct)
    {
        while (true)
        {
            byte[]? line;
            try
            {
                line = await agent.ReadLineAsync(ct);
            }
            catch (InvalidDataException problem)
            {
                await RefuseAsync(null, null, ParseError, problem.Message, ct);
                return;
            }

            if (line is null)
            {
                return;
            }

            if (line.AsSpan().Trim(" \t"u8).Length > 0)
            {
                await JudgeAsync(line, ct);
            }
        }
    }

    private async Task JudgeAsync(byte[] line, CancellationToken ct)
    {
        // Some servers end a line at a carriage return too, and would find a message within the message.
        if (line.AsSpan().Contains((byte)'\r') || McpMessage.Read(line) is not { } given)
        {
            await RefuseAsync(null, null, ParseError, "The guard cannot read this message, so it is not passed on.", ct);
            return;
        }

        if (McpMessage.WhyNot(given) is { } ambiguous)
        {
            await RefuseAsync(
                McpMessage.IdOf(given),
                McpMessage.Text(given, "method"),
                InvalidRequest,
                $"Two programs could read this message differently, so it is not passed on. {ambiguous}",
                ct
            );
            return;
        }

        // From here on there is only the message as it will be passed on.
        line = McpMessage.Write(given);
        var message = McpMessage.Read(line)!.Value;
        var id = McpMessage.IdOf(message);
        var method = McpMessage.Text(message, "method");
        var isAnswer = !message.TryGetProperty("method", out _) && id is not null;
        if (isAnswer && (message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _)))
        {
            await server.WriteLineAsync(line, ct);
        }
        else if (
            method is null
            || (id is null && message.TryGetProperty("id", out _))
            || id?.StartsWith($"\"{LiveTools.IdPrefix}", StringComparison.Ordinal) == true
            // The answer to the one would be taken for the answer to the other, and a list of tools would go through as it is.
            || (id is not null && _open.ContainsKey(id))
        )
        {
            await RefuseAsync(id, method, InvalidRequest, "The guard does not forward this request.", ct);
        }
        else if (method == "tools/call")
        {
            await CallAsync(line, message, id, ct);
        }
        else if (method is "resources/read" or "resources/subscribe")
        {
            await ResourceAsync(line, message, id, method, ct);
        }
        else if (method == "notifications/cancelled" && Undecided(message) is { } waiting)
        {
            // The server has not seen the call, so there is nothing to cancel there.
            await waiting.CancelAsync();
        }
        else if (s_passed.Contains(method))
        {
            await PassAsync(line, id, method, ct);
            if (method == "notifications/initialized")
            {
                await _tools.BeginAsync(ct);
            }
        }
        else
        {
            await RefuseAsync(id, method, UnknownMethod, "The guard does not know this method, so it is not passed on.", ct);
        }
    }

    private async Task CallAsync(byte[] line, JsonElement message, string? id, CancellationToken ct)
    {
        var parameters = message.TryGetProperty("params", out var given) ? given : default;
        var name = McpMessage.Text(parameters, "name");
        if (id is null || name is null)
        {
            await RefuseAsync(id, "tools/call", InvalidRequest, "A call needs an ID and the name of a tool.", ct);
            return;
        }

        var arguments = parameters.TryGetProperty("arguments", out var listed) ? listed : (JsonElement?)null;
        var call = calls.Begin(name, arguments, await UnfitAsync(name, ct));
        if (calls.Portal is null)
        {
            await AnswerAsync(line, id, calls.Decide(call), ct);
            return;
        }

        var own = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (!_undecided.TryAdd(id, own))
        {
            own.Dispose();
            await RefuseAsync(id, "tools/call", InvalidRequest, "A call with this ID is still waiting for its decision.", ct);
            return;
        }

        _open[id] = "tools/call";
        lock (_deciding)
        {
            _deciding.RemoveAll(task => task.IsCompleted);
            _deciding.Add(AskAsync(line, id, call, ProgressOf(parameters), own, ct));
        }
    }

    private static string? ProgressOf(JsonElement parameters) =>
        parameters.TryGetProperty("_meta", out var meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("progressToken", out var token)
            ? McpMessage.IdText(token)
            : null;

    private CancellationTokenSource? Undecided(JsonElement cancelled) =>
        cancelled.TryGetProperty("params", out var given)
        && given.ValueKind == JsonValueKind.Object
        && given.TryGetProperty("requestId", out var id)
        && McpMessage.IdText(id) is { } named
        && _undecided.TryGetValue(named, out var waiting)
            ? waiting
            : null;

    private async Task<string?> UnfitAsync(string name, CancellationToken ct)
    {
        try
        {
            var live = await _tools.NowAsync(ct);
            return live.TryGetValue(name, out var sha256) ? calls.WhyHidden(name, sha256) : $"The server does not list the tool {name}.";
        }
        catch (FormatException problem)
        {
            return problem.Message;
        }
    }

    /// <summary>Asks the portal about a call while other messages go on.</summary>
    private async Task AskAsync(
        byte[] line,
        string id,
        GuardedCall call,
        string? progress,
        CancellationTokenSource own,
        CancellationToken ct
    )
    {
        using (own)
        {
            try
            {
                var told = 0;
                var decision = await calls.AskAsync(
                    call,
                    token => UnfitAsync(call.Tool, token),
                    asked =>
                        progress is null
                            ? Task.CompletedTask
                            : agent.WriteLineAsync(McpMessage.Progress(progress, ++told, asked), own.Token),
                    own.Token
                );
                _undecided.TryRemove(id, out _);
                await AnswerAsync(line, id, decision, ct);
                report?.Repeat();
            }
            catch (OperationCanceledException)
            {
                // The agent has cancelled the call, which wants no answer then; or the guard ends.
                if (!ct.IsCancellationRequested)
                {
                    _open.TryRemove(id, out _);
                }
            }
            catch (Exception problem) when (problem is IOException or InvalidOperationException or ObjectDisposedException)
            {
                // One side has closed its end; what is open is answered when the guard ends.
            }
            finally
            {
                _undecided.TryRemove(id, out _);
            }
        }
    }

    private async Task AnswerAsync(byte[] line, string id, CallDecision decision, CancellationToken ct)
    {
        if (decision.Decision == CallDecision.Allow)
        {
            await PassAsync(line, id, "tools/call", ct);
            return;
        }

        _open.TryRemove(id, out _);
        await agent.WriteLineAsync(
            McpMessage.Result(
                id,
                new JsonObject
                {
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = $"Not allowed. {decision.Reason}" }),
                    ["isError"] = true,
                }
            ),
            ct
        );
    }

    /// <summary>Resources are read without a tool: what the manifest gives access to is read, nothing else.</summary>
    private async Task ResourceAsync(byte[] line, JsonElement message, string? id, string method, CancellationToken ct)
    {
        var uri = message.TryGetProperty("params", out var parameters) ? McpMessage.Text(parameters, "uri") : null;
        var isCovered = false;
        try
        {
            isCovered = uri is not null && calls.Scopes.Covers(uri);
        }
        catch (FormatException)
        {
            // What cannot be judged is not covered.
        }

        if (isCovered)
        {
            await PassAsync(line, id, method, ct);
        }
        else
        {
            await RefuseAsync(id, method, InvalidRequest, "The manifest does not give access to this resource.", ct);
        }
    }

    private async Task PassAsync(byte[] line, string? id, string method, CancellationToken ct)
    {
        if (id is not null)
        {
            _open[id] = method;
        }

        await server.WriteLineAsync(line, ct);
    }

    private async Task RefuseAsync(string? id, string? method, int code, string sentence, CancellationToken ct)
    {
        calls.Log.Write(
            "refused",
            writer =>
            {
                writer.WriteString("server", calls.Server.Name);
                writer.WriteString("method", method);
                writer.WriteString("reason", sentence);
            }
        );
        await agent.WriteLineAsync(McpMessage.Error(id, code, sentence), ct);
    }

    private async Task FromServerAsync(CancellationToken ct)
    {
        while (await server.ReadLineAsync(ct) is { } line)
        {
            if (line.Length > 0)
            {
                await ForwardAsync(line, ct);
            }
        }
    }

    private async Task ForwardAsync(byte[] line, CancellationToken ct)
    {
        if (McpMessage.Read(line) is not { } message)
        {
            Drop("The server wrote a line that is not a protocol " + "message.");
            return;
        }

        var asked = McpMessage.Text(message, "method");
        var id = asked is null ? McpMessage.IdOf(message) : null;
        if (McpMessage.EnvelopeProblem(message) is { } ambiguous)
        {
            await DropAsync(id, $"Two programs could read a message of the server differently. {ambiguous}", ct);
            return;
        }

        if (await _tools.TakeAsync(id, message, ct))
        {
            return;
        }

        if (asked is not null)
        {
            if (asked == "notifications/tools/list_changed")
            {
                await _tools.BeginAsync(ct);
            }

            await agent.WriteLineAsync(McpMessage.Write(message), ct);
        }
        else if (id is not null && _open.TryRemove(id, out var method))
        {
            await agent.WriteLineAsync(method == "tools/list" ? _lists.Filtered(message) : McpMessage.Write(message), ct);
        }
        else if (
            message.TryGetProperty("error", out _)
            && message.TryGetProperty("id", out var none)
            && none.ValueKind is JsonValueKind.Null
        )
        {
            // The server could not read a request, and so cannot name it.
            await agent.WriteLineAsync(McpMessage.Write(message), ct);
        }
        else
        {
            Drop("The server answered what it was not asked.");
        }
    }

    private void Drop(string reason) => calls.Log.Write("dropped", writer => writer.WriteString("reason", reason));

    private async Task DropAsync(string? id, string reason, CancellationToken ct)
    {
        Drop(reason);
        if (id is not null && _open.TryRemove(id, out _))
        {
            await agent.WriteLineAsync(McpMessage.Error(id, ServerGone, reason), ct);
        }
    }
}
