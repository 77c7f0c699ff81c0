namespace Governance.Portal.Kernel.Components.Badges;

/// <summary>The class name and the default icon of each tone.</summary>
public static class Tones
{
    public static string ToCss(this Tone tone) =>
        tone switch
        {
            Tone.Idle => "idle",
            Tone.Pass => "pass",
            Tone.Warn => "warn",
            Tone.Fail => "fail",
            Tone.Waive => "waive",
            Tone.Info => "info",
        };

    public static string ToIcon(this Tone tone) =>
        tone switch
        {
            Tone.Idle => "pending",
            Tone.Pass => "check_circle",
            Tone.Warn => "warning",
            Tone.Fail => "cancel",
            Tone.Waive => "do_not_disturb_on",
            Tone.Info => "info",
        };
}
