using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>An alert rule names an event by its number, so no two events share one.</summary>
public sealed partial class LogEventTests
{
    [Fact]
    public void Events_OfTheServersLog_HaveNumbersOfTheirOwn()
    {
        var shared = (
            from file in Repository.Sources
            from Match match in Event().Matches(Repository.Flat(file))
            group file by match.Groups["id"].Value into places
            where places.Count() > 1
            select $"{places.Key}: {string.Join(", ", places)}"
        ).ToList();

        Assert.True(shared.Count == 0, $"Several events have one number: {string.Join("; ", shared)}");
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(?<id>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Event();
}
