using System.Collections.Concurrent;
using System.Text.Json;
using Governance.Data;
using Governance.Policies;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// Puts the questions of rules <c>opa</c> to the engines they name, before the evaluation, and writes the answers into the input: a replay
/// then asks no one. An engine that is away, slow, silent or unclear has not said yes. Inside a transaction nothing is asked: a question
/// that was not put before ends it, is put, and the action begins again.
/// </summary>
public sealed partial class OpaDecisions(OutboundClient client, TimeProvider clock, ILogger<OpaDecisions> logger)
{
    private const int DefaultTimeoutMs = 1_000;
    private const int Remembered = 512;
    private const int MaxViolations = 100;
    private const int MaxText = 1_000;
    private static readonly TimeSpan s_goodFor = TimeSpan.FromMinutes(10);

    // An engine that is away is asked again soon, but not by the transaction that follows the question put before it, however long that one
    // waits for its turn.
    private static readonly TimeSpan s_silenceFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_silenceInside = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<
        (string Url, string Path, string Facts),
        (GateRemoteDecision Decision, DateTimeOffset At)
    > _known = new();
    private readonly Queue<(string Url, string Path, string Facts)> _order = new();

    /// <summary>True when a policy has a rule that asks a remote engine.</summary>
    public static bool AreAsked(IReadOnlyList<PolicyDocument> policies) => policies.Any(p => p.Rules.Any(r => r.Type == "opa"));

    /// <summary>
    /// The input with the answers to every question that the policies about this promotion put: engines that others name hear nothing of
    /// it. The same facts are asked about once in ten minutes.
    /// </summary>
    public async Task<GateInput> AnswerAsync(IReadOnlyList<PolicyDocument> policies, GateInput input, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(input);
        var questions = policies
            .Where(p => GateEvaluator.Applies(p, input))
            .SelectMany(p => p.Rules)
            .Where(r => r.Type == "opa")
            .Select(r =>
                (
                    Url: r.Parameters.Text("url")!,
                    Path: r.Parameters.Text("path")!,
                    Timeout: r.Parameters.Integer("timeoutMs") ?? DefaultTimeoutMs
                )
            )
            .GroupBy(q => (q.Url, q.Path))
            .Select(g => (g.Key.Url, g.Key.Path, Timeout: g.Min(q => q.Timeout)))
            .ToList();
        if (questions.Count == 0)
        {
            return input;
        }

        var facts = input.FactsSha256();
        Task<GateRemoteDecision[]> AskAsync(CancellationToken token) =>
            Task.WhenAll(questions.Select(q => AskOnceAsync(q.Url, q.Path, q.Timeout, facts, input, token)));
        if (!OpenTransaction.IsHere)
        {
            return input with { RemoteDecisions = await AskAsync(ct) };
        }

        var known = questions.ConvertAll(q => Known((q.Url, q.Path, facts), s_silenceInside));
        return known.Contains(null)
            ? throw new OutsideFactNeededException("A remote policy engine has to be asked.", AskAsync)
            : input with
            {
                RemoteDecisions = [.. known.OfType<GateRemoteDecision>()],
            };
    }

    /// <summary>Reads an answer of <c>POST /v1/data/…</c>: a truth value, or <c>{allow, violations}</c>.</summary>
    internal static GateRemoteDecision Read(string url, string path, int status, ReadOnlyMemory<byte> body)
    {
        GateRemoteDecision Says(string answer, string? id = null, IReadOnlyList<RemoteViolation>? violations = null) =>
            new(url, path, answer, id, violations ?? []);
        if (status != 200)
        {
            return Says(status == 404 ? "undefined" : "error");
        }

        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Says("error");
            }

            var id =
                json.RootElement.TryGetProperty("decision_id", out var named) && named.ValueKind == JsonValueKind.String
                    ? Short(named.GetString()!)
                    : null;
            if (!json.RootElement.TryGetProperty("result", out var result))
            {
                return Says("undefined", id);
            }

            if (result.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                return Says(result.GetBoolean() ? "allow" : "deny", id);
            }

            if (result.ValueKind != JsonValueKind.Object)
            {
                return Says("not-boolean", id);
            }

            if (!result.TryGetProperty("allow", out var allow))
            {
                return Says("undefined", id);
            }

