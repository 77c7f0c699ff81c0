using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Something so wrong that it is said above every page. Features register theirs.</summary>
public interface IShellAlarm
{
    /// <summary>Raised on any thread when it says something else than before.</summary>
    event EventHandler? Changed;

    /// <summary>What someone is told; null while there is nothing to tell them.</summary>
    /// <param name="reader">Who reads.</param>
    ShellAlarm? For(AlarmReader reader);
}

/// <summary>What an alarm says.</summary>
/// <param name="Title">A few words: what has failed, where.</param>
/// <param name="Sentence">What it means.</param>
/// <param name="LinkText">Name of the link.</param>
/// <param name="Href">Where one sees more.</param>
public sealed record ShellAlarm(Sentence Title, Sentence Sentence, Sentence LinkText, string Href)
{
    /// <summary>
    /// What stays the same while nothing gets worse: who has seen it sees a chip until this changes. Null for what stays a banner.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>A time that ends the sentence; null for none.</summary>
    public DateTimeOffset? At { get; init; }
}
