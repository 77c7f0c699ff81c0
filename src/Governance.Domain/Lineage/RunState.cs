namespace Governance.Domain.Lineage;

/// <summary>What a run event says of its run, and where a run stands.</summary>
public enum RunState
{
    /// <summary>Something else was said.</summary>
    Other,

    /// <summary>It began.</summary>
    Start,

    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Complete,

    /// <summary>It was stopped.</summary>
    Abort,

    /// <summary>It failed.</summary>
    Fail,
}

/// <summary>How states of one run are put together, in whatever order its events arrive.</summary>
public static class RunStates
{
    /// <summary>True for an end.</summary>
    public static bool IsEnd(this RunState state) => state is RunState.Complete or RunState.Abort or RunState.Fail;

    /// <summary>
    /// True when the said state stands instead of the known one. An end is never left, and of two ends the earlier counts; before an end
    /// the later word counts, and <see cref="RunState.Other"/> only while nothing else is known.
    /// </summary>
    public static bool Replaces(this RunState said, DateTimeOffset at, RunState known, DateTimeOffset knownAt) =>
        (said.IsEnd(), known.IsEnd()) switch
        {
            (true, true) => at < knownAt || (at == knownAt && said > known),
            (true, false) => true,
            (false, true) => false,
            _ when said is RunState.Other != known is RunState.Other => known is RunState.Other,
            _ => at > knownAt || (at == knownAt && said > known),
        };
}
