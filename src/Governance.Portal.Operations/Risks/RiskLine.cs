using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Operations.Risks;

/// <summary>A line of a risk's history.</summary>
/// <param name="At">When.</param>
/// <param name="Icon">Symbol of its kind.</param>
/// <param name="Tone">Its colour role.</param>
/// <param name="Text">Who did what, or what happened: a sentence with links, without a full stop.</param>
/// <param name="Changes">What it changed, each in a few words.</param>
/// <param name="Detail">Why, or what came of it; null for nothing.</param>
/// <param name="LogIndex">Its entry of the log.</param>
public sealed record RiskLine(
    DateTimeOffset At,
    string Icon,
    Tone Tone,
    FormattableString Text,
    IReadOnlyList<FormattableString> Changes,
    string? Detail,
    long LogIndex
);
