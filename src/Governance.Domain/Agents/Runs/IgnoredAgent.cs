using Governance.Domain.Audit;

namespace Governance.Domain.Agents.Runs;

/// <summary>An agent that is not registered and need not be: someone looked at it and said why.</summary>
public sealed class IgnoredAgent : IAudited
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private IgnoredAgent() { }

    /// <summary>The name it told.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Why it need not be registered.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who said so, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Name;

    /// <summary>Ignores an agent.</summary>
    /// <param name="name">The name it told.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="now">When.</param>
    public static Result<IgnoredAgent> Ignore(string name, string? reason, string by, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > MaxReason
            ? AgentRefusals.ReasonMissing
            : new IgnoredAgent
            {
                Name = name,
                Reason = SaltedText.Of(reason.Trim()),
                By = by,
                At = now,
            };
}
