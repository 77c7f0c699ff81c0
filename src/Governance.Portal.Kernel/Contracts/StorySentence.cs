namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Something that needs attention, in a sentence made of recorded facts. A value that is shown on a page is a <see cref="TextLink"/> to
/// it, and every other value of the sentence is shown on that page too.
/// </summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Text">The sentence, without a full stop: links, days (<see cref="DateTimeOffset"/>), names, and words of ours.</param>
/// <param name="Since">Since when; of two that weigh the same the older comes first.</param>
public sealed record StorySentence(StorySeverity Severity, FormattableString Text, DateTimeOffset Since)
{
    /// <summary>Ids of the records it is about. Others name them as their cause.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Ids of the records that it comes from, as the records themselves say: never guessed.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>The sentence where it follows the one of its cause; <see cref="Text"/> where it says no more.</summary>
    public FormattableString? AsEffect { get; init; }

    /// <summary>What one sentence is enough about, such as a model with alerts of several kinds; null for no such thing.</summary>
    public string? Topic { get; init; }
}
