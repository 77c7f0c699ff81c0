namespace Governance.Domain.Agents.Calls;

/// <summary>How a call was decided, and by what.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record CallRuling(CallVerdict Verdict, string Code, string Reason)
{
    /// <summary>Longest reason kept, in characters.</summary>
    public const int MaxReason = 1_000;

    /// <summary>A rule of a policy decided.</summary>
    public const string ByRule = "agent-call.by-rule";

    /// <summary>The manifest decided: its tools, data, limits and checkpoints, or that it allows the call.</summary>
    public const string ByManifest = "agent-call.by-manifest";

    /// <summary>No version acts in the environment.</summary>
    public const string NoVersion = "agent-call.no-version";

    /// <summary>Versions act in several environments, and the call names none of them.</summary>
    public const string EnvironmentOpen = "agent-call.environment-open";

    /// <summary>The agent is stopped.</summary>
    public const string Stopped = "agent.stopped";

    /// <summary>Its name is blocked.</summary>
    public const string Blocked = "agent.blocked";

    /// <summary>Its class is prohibited.</summary>
    public const string Prohibited = "model.risk-class";

    /// <summary>Policy that decided; null where none did.</summary>
    public string? Policy { get; init; }

    /// <summary>Rule that decided; null where none did.</summary>
    public string? Rule { get; init; }

    /// <summary>Minutes in which a person answers.</summary>
    public int? AskMinutes { get; init; }

    /// <summary>Whether allowing the call takes an electronic signature: it moves money, cannot be undone, or no one knows.</summary>
    public bool NeedsSignature { get; init; }
}
