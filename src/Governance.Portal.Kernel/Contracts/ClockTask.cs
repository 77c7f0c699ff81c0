using Governance.Localisation;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What a clock asks of the person who has to act: it stands in their queue.</summary>
/// <param name="Id">Readable id of what is to be seen to.</param>
/// <param name="Title">What it is about: mostly names, and words that people wrote.</param>
/// <param name="About">Why it waits.</param>
/// <param name="Asked">What is asked.</param>
/// <param name="Since">Since when it waits.</param>
public sealed record ClockTask(string Id, Wording Title, Wording About, Wording Asked, DateTimeOffset? Since)
{
    /// <summary>How much it weighs; null where nothing says so.</summary>
    public QueueSeverity? Severity { get; init; }

    /// <summary>
    /// True for what comes round, such as a review: it is asked for from the day on which people are reminded. False for what was given to
    /// someone, which waits from the beginning.
    /// </summary>
    public bool IsAskedInTime { get; init; }
}
