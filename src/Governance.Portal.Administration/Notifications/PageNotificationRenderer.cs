using Governance.Domain.Notifications;
using Governance.Localisation;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Notifications;

/// <summary>Says notifications in the language in force: that of a page, or of the person who a mail is for.</summary>
internal sealed class PageNotificationRenderer : NotificationRenderer
{
    private PageNotificationRenderer() { }

    /// <summary>The one there is.</summary>
    public static PageNotificationRenderer Instance { get; } = new();

    /// <inheritdoc/>
    public override string Say(FormattableString sentence) => T.Say(sentence);

    /// <inheritdoc/>
    public override string Word(string word) => T.Recorded(word);

    /// <inheritdoc/>
    public override string Figure(string figure) => T.Recorded(Shapes.Numbers(figure));

    /// <inheritdoc/>
    public override string Moment(DateTimeOffset local) => Shapes.In(local, "ddd d MMM HH:mm");
}
