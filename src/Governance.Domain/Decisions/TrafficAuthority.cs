using Governance.Domain.Incidents;

namespace Governance.Domain.Decisions;

/// <summary>Why a version should not have made a decision. The first that holds is the one that is named.</summary>
public enum TrafficReason
{
    /// <summary>An incident held it.</summary>
    Held,

    /// <summary>It is an agent, and was stopped.</summary>
    Stopped,

    /// <summary>It was retired.</summary>
    Retired,

    /// <summary>It was in shadow, where it decides nothing, and the decision has an action.</summary>
    ShadowActs,

    /// <summary>It was approved for an experiment alone, or in shadow, and that was not running.</summary>
    ExperimentNotRunning,

    /// <summary>It was never approved for production.</summary>
    NotApproved,
}

/// <summary>A stretch of time, the end of which does not count; without an end it lasts.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends; null while it lasts.</param>
public readonly record struct TrafficSpan(DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>True for a time in it.</summary>
    public bool Holds(DateTimeOffset at) => at >= From && (Until is not { } end || at < end);
}

/// <summary>
/// When a version was allowed to decide: the decision log is a witness, and says what deployments do not. Nothing is refused by it.
/// </summary>
public sealed record TrafficAuthority
{
    /// <summary>A version of which nothing allows a decision.</summary>
    public static TrafficAuthority None { get; } = new();

    /// <summary>
    /// Since when it was approved for production or deployed there, not for an experiment alone; null when it never was.
    /// </summary>
    public DateTimeOffset? ApprovedSince { get; init; }

    /// <summary>When it was retired; null while it is not.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>When incidents held it, drills aside.</summary>
    public IReadOnlyList<(IncidentId Incident, TrafficSpan Span)> Holds { get; init; } = [];

    /// <summary>When it was stopped, as agents are; of what is no agent none.</summary>
    public IReadOnlyList<TrafficSpan> Stops { get; init; } = [];

    /// <summary>
    /// When experiments tried it as their challenger: with a promotion to production that is limited to them, or in shadow, where it only
    /// looks on.
    /// </summary>
    public IReadOnlyList<(bool IsShadow, TrafficSpan Span)> Tried { get; init; } = [];

    /// <summary>Why it should not have decided; null when it was allowed to.</summary>
    /// <param name="at">Time of the decision.</param>
    /// <param name="acts">Whether the decision has an action and is about someone: a synthetic one is about no one.</param>
    public TrafficReason? Contradicts(DateTimeOffset at, bool acts)
    {
        foreach (var (_, span) in Holds)
        {
            if (span.Holds(at))
            {
                return TrafficReason.Held;
            }
        }

        foreach (var stop in Stops)
        {
            if (stop.Holds(at))
            {
                return TrafficReason.Stopped;
            }
        }

        if (RetiredAt <= at)
        {
            return TrafficReason.Retired;
        }

        if (ApprovedSince <= at)
        {
            return null;
        }

        var inShadow = false;
        foreach (var (isShadow, span) in Tried)
        {
            if (span.Holds(at))
            {
                if (!isShadow)
                {
                    return null;
                }

                inShadow = true;
            }
        }

        return inShadow ? (acts ? TrafficReason.ShadowActs : null)
            : Tried.Count > 0 ? TrafficReason.ExperimentNotRunning
            : TrafficReason.NotApproved;
    }

    /// <summary>What of a version an alert is about, for people to read: <c>1.1.0 (never approved for production)</c>.</summary>
    public static string FieldOf(string version, TrafficReason reason) => $"{version} ({Words(reason)})";

    /// <summary>The reason in words.</summary>
    public static string Words(TrafficReason reason) =>
        reason switch
        {
            TrafficReason.Held => "held by an incident",
            TrafficReason.Stopped => "stopped",
            TrafficReason.Retired => "retired",
            TrafficReason.ShadowActs => "acts in shadow",
            TrafficReason.ExperimentNotRunning => "its experiment is not running",
            TrafficReason.NotApproved => "never approved for production",
        };
}
