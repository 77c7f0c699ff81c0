namespace Governance.Portal.Kernel.Components.Badges;

/// <summary>The six states a thing can be in. Nothing else on a page is coloured.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad, or not begun: grey.</summary>
    Idle,
    Pass,
    Warn,
    Fail,
    Waive,
    Info,
}
