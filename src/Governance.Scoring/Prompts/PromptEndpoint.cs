using System.Buffers;
using System.Text.Json;

namespace Governance.Scoring.Prompts;

/// <summary>What came of a prompt: an answer, or why there is none.</summary>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Problem">Why there is none, in words; null where there is one.</param>
internal readonly record struct PromptReply(PromptAnswer? Answer, ScoringException? Problem);

/// <summary>Asks a server that answers text, one prompt a request.</summary>
public sealed class PromptEndpoint
{
    /// <summary>Longest answer, as it is sent: what a prompt needs is far below.</summary>
    public const int MaxAnswer = 4 << 20;

    private readonly EndpointRequests _requests;
    private readonly IPromptProtocol _protocol;

    /// <param name="transport">Sends the requests.</param>
    /// <param name="settings">
    /// How the server is asked; <see cref="EndpointSettings.Output"/> is the model's name, or the output tensor.
    /// </param>
    /// <param name="protocol">One of <see cref="Protocols"/>.</param>
    /// <param name="clock">Measures the pauses between tries.</param>
    /// <param name="jitter">Shares in [0, 1) that spread them.</param>
    /// <exception cref="ScoringException">The address is none of the protocol.</exception>
    public PromptEndpoint(IScoringTransport transport, EndpointSettings settings, string protocol, TimeProvider clock, Func<double> jitter)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (Settings, _requests) = (settings, new EndpointRequests(transport, settings, clock, jitter));
        _protocol = protocol switch
        {
            ChatCompletions => new ChatProtocol(settings, isMlflow: false),
            "mlflow" => new ChatProtocol(settings, isMlflow: true),
            _ => new TextTensorProtocol(settings),
        };
    }

    /// <summary>Chat completions, as OpenAI, vLLM and KServe speak them.</summary>
    public const string ChatCompletions = "chat-completions";

    /// <summary>What servers speak that answer text.</summary>
    public static IReadOnlyList<string> Protocols { get; } = [ChatCompletions, .. ScoringEndpoint.Protocols];

    /// <summary>What the server speaks.</summary>
    public string Protocol => _protocol.Name;

    /// <summary>The address without a query, which may hold secrets.</summary>
    public string Address => _protocol.Address.GetLeftPart(UriPartial.Path);

    /// <summary>The artifact the endpoint says it serves; null when it does not.</summary>
    public string? ArtifactSha256 => _protocol.ArtifactSha256;

    /// <summary>Requests that were answered.</summary>
    public long Requests => _requests.Answered;

    /// <summary>Requests that were made again.</summary>
    public long Retries => _requests.Retries;

    /// <summary>Durations of answered requests in milliseconds, ascending.</summary>
    public double[] Latencies => _requests.Latencies;

    internal EndpointSettings Settings { get; }

    /// <summary>Reads which models the server has, or how the model describes itself.</summary>
    /// <exception cref="ScoringException">There was no answer, or the model takes no text.</exception>
    public async Task LearnAsync(CancellationToken ct)
    {
        if (_protocol.Description is not { } place)
        {
            return;
        }

        var answer = await _requests.AskAsync(HttpMethod.Get, place, default, ct);
        if (answer.IsSuccess && EndpointRequests.Json(answer) is { ValueKind: JsonValueKind.Object } description)
        {
            _protocol.Learn(description);
        }
    }

    internal SuiteSampling Sent(SuiteSampling sampling) => _protocol.Sent(sampling);

    /// <summary>Asks one prompt.</summary>
    /// <exception cref="ScoringException">Every other prompt would end like this: no right to ask, no such place, a wrong name.</exception>
    internal async Task<PromptReply> AskAsync(SuitePrompt prompt, SuiteSampling sampling, CancellationToken ct)
    {
        ScoringAnswer answer;
        try
        {
            answer = await _requests.AskAsync(HttpMethod.Post, _protocol.Address, BodyOf(prompt, sampling), ct);
        }
        catch (ScoringException problem) when (problem.InnerException is TransportException { IsPassing: true })
        {
            return new(null, problem);
        }

        if (!answer.IsSuccess)
        {
            if (IsFiltered(answer))
            {
                return new(new PromptAnswer("") { IsFiltered = true }, null);
            }

            var refusal = EndpointRequests.RefusalOf(answer, _protocol.Address, "to answer");
            return answer.Status is 400 or 408 or 413 or 422 or 429 or >= 500 ? new(null, refusal) : throw refusal;
        }

        return answer.Body.Length > MaxAnswer ? No($"answered with more than {MaxAnswer >> 20} MiB")
            : EndpointRequests.Json(answer) is not { } json ? No("did not answer with JSON")
            : Read(json, prompt) is { } read ? new(read, null)
            : No("did not answer with text");
    }

    private PromptAnswer? Read(JsonElement json, SuitePrompt prompt)
    {
        try
        {
            return _protocol.Read(json, prompt);
        }
        catch (InvalidOperationException)
        {
            return null; // a text that is half a character
        }
    }

    private PromptReply No(string what) => new(null, ScoringException.Undecided($"{_protocol.Address.Authority} {what}."));

    // Gateways refuse a prompt by a status of their own, and say in its body that a filter did.
    private static bool IsFiltered(ScoringAnswer answer) =>
        answer.Status is 400 or 403 or 422
        && EndpointRequests.Json(answer) is { } json
        && json.Member("error") is { } error
        && error.Text("code") == "content_filter";

    private ReadOnlyMemory<byte> BodyOf(SuitePrompt prompt, SuiteSampling sampling)
    {
        var body = new ArrayBufferWriter<byte>(1 << 12);
        using (var writer = new Utf8JsonWriter(body))
        {
            _protocol.Write(writer, prompt, sampling);
        }

        return body.WrittenMemory;
    }
}
