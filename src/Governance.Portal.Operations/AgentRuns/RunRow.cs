using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>A run in a list.</summary>
public record RunRow
{
    /// <summary>Its id.</summary>
    public required AgentRunId Id { get; init; }

    /// <summary>The agent, or the name that an unregistered agent reported.</summary>
    public required string Agent { get; init; }

    /// <summary>Id of the conversation, or of the trace.</summary>
    public required string Run { get; init; }

    /// <summary>When its first step began, according to the sender's clock.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last step ended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>Number of spans kept.</summary>
    public int Spans { get; init; }

    /// <summary>Number of model requests and tool calls.</summary>
    public int Steps { get; init; }

    /// <summary>Number of tool calls.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Number of input tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Number of output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Cost of the tokens; null without prices.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Currency of the cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Number of spans that ended with an error.</summary>
    public int Errors { get; init; }

    /// <summary>The findings, the most serious first.</summary>
    public IReadOnlyList<RunFinding> Findings { get; init; } = [];
}

/// <summary>A run with its steps.</summary>
public sealed record RunDetail : RunRow
{
    /// <summary>Whether an agent of this name is registered.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>All steps, in order of their start.</summary>
    public IReadOnlyList<RunStep> Timeline { get; init; } = [];
}

/// <summary>A step of a run.</summary>
public sealed record RunStep
{
    /// <summary>The trace.</summary>
    public required string TraceId { get; init; }

    /// <summary>The span.</summary>
    public required string SpanId { get; init; }

    /// <summary>The enclosing span.</summary>
    public string? ParentId { get; init; }

    /// <summary>Number of kept spans that enclose it.</summary>
    public int Depth { get; init; }

    /// <summary>Kind of step.</summary>
    public AgentStepKind Kind { get; init; }

    /// <summary>Name of the span.</summary>
    public required string Name { get; init; }

    /// <summary>The agent as the span names it.</summary>
    public string? Agent { get; init; }

    /// <summary>The model that was called.</summary>
    public string? Model { get; init; }

    /// <summary>The tool that was called.</summary>
    public string? Tool { get; init; }

    /// <summary>The model's id for the call.</summary>
    public string? CallId { get; init; }

    /// <summary>When it began, according to the sender's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Duration in milliseconds.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Number of input tokens.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Number of output tokens.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Cost of the tokens.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Kind of the error.</summary>
    public string? Error { get; init; }

    /// <summary>The portal's decision on the call.</summary>
    public AgentCallId? Decision { get; init; }

    /// <summary>The decision at the time of the call.</summary>
    public CallVerdict? Verdict { get; init; }

    /// <summary>Whether the tool was called although it was not allowed.</summary>
    public bool DeniedButCalled { get; init; }

    /// <summary>Digest of the arguments; the same for the same arguments within a run.</summary>
    public string? ArgumentsSha256 { get; init; }

    /// <summary>Version of the conventions, as reported by the sender.</summary>
    public string? SchemaUrl { get; init; }

    /// <summary>Attributes that the step itself does not keep.</summary>
    public int OtherAttributes { get; init; }

    /// <summary>Digest of these attributes.</summary>
    public string? OtherSha256 { get; init; }

    /// <summary>Digests of its content, and the parts that are kept; null if none was sent.</summary>
    public RunStepContent? Content { get; init; }

    /// <summary>The log entry with the digest of the spans it was sent with.</summary>
    public long? LogIndex { get; init; }
}

/// <summary>A tool call that the portal denied and the agent sent no span for: it is no step, and yet something the agent tried.</summary>
/// <param name="Id">The call.</param>
/// <param name="Tool">The tool.</param>
/// <param name="At">When the agent asked, according to the portal's clock.</param>
public sealed record DeniedCall(AgentCallId Id, string Tool, DateTimeOffset At);

/// <summary>The content of a step, without what is kept of it: that is read for a purpose.</summary>
/// <param name="Handling">What was done with it when it arrived.</param>
/// <param name="Omission">Why nothing is kept although the policy said so.</param>
/// <param name="Parts">Its parts by salted digests.</param>
/// <param name="IsKept">Whether there is something to read.</param>
/// <param name="ErasedAt">When content and salt were erased; null where they were not.</param>
public sealed record RunStepContent(
    ContentHandling Handling,
    ContentOmission? Omission,
    IReadOnlyList<StepPart> Parts,
    bool IsKept,
    DateTimeOffset? ErasedAt
);

/// <summary>What was decided of an agent that is not registered.</summary>
public enum UnregisteredState
{
    /// <summary>Nothing yet.</summary>
    Open,

    /// <summary>It need not be registered.</summary>
    Ignored,

    /// <summary>It must not run.</summary>
    Blocked,
}

/// <summary>An agent that sends spans and is not registered.</summary>
/// <param name="Name">The name it told.</param>
/// <param name="Runs">How many runs are kept.</param>
/// <param name="FirstAt">When the first of them began.</param>
/// <param name="LastAt">When the last of them ended.</param>
/// <param name="ToolCalls">Calls of tools in them.</param>
/// <param name="Reason">Why it need not be registered, or must not run; null where no one has decided.</param>
public sealed record UnregisteredAgent(string Name, int Runs, DateTimeOffset FirstAt, DateTimeOffset LastAt, int ToolCalls, string? Reason);
