using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>A run in a list.</summary>
public record RunRow
{
    /// <summary>Its id.</summary>
    public required AgentRunId Id { get; init; }

    /// <summary>The agent, or the name it told where none is registered.</summary>
    public required string Agent { get; init; }

    /// <summary>The conversation, or the trace.</summary>
    public required string Run { get; init; }

    /// <summary>When its first step began, by the sender's clock.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last step ended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>Spans that are kept.</summary>
    public int Spans { get; init; }

    /// <summary>Questions to models and calls of tools.</summary>
    public int Steps { get; init; }

    /// <summary>Calls of tools.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Tokens that models read.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that models wrote.</summary>
    public long OutputTokens { get; init; }

    /// <summary>What the tokens cost; null without prices.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Currency of the cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Spans that ended with an error.</summary>
    public int Errors { get; init; }

    /// <summary>What is wrong, the gravest first.</summary>
    public IReadOnlyList<RunFinding> Findings { get; init; } = [];
}

/// <summary>A run with its steps.</summary>
public sealed record RunDetail : RunRow
{
    /// <summary>Whether an agent of this name is registered.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>All steps, by the time they began.</summary>
    public IReadOnlyList<RunStep> Timeline { get; init; } = [];
}

/// <summary>A step of a run.</summary>
public sealed record RunStep
{
    /// <summary>The trace.</summary>
    public required string TraceId { get; init; }

    /// <summary>The span.</summary>
    public required string SpanId { get; init; }

    /// <summary>The span around it.</summary>
    public string? ParentId { get; init; }

    /// <summary>How many kept spans are around it.</summary>
    public int Depth { get; init; }

    /// <summary>What was done.</summary>
    public AgentStepKind Kind { get; init; }

    /// <summary>Name of the span.</summary>
    public required string Name { get; init; }

    /// <summary>The agent as the span names it.</summary>
    public string? Agent { get; init; }

    /// <summary>The model that was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The tool that was called.</summary>
    public string? Tool { get; init; }

    /// <summary>The model's id of the call.</summary>
    public string? CallId { get; init; }

    /// <summary>When it began, by the sender's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Tokens that the model read.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens that the model wrote.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What the tokens cost.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Kind of the error.</summary>
    public string? Error { get; init; }

    /// <summary>The portal's decision about the call.</summary>
    public AgentCallId? Decision { get; init; }

    /// <summary>What it was when the call was made.</summary>
    public CallVerdict? Verdict { get; init; }

    /// <summary>Whether it was called although it was not allowed.</summary>
    public bool DeniedButCalled { get; init; }

    /// <summary>Digest of the arguments; the same for the same arguments within a run.</summary>
    public string? ArgumentsSha256 { get; init; }

    /// <summary>Version of the conventions, as the sender tells it.</summary>
    public string? SchemaUrl { get; init; }

    /// <summary>Attributes that the step itself does not keep.</summary>
    public int OtherAttributes { get; init; }

    /// <summary>Digest over them.</summary>
    public string? OtherSha256 { get; init; }

    /// <summary>Its content by digests, and what is kept of it; null where none was sent.</summary>
    public RunStepContent? Content { get; init; }

    /// <summary>Entry of the log that states the digest of the spans it came with.</summary>
    public long? LogIndex { get; init; }
}

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