            return allow.ValueKind is JsonValueKind.True or JsonValueKind.False && Violations(result) is { } violations
                ? Says(allow.GetBoolean() ? "allow" : "deny", id, violations)
                : Says("not-boolean", id);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Says("error");
        }
    }

    private static List<RemoteViolation>? Violations(JsonElement result)
    {
        if (!result.TryGetProperty("violations", out var list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        // A list too long to be read is not read in part: what is left out could be what blocks.
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxViolations)
        {
            return null;
        }

        return
        [
            .. list.EnumerateArray()
                .Select(
                    (item, i) =>
                        new RemoteViolation(
                            Text(item, "id") ?? $"violation-{i + 1}",
                            Text(item, "severity") ?? "high",
                            Text(item, "message") ?? Text(item, "msg") ?? "The policy engine gave no reason."
                        )
                ),
        ];
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && !string.IsNullOrWhiteSpace(value.GetString())
            ? Short(value.GetString()!)
            : null;

    private GateRemoteDecision? Known((string Url, string Path, string Facts) question, TimeSpan silence) =>
        _known.TryGetValue(question, out var known)
        && clock.GetLocalNow() - known.At <= (known.Decision.Answer is "allow" or "deny" ? s_goodFor : silence)
            ? known.Decision
            : null;

    private static string Short(string text) => WholeText.Beginning(text, MaxText);

    private async Task<GateRemoteDecision> AskOnceAsync(
        string url,
        string path,
        int timeout,
        string facts,
        GateInput input,
        CancellationToken ct
    )
    {
        if (Known((url, path, facts), s_silenceFor) is { } known)
        {
            return known;
        }

        var decision = await AskAsync(url, path, timeout, input, ct);
        Remember((url, path, facts), decision);
        return decision;
    }

    // What is out of date goes, and of the rest the oldest: one that was just answered stays for the transaction it was asked for.
    private void Remember((string Url, string Path, string Facts) question, GateRemoteDecision decision)
    {
        var now = clock.GetLocalNow();
        lock (_order)
        {
            if (_known.TryAdd(question, (decision, now)))
            {
                _order.Enqueue(question);
            }
            else
            {
                _known[question] = (decision, now);
            }

            while (_order.Count > Remembered || (_order.TryPeek(out var oldest) && now - _known[oldest].At > s_goodFor))
            {
                _known.TryRemove(_order.Dequeue(), out _);
            }
        }
    }

    private async Task<GateRemoteDecision> AskAsync(string url, string path, int timeout, GateInput input, CancellationToken ct)
    {
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var server)
            || !Uri.TryCreate(
                server,
                $"{server.AbsolutePath.TrimEnd('/')}/v1/data/{Segments(path)}?strict-builtin-errors=true",
                out var address
            )
        )
        {
            return new(url, path, "error", null, []);
        }

        using var time = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeout), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            byte[] body = [.. "{\"input\":"u8, .. input.ToBytes(), (byte)'}'];
            var answer = await client.SendAsync(HttpMethod.Post, address, body, "application/json", null, bound.Token);
            return Read(url, path, answer.Status, answer.Body);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogSilent(server.Host, path, timeout);
            return new(url, path, "timeout", null, []);
        }
        catch (OutboundException e)
        {
            LogFailed(server.Host, path, e.Message);
            return new(
                url,
                path,
                e.Message.Contains("Outbound__AllowedHosts", StringComparison.Ordinal) ? "not-allowed" : "error",
                null,
                []
            );
        }
    }

    /// <summary>The path of a decision, as <c>governance/gate</c> or <c>data.governance.gate</c>.</summary>
    private static string Segments(string path)
    {
        var plain = path.Trim('/');
        plain =
            plain.Contains('/', StringComparison.Ordinal) ? plain
            : plain.StartsWith("data.", StringComparison.Ordinal) ? plain[5..].Replace('.', '/')
            : plain.Replace('.', '/');
        return string.Join('/', plain.Split('/').Select(Uri.EscapeDataString));
    }

    [LoggerMessage(1451, LogLevel.Warning, "{Host} did not decide {Path} within {Timeout} ms; the gate treats this as a denial")]
    private partial void LogSilent(string host, string path, int timeout);

    [LoggerMessage(1452, LogLevel.Warning, "{Host} could not be queried for {Path}: {Why}; the gate treats this as a denial")]
    private partial void LogFailed(string host, string path, string why);
}
