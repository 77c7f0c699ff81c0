using Governance.Localisation;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that waits for a person.</summary>
/// <param name="Id">Its readable id.</param>
/// <param name="Href">Where it is done.</param>
/// <param name="Kind">The kind of thing, in a word or two.</param>
/// <param name="Icon">The icon of the kind.</param>
/// <param name="Title">What it is about: mostly names, and words that people wrote.</param>
/// <param name="About">Why it waits, or how far it is.</param>
/// <param name="Asked">What is asked of the person.</param>
public sealed record QueueItem(string Id, string Href, string Kind, string Icon, Wording Title, Wording About, Wording Asked)
{
    /// <summary>How much it weighs; null where nothing says so.</summary>
    public QueueSeverity? Severity { get; init; }

    /// <summary>Since when it waits; null where no one wrote it down.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>By when; null where nothing is late.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>True for an open request for promotion that waits for this person, not for others.</summary>
    public bool IsOpenRequest { get; init; }

    /// <summary>True when its time has passed.</summary>
    public bool IsOverdue(DateTimeOffset now) => DueAt <= now;
}
