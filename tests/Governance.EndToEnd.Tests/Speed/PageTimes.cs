namespace Governance.EndToEnd.Tests.Speed;

/// <summary>What a visit takes, in milliseconds.</summary>
internal sealed record PageTimes
{
    /// <summary>From the start of the visit until the largest part of the page is painted, as the browser says it.</summary>
    public double LargestPaint { get; init; }

    /// <summary>Until the page answers to clicks; 0 for one that does so from the beginning.</summary>
    public double Ready { get; init; }

    /// <summary>Processor time for which the page could not answer: what is over 50 ms of each piece of work, added up.</summary>
    public double Blocking { get; init; }

    /// <summary>The longest piece of work.</summary>
    public double LongestTask { get; init; }
}
