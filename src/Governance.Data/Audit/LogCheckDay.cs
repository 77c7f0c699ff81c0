namespace Governance.Data.Audit;

/// <summary>How the verifications of the whole log went on a day (UTC). For the eye only: the log itself proves what it is.</summary>
public sealed class LogCheckDay
{
    /// <summary>The day, counted from 1 January of the year 1, see <see cref="DateOnly.DayNumber"/>.</summary>
    public int Day { get; init; }

    /// <summary>Verifications that ended.</summary>
    public int Checks { get; init; }

    /// <summary>Those that found something.</summary>
    public int Failures { get; init; }
}
