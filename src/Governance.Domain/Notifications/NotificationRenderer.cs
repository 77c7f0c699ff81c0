using System.Globalization;

namespace Governance.Domain.Notifications;

/// <summary>
/// Puts the sentences of notifications into words: as they stand here, in English. Anyone who speaks another language says the same
/// sentences by their English; names within them stay as people wrote them.
/// </summary>
public class NotificationRenderer
{
    /// <summary>Made by those who speak another language.</summary>
    protected NotificationRenderer() { }

    /// <summary>English, whatever is in force: what channels of teams and other programs hear.</summary>
    public static NotificationRenderer English { get; } = new();

    /// <summary>A sentence with what it is about.</summary>
    public virtual string Say(FormattableString sentence) => FormattableString.Invariant(sentence);

    /// <summary>A word of ours within a sentence, such as the name of a role.</summary>
    public virtual string Word(string word) => word;

    /// <summary>A measured value with its unit, written in the shape of English.</summary>
    public virtual string Figure(string figure) => figure;

    /// <summary>An instant, already in the zone of the reader.</summary>
    public virtual string Moment(DateTimeOffset local) => local.ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);
}
