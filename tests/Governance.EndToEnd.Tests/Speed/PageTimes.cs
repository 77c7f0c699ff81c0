using System.Text.Json.Serialization;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>What the browser itself measures of a page, in milliseconds.</summary>
internal sealed record PageTimes
{
    /// <summary>From the start of the visit until the largest part of the page is painted.</summary>
    [JsonPropertyName("lcp")]
    public double LargestPaint { get; init; }

    /// <summary>Work that kept the page from answering for more than 50 ms: what is over 50 ms of each piece, added up.</summary>
    [JsonPropertyName("blocking")]
    public double Blocking { get; init; }

    /// <summary>The longest piece of such work.</summary>
    [JsonPropertyName("longest")]
    public double LongestTask { get; init; }

    /// <summary>Until the page answers to clicks; 0 for one that does so from the beginning.</summary>
    [JsonPropertyName("ready")]
    public double Ready { get; init; }
}
