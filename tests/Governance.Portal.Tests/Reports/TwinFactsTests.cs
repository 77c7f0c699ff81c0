using System.Text.Json.Nodes;
using Governance.Localisation;
using Governance.Portal.Compliance.Reports;

namespace Governance.Portal.Tests.Reports;

/// <summary>What two reports are compared by.</summary>
public sealed class TwinFactsTests
{
    [Fact]
    public void CommitteePack_IsComparedByWhatItSays_AndNotByTheDigestsOfItsEvidence()
    {
        var facts = Facts(
            """
            {
              "figures": [
                {"name": "Open risks", "value": "22"}, {"name": "Time to remediate", "value": null, "missing": "Fewer than three"}
              ],
              "decisions": [{"record": "APR-0016", "title": "Deploy credit-default 2.1.0", "wanted": "Sign as Legal"}],
              "risks": [{"record": "RSK-0001", "title": "Income shift", "inherent": 20, "residual": 16}],
              "incidents": [{"record": "INC-0003", "title": "Leak", "state": "contained"}],
              "outOfPolicy": [{"record": "DEP-0003", "version": "credit-default 2.0.0", "since": "2026-11-02"}],
              "claims": [{"claim": "INC-0003 must be reported.", "evidence": "log:550", "sha256": "54f21b42"}]
            }
            """
        );

        Assert.Equal(
            [
                new("Open risks", "value", "22"),
                new("Time to remediate", "value", "Fewer than three"),
                new("APR-0016 Deploy credit-default 2.1.0", "wanted", "Sign as Legal"),
                new("RSK-0001 Income shift", "residual score", "16"),
                new("INC-0003 Leak", "state", "contained"),
                new("DEP-0003 credit-default 2.0.0", "out of policy since", "2026-11-02"),
            ],
            facts
        );
    }

    [Fact]
    public void FiguresForAGroup_AreComparedCountByCount() =>
        Assert.Equal(
            [new("risks.open", "value", "22"), new("incidents.open", "value", "")],
            Facts("""{"schema": "governance.group-figures/v1", "figures": {"risks.open": 22, "incidents.open": null}}""")
        );

    [Fact]
    public void ReportOfClaimsAlone_IsComparedByThem_EachNamedByItsRecord() =>
        Assert.Equal(
            [new("Signed by security", "log entry 550", "54f21b42"), new("PSI of income", "WIN-0007", "0.70")],
            Facts(
                """
                {"claims": [
                  {"claim": "Signed by security", "evidence": "log:550", "sha256": "54f21b42"},
                  {"claim": "PSI of income", "evidence": "WIN-0007", "value": "0.70", "sha256": "aa"}
                ]}
                """
            )
        );

    [Fact]
    public void Values_AreShortened_AndNamesAreOfTheReadersLanguage()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Wert", ReportLabels.Fact("value"));
        Assert.Equal("abcdefabcdef", ReportLabels.Value("sha256", string.Concat(Enumerable.Repeat("abcdef", 11))[..64]));
        Assert.EndsWith("…", ReportLabels.Value("text", new string('x', 200)), StringComparison.Ordinal);
        Assert.Equal("16", ReportLabels.Value("residual score", "16"));
        Assert.Equal("1 von 22 offenen", ReportLabels.Value("value", "1 of 22 open"));
        Assert.Equal("56 Punkte", ReportLabels.Value("value", "56 points"));
        Assert.Equal("Closed", ReportLabels.Value("text", "Closed"));
    }

    private static IReadOnlyList<TwinFact> Facts(string json) => TwinFacts.Of((JsonObject)JsonNode.Parse(json)!);
}
