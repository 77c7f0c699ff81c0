using System.Globalization;
using Governance.Localisation;
using Governance.Reporting.Committee;
using Governance.Reporting.Dashboards;
using Governance.Reporting.Incidents;

namespace Governance.Reporting.Tests.Committee;

/// <summary>Packs as the portal would gather them.</summary>
internal static class CommitteeSamples
{
    /// <summary>As much as a pack prints, with more left out of each part.</summary>
    public static CommitteeRecord Full() =>
        new()
        {
            Document = Samples.Document(),
            About = "*@90d",
            From = Samples.Now.AddDays(-90),
            Findings =
            [
                new("INC-0003 is to be reported to the authority by 22 Nov 2026.", ["INC-0003"], IsGrave: true),
                new("Credit scoring drifts on income since 16 Aug 2026; RSK-0001 is above appetite because of it.", ["RSK-0001"], true),
                .. Enumerable.Range(1, 6).Select(i => new CommitteeFinding($"Finding number {i} of the quarter.", [$"APR-{i:D4}"], false)),
            ],
            Decisions = new([.. Enumerable.Range(1, 16).Select(Decision)], 18),
            Changes = new([.. Enumerable.Range(1, 24).Select(Change)], 31),
            Tally = [("Deployments", 12), ("Rollbacks", 1), ("Retirements", 0), ("Incidents opened", 3)],
            Risks = new([.. Enumerable.Range(1, 10).Select(Risk)], 22),
            Incidents = new([.. Enumerable.Range(1, 8).Select(Incident)], 9),
            Figures =
            [
                Figure("Open risks", "22", [10, 10, 12, 14, 22]),
                Figure("Compliance score", "50 of 100", []),
                Figure("Approval time", "47.8 h median", [70, null, null, 47.8]),
                .. Enumerable.Range(1, 9).Select(i => Figure($"Figure {i}", $"{i}", [i, i + 1, i + 2, i + 3])),
            ],
            Posture = new(4, 1, 11, 1),
            OutOfPolicy = new([.. Enumerable.Range(1, 10).Select(Deployment)], 11),
            Evidence = new Dictionary<string, EvidenceReference>(StringComparer.Ordinal)
            {
                ["APR-0001"] = new("log:412", "log-entry", Samples.Sha("412")),
                ["RSK-0001"] = new("log:914", "log-entry", Samples.Sha("914")),
                ["Open risks"] = new("/kpis/open-risks", "key_figure", Samples.Sha("open")) { IsUnlogged = true },
            },
        };

    /// <summary>An installation in which nothing happened.</summary>
    public static CommitteeRecord Empty() =>
        Full() with
        {
            Findings = [],
            Decisions = new([], 0),
            Changes = new([], 0),
            Tally = [("Deployments", 0)],
            Risks = new([], 0),
            Incidents = new([], 0),
            Figures = [],
            Posture = new(0, 0, 0, 0),
            OutOfPolicy = new([], 0),
            Evidence = new Dictionary<string, EvidenceReference>(StringComparer.Ordinal),
        };

    private static string Id(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:D4}");

    private static CommitteeDecision Decision(int number) =>
        new(
            Id("APR", number),
            "Promotion",
            $"Deploy Network intrusion detector of the northern branches {number}.0.0",
            Wording.Text($"{1} of {3} signed"),
            number % 3 == 0 ? Wording.Text($"Send back, or waive the rule") : Wording.Text($"Sign, or send back"),
            Samples.Now.AddDays(-number),
            number == 16 ? null : Samples.Now.AddDays(number - 2),
            number % 3 == 0
        );

    private static CommitteeChange Change(int number) =>
        new(
            Samples.Now.AddDays(-number),
            Id("DEP", number),
            "Deployment",
            $"{$"complaint-router@1.{number}.0"} was deployed to {"production"} with {Id("APR", number)}"
        );

    private static CommitteeRisk Risk(int number) =>
        new(
            Id("RSK", number),
            $"Income shift breaks calibration in branch {number}",
            "credit-default",
            20,
            number switch
            {
                1 => 20,
                2 => 16,
                3 => null,
                _ => 9,
            },
            15,
            "Tomasz Wieczorek",
            number == 2 ? Samples.Now.AddDays(60) : null
        );

    private static CommitteeIncident Incident(int number) =>
        new(
            Id("INC", number),
            $"Assistant quotes contract numbers of other customers, case {number}",
            "Severe",
            number > 6 ? "Closed" : "Contained",
            Samples.Now.AddDays(-number),
            number > 6 ? Samples.Now.AddDays(-1) : null,
            [
                new IncidentClock("15-day clock", "Art. 73(2)", Samples.Now.AddDays(number - 2), number > 6 ? Samples.Now : null, null),
                new IncidentClock("10-day clock", "Art. 73(4)", null, null, $"{"Ingrid Solberg"}: {"no death."}"),
            ]
        );

    private static DashboardItem Figure(string name, string value, IReadOnlyList<double?> trend) =>
        new(name, value, null, "+3", Better: false, "vs prior 90 days", trend, "How it is computed.", "Records", "/kpis/figure");

    private static CommitteeDeployment Deployment(int number) =>
        new(
            Id("PST", number),
            $"credit-default@2.{number}.0",
            "production",
            Samples.Now.AddDays(-number),
            ["FAIR-01: Approval-rate gap by sex: 13.1 points, limit 10.0.", "TEST-01: The validation is 181 days old, limit 180."],
            Samples.Now.AddDays(number),
            Samples.Now.AddDays(-1)
        );
}
