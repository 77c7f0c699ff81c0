using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that happened to a model, as a line across a chart over time.</summary>
/// <param name="At">When.</param>
/// <param name="Icon">The icon of the kind, for the list beneath the chart.</param>
/// <param name="Tone">How it is to be taken.</param>
/// <param name="Short">What is written at the line: an id or a version.</param>
/// <param name="Text">What happened, with a link to the record and without the day and a full stop.</param>
public sealed record ChartMark(DateTimeOffset At, string Icon, Tone Tone, string Short, FormattableString Text);
