using Governance.Domain.Agents.Calls;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>A call in a list.</summary>
public record CallRow
{
    /// <summary>Its id.</summary>
    public required AgentCallId Id { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Version that acted; null when none did.</summary>
    public string? Version { get; init; }

    /// <summary>The caller's name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>The tool as people read it.</summary>
    public required string Tool { get; init; }

    /// <summary>Money it moves.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Currency of the money.</summary>
    public string? Currency { get; init; }

    /// <summary>The current decision: a person's answer where one was asked; ask while they may answer; then deny.</summary>
    public CallVerdict Decision { get; init; }

    /// <summary>The initial decision.</summary>
    public CallVerdict Decided { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Code { get; init; }

    /// <summary>Policy that decided.</summary>
    public string? Policy { get; init; }

    /// <summary>Rule that decided.</summary>
    public string? Rule { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Until when a person may answer.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who answered, by name.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}
