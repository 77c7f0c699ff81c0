using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// Today is the organisation's: what decides or shows a day takes it from an instant of the portal's clock (<c>at.Day()</c>,
/// <c>clock.Today()</c>), whose offset is that of the organisation's time zone, and not from UTC.
/// </summary>
public sealed partial class DayTests
{
    // Days that are those of the data or of the log, which are cut in UTC and say so, and texts that are read as a day.
    private static readonly string[] s_ofTheData =
    [
        "src/Governance.Analytics/Performance/LabelCoverage.cs", // days of rows of a window
        "src/Governance.Data/Copies/CopyValues.cs", // reads a day that a database wrote
        "src/Governance.Domain/Days.cs", // the one place
        "src/Governance.Policies/Text/Instant.cs", // a gate judges one document, whose instant is in UTC
        "src/Governance.Portal.Compliance/Competences/Import/TrainingFile.cs", // reads a day that a file wrote
        "src/Governance.Portal.Kernel/Api/CallerQuota.cs", // a technical limit, counted in UTC
    ];

    private static readonly string[] s_midnights =
    [
        "src/Governance.Portal.Administration/Overview/Kpis/ReadProgramme.cs", // weeks and months of charts, in UTC
        "src/Governance.Portal.Kernel/Api/CallerQuota.cs",
        "src/Governance.Portal.Kernel/Facts/MonitoringCoverage.cs", // days of decisions
        "src/Governance.Portal.Operations/Decisions/DecisionStream.cs",
        "src/Governance.Portal.Operations/Decisions/Reviews/ReviewFiguresReader.cs",
        "src/Governance.Portal.Operations/Decisions/Reviews/RouteDecisions.cs",
        "src/Governance.Portal.Operations/Monitoring/Agents/FigureAgents.cs", // days of calls, which the card says are in UTC
        "src/Governance.Portal.Operations/Monitoring/WindowText.cs", // days of windows
        "src/Governance.Portal/Demo/DemoRooms.cs", // the demo plays in UTC
        "src/Governance.Portal/Demo/DemoStory.cs",
    ];

    [Fact]
    public void Day_IsTakenFromAnInstant_InOnePlace() =>
        Assert.Equal(s_ofTheData, Repository.Sources.Where(f => FromDateTime().IsMatch(Repository.Read(f))).Order(StringComparer.Ordinal));

    [Fact]
    public void Midnight_OfUtc_IsThatOfDataAlone() =>
        Assert.Equal(s_midnights, Repository.Sources.Where(f => UtcDate().IsMatch(Repository.Read(f))).Order(StringComparer.Ordinal));

    [Fact]
    public void Day_IsNotAskedOfTheUtcClock() => Assert.DoesNotContain(Repository.Sources, f => DayOfUtc().IsMatch(Repository.Read(f)));

    [GeneratedRegex(@"DateOnly\s*\.\s*FromDateTime\(")]
    private static partial Regex FromDateTime();

    [GeneratedRegex(@"(?:UtcDateTime|UtcNow|GetUtcNow\(\)|\bnow|\b(?:from|to))\s*\.\s*Date\b")]
    private static partial Regex UtcDate();

    [GeneratedRegex(@"GetUtcNow\(\)\s*\.\s*(?:Day|AddDays\([^)]*\)\s*\.\s*Day)\(\)")]
    private static partial Regex DayOfUtc();
}
