using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that happened, as its record says.</summary>
/// <param name="At">When.</param>
/// <param name="Icon">The icon of the kind.</param>
/// <param name="Tone">How it is to be taken.</param>
/// <param name="Text">What, in a sentence with links and without a full stop.</param>
/// <param name="Subject">Id of the record it happened to.</param>
public sealed record TimelineEvent(DateTimeOffset At, string Icon, Tone Tone, FormattableString Text, string Subject)
{
    /// <summary>Ids of the records it came of, as its own record says: never guessed.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];
}
