using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Runs;

/// <summary>Someone read the content of a step, and said for what.</summary>
public sealed class AgentContentReading : IAudited
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The agent.</summary>
    public string Model { get; init; } = "";

    /// <summary>The run.</summary>
    public AgentRunId Run { get; init; }

    /// <summary>The trace of the step.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The span of the step.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>For what.</summary>
    public SaltedText? Purpose { get; init; }

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <inheritdoc/>
    public string AuditSubject => Run.ToString();
}
