using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Privacy;
using Governance.Portal.Operations.AgentRuns.Otlp;
using Governance.Transparency;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>
/// A span read by the conventions for generative AI of OpenTelemetry, or by those of OpenInference. Of the step itself, what is not named
/// here is kept as a number and a digest: it may be prompts, answers or arguments, of which the agent's policy says what is kept.
/// </summary>
internal sealed class ToldStep
{
    private const string DecisionId = "governance.decision.id";
    private const string ExecuteTool = "execute_tool ";

    // Taken into a column of the step, or said by another one.
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        DecisionId,
        "gen_ai.operation.name",
        "gen_ai.agent.name",
        "gen_ai.agent.id",
        "gen_ai.conversation.id",
        "gen_ai.request.model",
        "gen_ai.response.model",
        "gen_ai.tool.name",
        "gen_ai.tool.call.id",
        "gen_ai.tool.call.arguments",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.prompt_tokens",
        "gen_ai.usage.completion_tokens",
        "openinference.span.kind",
        "agent.name",
        "session.id",
        "llm.model_name",
        "llm.token_count.prompt",
        "llm.token_count.completion",
        "embedding.model_name",
        "tool.name",
        "tool.id",
        "tool.parameters",
        "tool_call.id",
        "tool_call.function.name",
        "tool_call.function.arguments",
        "error.type",
    };

    private readonly OtlpSpan _span;
    private readonly Dictionary<string, JsonNode?> _all;
    private readonly Dictionary<string, string?> _redacted = new(StringComparer.Ordinal);

    private ToldStep(OtlpSpan span)
    {
        (_span, _all) = (span, span.Attributes);
        Kind = KindOf();
        // A session of another kind of program is no conversation.
        Conversation = Text("gen_ai.conversation.id") ?? (_all.ContainsKey("openinference.span.kind") ? Text("session.id") : null);
        Service =
            span.Resource.GetValueOrDefault("service.name") is JsonValue name
            && !name.ToString().StartsWith("unknown_service", StringComparison.Ordinal)
                ? Cut(name.ToString())
                : null;
        Agents = [.. new[] { Text("gen_ai.agent.name"), Text("agent.name"), Text("gen_ai.agent.id") }.OfType<string>()];
    }

    /// <summary>What the span tells, also what is not kept.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Attributes => _all;

    public string TraceId => _span.TraceId;

    public string SpanId => _span.SpanId;

    public AgentStepKind Kind { get; }

    /// <summary>What its content shows, as findings name it; looked for once, while the content is here.</summary>
    public IReadOnlyList<string> Signs { get; private set; } = [];

    /// <summary>Name and text of each part of its content.</summary>
    public IReadOnlyList<(string Name, string Text)> Parts { get; private set; } = [];

    /// <summary>The tool, or the name of the span.</summary>
    public string Subject => Tool ?? Cut(_span.Name) ?? "";

    private string? Tool =>
        Kind is AgentStepKind.Tool
            ? Text("gen_ai.tool.name") ?? Text("tool_call.function.name") ?? Text("tool.name") ?? ToolOf(Cut(_span.Name))
            : null;

    public string? Conversation { get; }

    public string? Service { get; }

    /// <summary>Names of the agent, the first as people read it.</summary>
    public IReadOnlyList<string> Agents { get; }

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset EndedAt { get; private init; }

    /// <summary>True for a span that the conventions for AI are about: others are accepted and not kept.</summary>
    public static bool IsOfAi(OtlpSpan span) =>
        span.Attributes.Keys.Any(k =>
            k.StartsWith("gen_ai.", StringComparison.Ordinal)
            || k.StartsWith("llm.", StringComparison.Ordinal)
            || k == "openinference.span.kind"
        );

    /// <summary>Reads a span.</summary>
    /// <returns>The step; or why the span is rejected.</returns>
    public static (ToldStep? Step, string? Rejected) Read(OtlpSpan span, DateTimeOffset now)
    {
        if (!IsId(span.TraceId, 32) || !IsId(span.SpanId, 16))
        {
            return (null, "A span has no valid trace ID and span ID.");
        }

        return At(span.Start, now) is not { } start || At(span.End == 0 ? span.Start : span.End, now) is not { } end
            ? (null, "A span began or ended at an implausible time.")
            : (new ToldStep(span) { StartedAt = start, EndedAt = end < start ? start : end }, null);
    }

    /// <summary>Looks into its content, before anyone waits for the database.</summary>
    public void Look()
    {
        Signs = [.. ToldContent.Signs(this)];
        Parts = ToldParts.Of(this);
    }

    /// <summary>Takes personal data and secrets out of a part; each part once, also before anyone waits for the database.</summary>
    public string? Redacted(string text)
    {
        if (!_redacted.TryGetValue(text, out var left))
        {
            _redacted[text] = left = Redaction.Of(text);
        }

        return left;
    }

    /// <summary>What becomes of its content; null where it has none.</summary>
    /// <param name="step">The step as it is kept.</param>
    /// <param name="handling">What the agent's policy says.</param>
    /// <param name="maxBytes">The longest content that is kept.</param>
    public AgentStepContent? ContentOf(AgentStep step, ContentHandling handling, long maxBytes) =>
        Parts.Count == 0 ? null : AgentStepContent.Of(step, Parts, handling, Redacted, maxBytes);

    /// <summary>The step as it is kept.</summary>
    /// <param name="salt">Salt of its run.</param>
    /// <param name="registered">Names of registered agents.</param>
    /// <param name="prices">Prices of models.</param>
    /// <param name="now">When it is received.</param>
    public AgentStep Make(byte[] salt, IReadOnlySet<string> registered, IReadOnlyList<ModelPrice> prices, DateTimeOffset now)
    {
        var model = Text("gen_ai.response.model") ?? Text("gen_ai.request.model") ?? Text("llm.model_name") ?? Text("embedding.model_name");
        var input = Count("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt");
        var output = Count("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion");
        var arguments = ToldParts.ArgumentsOf(this);
        var rest = Rest();
        return new AgentStep
        {
            TraceId = TraceId,
            SpanId = SpanId,
            ParentId = IsId(_span.ParentId, 16) ? _span.ParentId : null,
            Kind = Kind,
            Name = Cut(_span.Name) ?? "",
            Agent = AgentOf(registered),
            Service = Service,
            Conversation = Conversation,
            UsedModel = model,
            Tool = Tool,
            CallId = Text("gen_ai.tool.call.id") ?? Text("tool_call.id") ?? Text("tool.id"),
            StartedAt = StartedAt,
            EndedAt = EndedAt,
            InputTokens = input,
            OutputTokens = output,
            CostMicros = Cost(model, input, output, prices),
            Error = Text("error.type") ?? Cut(_span.Exception) ?? (_span.IsError ? "error" : null),
            ToldDecision = Text(DecisionId),
            ArgumentsSha256 = arguments is null ? null : Digest(salt, arguments),
            SchemaUrl = Cut(_span.SchemaUrl),
            OtherAttributes = rest.Count,
            OtherSha256 = rest.Count == 0 ? null : Digest(salt, CanonicalJson.Serialize(rest)),
            ReceivedAt = now,
        };
    }

    /// <summary>The agent that the span names: by the name under which it is registered, where it is.</summary>
    public string? AgentOf(IReadOnlySet<string> registered) =>
        Agents.FirstOrDefault(registered.Contains) ?? (Agents.Count > 0 ? Agents[0] : null);

    private AgentStepKind KindOf() =>
        Text("gen_ai.operation.name") switch
        {
            "execute_tool" => AgentStepKind.Tool,
            "chat" or "text_completion" or "generate_content" => AgentStepKind.Model,
            "embeddings" or "retrieval" => AgentStepKind.Retrieval,
            "invoke_agent" or "create_agent" or "invoke_workflow" => AgentStepKind.Agent,
            _ => Text("openinference.span.kind")?.ToUpperInvariant() switch
            {
                "TOOL" => AgentStepKind.Tool,
                "LLM" => AgentStepKind.Model,
                "RETRIEVER" or "EMBEDDING" or "RERANKER" => AgentStepKind.Retrieval,
                "AGENT" => AgentStepKind.Agent,
                not null => AgentStepKind.Other,
                _ => Text("gen_ai.tool.name") is not null ? AgentStepKind.Tool
                : Text("gen_ai.request.model") is not null ? AgentStepKind.Model
                : AgentStepKind.Other,
            },
        };

    private JsonObject Rest()
    {
        var rest = new JsonObject();
        foreach (var (key, value) in _all.Where(a => !s_known.Contains(a.Key)))
        {
            rest[key] = value?.DeepClone();
        }

        return rest;
    }

    private long? Count(params string[] names)
    {
        foreach (var name in names)
        {
            if (
                _all.GetValueOrDefault(name) is JsonValue told
                && long.TryParse(told.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= 1_000_000_000_000
            )
            {
                return count;
            }
        }

        return null;
    }

    private static long? Cost(string? model, long? input, long? output, IReadOnlyList<ModelPrice> prices) =>
        (input ?? output) is not null && prices.FirstOrDefault(p => p.Model == model) is { } price
            ? (long)Math.Min(((input ?? 0) * price.InputPerMillion) + ((output ?? 0) * price.OutputPerMillion), 1_000_000_000_000_000m)
            : null;

    private string? Text(string name) => _all.GetValueOrDefault(name) is JsonValue value ? Cut(value.ToString()) : null;

    // No database keeps a NUL in a text, and no page shows other signs that are not written.
    private static string? Cut(string? text)
    {
        // A name that others sent cannot be refused here, and what cannot be seen in it is left out.
        var kept = text is null
            ? ""
            : NameText.Without(string.Concat(text.Take(AgentStep.MaxName + 1).Select(c => char.IsControl(c) ? ' ' : c)));
        if (kept.Length > AgentStep.MaxName)
        {
            kept = kept[..AgentStep.MaxName];
        }

        return kept.Length == 0 ? null
            : char.IsHighSurrogate(kept[^1]) ? kept[..^1]
            : kept;
    }

    // Helpers of OpenInference name the tool by the span alone, and a decision is found by the tool.
    private static string? ToolOf(string? span) =>
        span?.StartsWith(ExecuteTool, StringComparison.Ordinal) == true ? Cut(span[ExecuteTool.Length..]) : span;

    private static string Digest(byte[] salt, byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData([.. salt, .. bytes]));

    private static bool IsId(string text, int length) =>
        text.Length == length && text.All(char.IsAsciiHexDigitLower) && text.Any(c => c != '0');

    private static DateTimeOffset? At(ulong nanoseconds, DateTimeOffset now)
    {
        var ticks = nanoseconds / 100;
        var first = (ulong)(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        var last = (ulong)(PastTime.Latest(now).UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        return ticks < first || ticks > last ? null : DateTimeOffset.UnixEpoch.AddTicks((long)ticks);
    }
}
