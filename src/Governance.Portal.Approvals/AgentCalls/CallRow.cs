using Governance.Domain.Agents.Calls;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>A call in a list.</summary>
public record CallRow
{
    /// <summary>Its id.</summary>
    public required AgentCallId Id { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Version in use; null if there was none.</summary>
    public string? Version { get; init; }

    /// <summary>The caller's name for the run.</summary>
    public required string Run { get; init; }

    /// <summary>Readable name of the tool.</summary>
    public required string Tool { get; init; }

    /// <summary>Money that the call moves.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Currency of the money.</summary>
    public string? Currency { get; init; }

    /// <summary>The current decision: a person's answer if one was given; ask while one can still be given; then deny.</summary>
    public CallVerdict Decision { get; init; }

    /// <summary>The initial decision.</summary>
    public CallVerdict Decided { get; init; }

    /// <summary>The reason, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason as a code.</summary>
    public required string Code { get; init; }

    /// <summary>Policy that decided.</summary>
    public string? Policy { get; init; }

    /// <summary>Rule that decided.</summary>
    public string? Rule { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Time until which a person may answer.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who answered, by name.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}
