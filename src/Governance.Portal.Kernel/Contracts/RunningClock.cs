namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that ends at an instant, no matter who has to act.</summary>
/// <param name="Icon">Its icon.</param>
/// <param name="Title">What it is.</param>
/// <param name="About">A second line: names, and words that people wrote.</param>
/// <param name="At">When it ends.</param>
/// <param name="Href">Where it is seen to.</param>
/// <param name="IsDuty">True when an act is overdue once it has passed; false for what just ends.</param>
public sealed record RunningClock(string Icon, string Title, string About, DateTimeOffset At, string Href, bool IsDuty)
{
    /// <summary>The provisions that set it, as the English text is cited; each language cites them its own way.</summary>
    public IReadOnlyList<string> Provisions { get; init; } = [];
}
