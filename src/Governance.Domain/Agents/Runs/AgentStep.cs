using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Agents.Calls;
using Governance.Transparency;

namespace Governance.Domain.Agents.Runs;

/// <summary>
/// A span of an agent's trace: what it did, when, with which model or tool. Written once, as it was told first; what is kept of prompts,
/// answers, arguments and results beside their digests is an <see cref="AgentStepContent"/>.
/// </summary>
public sealed class AgentStep
{
    /// <summary>Longest name kept, in characters; a longer one is cut.</summary>
    public const int MaxName = 200;

    /// <summary>The trace, 32 hexadecimal digits.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The span, 16 hexadecimal digits; unique in its trace.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>The span around it; null for the first of a trace.</summary>
    public string? ParentId { get; init; }

    /// <summary>The run it belongs to.</summary>
    public AgentRunId Run { get; private set; }

    /// <summary>What was done.</summary>
    public AgentStepKind Kind { get; init; }

    /// <summary>Name of the span.</summary>
    public string Name { get; init; } = "";

    /// <summary>The agent as the span names it; null where it names none.</summary>
    public string? Agent { get; init; }

    /// <summary>Name of the service that sent it.</summary>
    public string? Service { get; init; }

    /// <summary>The conversation as the span names it.</summary>
    public string? Conversation { get; init; }

    /// <summary>The model that answered, or the one that was asked.</summary>
    public string? UsedModel { get; init; }

    /// <summary>The tool.</summary>
    public string? Tool { get; init; }

    /// <summary>The model's id of the call of the tool.</summary>
    public string? CallId { get; init; }

    /// <summary>When it began, by the sender's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, by the sender's clock.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>Tokens that the model read.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens that the model wrote.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What the tokens cost by the price table, in millionths of its currency; null without a price.</summary>
    public long? CostMicros { get; init; }

    /// <summary>Kind of the error; null where it went well.</summary>
    public string? Error { get; init; }

    /// <summary>The decision that the span names.</summary>
    public string? ToldDecision { get; init; }

    /// <summary>The decision about this call: the one it names, or the one that fits.</summary>
    public AgentCallId? Decision { get; private set; }

    /// <summary>What that decision was when the call was made.</summary>
    public CallVerdict? Verdict { get; private set; }

    /// <summary>SHA-256(salt of the run ‖ arguments): the same for the same arguments within a run.</summary>
    public string? ArgumentsSha256 { get; init; }

    /// <summary>Version of the conventions, as the sender tells it.</summary>
    public string? SchemaUrl { get; init; }

    /// <summary>Attributes that the step itself does not keep.</summary>
    public int OtherAttributes { get; init; }

    /// <summary>SHA-256(salt of the run ‖ canonical JSON of these attributes); null without any.</summary>
    public string? OtherSha256 { get; init; }

    /// <summary>When it was received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Index of the log entry that states the digest of the spans it came with.</summary>
    public long? LogIndex { get; private set; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration => EndedAt > StartedAt ? EndedAt - StartedAt : TimeSpan.Zero;

    /// <summary>Puts it into a run.</summary>
    public void Place(AgentRunId run) => Run = run;

    /// <summary>Says which decision it was made by; null for none.</summary>
    public void Decide(AgentCallId? decision, CallVerdict? verdict) => (Decision, Verdict) = (decision, verdict);

    /// <summary>Says where in the log it is stated.</summary>
    public void LoggedAt(long index) => LogIndex = index;

    /// <summary>SHA-256 of the canonical JSON of what was told.</summary>
    /// <param name="content">Its content; null where none was sent with it.</param>
    public byte[] Committed(AgentStepContent? content = null)
    {
        var told = new JsonObject
        {
            ["trace"] = TraceId,
            ["span"] = SpanId,
            ["parent"] = ParentId,
            ["kind"] = WireName.Of(Kind),
            ["name"] = Name,
            ["agent"] = Agent,
            ["service"] = Service,
            ["conversation"] = Conversation,
            ["model"] = UsedModel,
            ["tool"] = Tool,
            ["call"] = CallId,
            ["startedAt"] = CanonicalJson.Time(StartedAt),
            ["endedAt"] = CanonicalJson.Time(EndedAt),
            ["inputTokens"] = InputTokens,
            ["outputTokens"] = OutputTokens,
            ["error"] = Error,
            ["decision"] = ToldDecision,
            ["argumentsSha256"] = ArgumentsSha256,
            ["schemaUrl"] = SchemaUrl,
            ["otherAttributes"] = OtherAttributes,
            ["otherSha256"] = OtherSha256,
        };
        // Steps that were stored before content was digested part by part have no such member.
        if (content is not null)
        {
            told["contentSha256"] = content.Committed();
        }

        return SHA256.HashData(CanonicalJson.Serialize(told));
    }
}
