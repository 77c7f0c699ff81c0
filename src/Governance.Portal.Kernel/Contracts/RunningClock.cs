using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that ends at an instant, no matter who has to act.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Title">What it is: a text with what it is filled with, said in the language of who reads it.</param>
/// <param name="About">A second line: names, and words that people wrote.</param>
/// <param name="At">When it ends.</param>
/// <param name="Href">Where it is seen to.</param>
/// <param name="IsDuty">True when an act is overdue once it has passed; false for what just ends.</param>
public sealed record RunningClock(string Icon, FormattableString Title, string About, DateTimeOffset At, string Href, bool IsDuty)
{
    /// <summary>The title in English, whatever language is in force: by it clocks are ordered and told apart.</summary>
    public string English => FormattableString.Invariant(Title);

    /// <summary>The provisions that set it, as the English text is cited; each language cites them its own way.</summary>
    public IReadOnlyList<string> Provisions { get; init; } = [];

    /// <summary>The kind of thing, in a word or two: what the calendar filters by.</summary>
    public string Kind { get; init; } = "Other";

    /// <summary>True where the day counts and no time of it.</summary>
    public bool IsAllDay { get; init; }

    /// <summary>
    /// From when a duty that was not seen to is overdue: from the end of the day where the day counts, in the zone of the instant it is
    /// asked at, which is the organisation's.
    /// </summary>
    public DateTimeOffset LateAt(DateTimeOffset now) => IsAllDay ? Days.EndOf(At.Day(), now) : At;

    /// <summary>Who has to act, where it is one person; null where a role has to, or no one.</summary>
    public UserId? Person { get; init; }

    /// <summary>What it asks of who has to act; null for what only ends.</summary>
    public ClockTask? Task { get; init; }

    /// <summary>The AI system it is about, where it is about one.</summary>
    public SystemId? System { get; init; }

    /// <summary>Name of the model it is about, where it is about one.</summary>
    public string? Model { get; init; }
}
