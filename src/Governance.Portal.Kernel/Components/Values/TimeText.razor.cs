using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Values;

public sealed partial class TimeText(TimeProvider clock)
{
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>Relative by default: "18 h ago" below seven days, then the date.</summary>
    [Parameter]
    public TimeTextShape Shape { get; set; } = TimeTextShape.Relative;

    /// <summary>The instant from which a due time is told, where the page has one for all of them; otherwise that of the clock.</summary>
    [Parameter]
    public DateTimeOffset? Now { get; set; }

    /// <summary>The reader's zone, from the account; that of the organisation when no one set one.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    private TimeZoneInfo EffectiveZone => Zone ?? clock.LocalTimeZone;

    private string Text =>
        Shape switch
        {
            TimeTextShape.Relative => Formats.Relative(At, clock.GetUtcNow(), EffectiveZone),
            TimeTextShape.Date => Formats.Date(At, clock.GetUtcNow(), EffectiveZone),
            TimeTextShape.Deadline => Formats.Deadline(At, clock.GetUtcNow(), EffectiveZone),
            TimeTextShape.Stamp => Formats.Stamp(At, clock.GetUtcNow(), EffectiveZone),
            TimeTextShape.Due => Formats.Due(At, Now ?? clock.GetUtcNow(), EffectiveZone),
            TimeTextShape.Exact => Formats.Exact(At, EffectiveZone),
        };
}
