using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Conversations;

/// <summary>
/// What someone is writing and has not sent: kept so that a lost connection or another device loses nothing. No one else ever sees it.
/// </summary>
public sealed class TextDraft
{
    /// <summary>Longest text kept.</summary>
    public const int MaxText = SaltedText.MaxLength;

    /// <summary>Longest <see cref="Place"/>.</summary>
    public const int MaxPlace = 100;

    /// <summary>Most drafts of one person; the oldest goes for a new one.</summary>
    public const int MaxOfOne = 100;

    /// <summary>How long one is kept that no one goes on with.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Whose.</summary>
    public UserId Person { get; init; }

    /// <summary>Where it is written: <c>comment/APR-0003</c>.</summary>
    public string Place { get; init; } = "";

    /// <summary>The words.</summary>
    public string Text { get; set; } = "";

    /// <summary>When they were stored last.</summary>
    public DateTimeOffset At { get; set; }
}
