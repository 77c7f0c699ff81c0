namespace Governance.Portal.Kernel.Components.Values;

/// <summary>How an instant is written.</summary>
public enum TimeTextShape
{
    /// <summary>18 h ago, in 3 d; from seven days on Wed 4 Nov.</summary>
    Relative,

    /// <summary>Fri 20 Nov.</summary>
    Date,

    /// <summary>Wed 2 Dec, 16:05.</summary>
    Deadline,

    /// <summary>09:38:12 today, then 19 Nov 17:05: for lists of events.</summary>
    Stamp,

    /// <summary>2026-11-19 15:42:07 UTC · 16:42:07 Europe/Copenhagen.</summary>
    Exact,

    /// <summary>When it falls due, or how much it is overdue.</summary>
    Due,
}
