using System.Text.Json.Nodes;
using Governance.Domain.Documents;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Findings;
using Governance.Reporting.Documents;

namespace Governance.Portal.Tests.Documents;

/// <summary>What documents print of records: nothing that was found is left out, and each figure says where it is from.</summary>
public sealed class PrintedRecordsTests
{
    private const string Version = "credit-default@2.0.0";

    [Fact]
    public void Fairness_OfTwoAttributesTogether_IsPrintedWithItsVerdict()
    {
        var payload = new JsonObject
        {
            ["attributes"] = new JsonArray(
                Attribute("sex", "ok", 0.0725, ("female", 1479)),
                Attribute("sex|age_band", "fail", 0.124, ("female|18-24", 190))
            ),
        };

        var row = Assert.Single(PayloadFields.Rows("fairness_report", payload));

        Assert.Equal("sex: within the limits; sex and age band: limit breached", RecordWords.Text(row["conclusion"]));
        Assert.Contains("sex and age band: female 18-24 (190)", RecordWords.Text(row["groups"]), StringComparison.Ordinal);
        var gap = Assert.Single(row["values"].Measures, m => m.Name == "sex|age_band, equal opportunity difference");
        Assert.Equal("0.124", gap.Value);
        // The words are for readers; what is stored is the evidence's.
        Assert.Equal("sex: ok; sex|age_band: fail", row["conclusion"].Text);

        using var german = Languages.Use("de");

        Assert.StartsWith("Geschlecht: ", RecordWords.Text(row["conclusion"]), StringComparison.Ordinal);
        Assert.Equal("Geschlecht: weiblich (1.479); Geschlecht und Altersgruppe: weiblich 18-24 (190)", RecordWords.Text(row["groups"]));
        Assert.Equal("sex: female (1,479); sex|age_band: female 18-24 (190)", row["groups"].Text);
    }

    [Fact]
    public void RightsAssessment_PrintsTheVerdictOfItsFairnessReport()
    {
        var harm = DocumentLibrary.Shipped.Find(DocumentLibrary.Fria).Value.Points.Single(p => p.Id == "FR-d");

        Assert.Contains("conclusion", harm.Records.Single(r => r.Kind == "fairness_report").Fields);
    }

    [Fact]
    public void DriftOfAColumn_HasTheNameThatPeopleRead_AndIsKeptWithItsOwn()
    {
        var window = new MonitoringWindow
        {
            Id = new WindowId(4),
            Model = "credit-default",
            Version = "2.0.0",
        };
        var features = new[] { "age_band", "income_monthly" }.Select(name => new FeatureDrift { Name = name, Verdict = "stable" });

        var record = FindOperationRecords.OfWindow(window, [.. features], 2, Version, new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero));
        var metrics = record.Rows.Select(r => r["metric"]).ToList();
        Assert.Equal("Alert to the model's owner; 2 not ended on 29 Nov 2026", record.Rows[0]["action"].Text);

        Assert.Equal(["Drift of age_band", "Drift of income_monthly"], metrics.Select(m => m.Text));
        Assert.Equal("Drift of age band", RecordWords.Text(metrics[0]));
        Assert.Equal("Drift of age band, income_monthly", RecordWords.Together([.. metrics]));

        using var german = Languages.Use("de");

        Assert.Equal("Drift von Altersgruppe", RecordWords.Text(metrics[0]));
    }

    [Fact]
    public void Explanation_OfAnExplainabilityReport_IsNoTestPlan() =>
        Assert.Empty(PayloadFields.Rows("validation_report", new JsonObject { ["description"] = "Shapley values of the log-odds" }));

    [Theory]
    [InlineData(
        "0.777282 [0.7581, 0.7961], n = 2900 (WIN-0004 until 2026-06-22T10:00:00Z, 3000 rows, against WIN-0001)",
        null,
        "Measured in the window WIN-0004 until 22 Jun 2026, on 2,900 rows."
    )]
    [InlineData(
        "0.777282 (WIN-0004 until 2026-06-22T10:00:00Z, 3000 rows, against WIN-0001)",
        null,
        "Measured in the window WIN-0004 until 22 Jun 2026, which has 3,000 rows."
    )]
    [InlineData("0.773047, n = 3000", "EVD-0007", "Taken from EVD-0007.")]
    [InlineData("0.78, declared", null, "Declared when the version was registered.")]
    public void Measure_OfAGate_SaysWhereItIsFrom(string actual, string? evidence, string expected) =>
        Assert.Equal(expected, PolicyResults.Origin(Rule(actual, evidence))?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void PeopleOfAGate_GoByTheirNames()
    {
        var filed = Statement.Of(
            "independence.developer",
            ("evidence", new StatementValue.Id("EVD-0007")),
            ("kind", new StatementValue.Term(StatementTerms.EvidenceKind, "validation")),
            ("people", new StatementValue.List([new StatementValue.Person("USR-0001")]))
        );

        Assert.StartsWith(
            "EVD-0007 was filed by Ravi Menon (USR-0001), who developed this version.",
            new FindingText([filed], filed.ToString()).Say(id => id == "USR-0001" ? "Ravi Menon" : null),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Figures_OfAWindow_AreNamedBesideTheFiledOne_AndDoNotDiffer()
    {
        var finding = Consistency.Figures([
            Filled(Evidence("0.773047")),
            Filled(Gate("0.777282, n = 2900 (WIN-0004 until 2026-06-22T10:00:00.000Z, 3000 rows, against WIN-0001)")),
        ]);

        Assert.True(finding.Agrees);
        Assert.Contains("Area under the ROC curve 0.777 in GATE-0009, window WIN-0004", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_OfAWindow_AreOneSentenceWithAList()
    {
        var filed = Found("validation_report", "EVD-0007", "results", RecordValue.Of([new("auc", "0.773047"), new("ece", "0.0171")]));
        RecordFigure[] measured = [new("auc", "0.777282", "WIN-0004"), new("ece", "0.0239", "WIN-0004")];
        var gate = Found("policy_result", "GATE-0009", "result", RecordValue.Of("Passed.") with { Figures = measured });

        var finding = Consistency.Figures([Filled(filed), Filled(gate)]);

        Assert.EndsWith(
            " Measured on other data: Area under the ROC curve 0.777 in GATE-0009, window WIN-0004; "
                + "Expected calibration error 0.024 in GATE-0009, window WIN-0004.",
            finding.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(finding.Detail, RecordWords.Text(finding.Found));

        using var german = Languages.Use("de");

        Assert.EndsWith(
            " Auf anderen Daten gemessen: Fläche unter der ROC-Kurve 0,777 in GATE-0009, Zeitfenster WIN-0004; "
                + "Erwarteter Kalibrierungsfehler 0,024 in GATE-0009, Zeitfenster WIN-0004.",
            RecordWords.Text(finding.Found),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Figures_OfAGateThatTookThemFromEvidence_HaveToBeThoseOfTheEvidence()
    {
        var same = Consistency.Figures([Filled(Evidence("0.773047")), Filled(Gate("0.773047, n = 3000"))]);
        var other = Consistency.Figures([Filled(Evidence("0.773047")), Filled(Gate("0.781, n = 3000"))]);

        Assert.True(same.Agrees);
        Assert.Equal("No figure is stated with two different values.", same.Detail);
        Assert.False(other.Agrees);
        Assert.Contains("0.781 in GATE-0009", other.Detail, StringComparison.Ordinal);
    }

    private static JsonObject Attribute(string name, string verdict, double gap, (string Name, long Count) group) =>
        new()
        {
            ["attribute"] = name,
            ["verdict"] = verdict,
            ["groups"] = new JsonArray(new JsonObject { ["name"] = group.Name, ["count"] = group.Count }),
            ["equalOpportunityDifference"] = new JsonObject { ["minimumSize"] = gap },
        };

    private static RuleResult Rule(string actual, string? evidence) =>
        new()
        {
            RuleId = "PERF-01",
            Policy = "high-risk-models",
            Type = "metric_threshold",
            Severity = RuleSeverity.High,
            Blocking = true,
            Outcome = RuleOutcome.Pass,
            Message = "auc is 0.777282.",
            Expected = "auc >= 0.7",
            Actual = actual,
            Evidence = evidence is null ? [] : [new EvidenceReference(evidence, "validation", new string('a', 64), 1)],
            Location = new RuleLocation("high-risk-models.yaml", 1),
        };

    private static FilledPoint Filled(FoundRecord record)
    {
        var point = new DocumentPoint
        {
            Id = "AIV-4",
            Ref = "Annex IV(4)",
            Title = "Figures",
            Need = PointNeed.Always,
            ContentNeeded = "",
            Records = [new PointRecord(record.Kind, [.. record.Rows[0].Keys])],
            PersonWrites = "",
        };
        return FilledPoint.Of(point, null, [record], k => k);
    }

    private static FoundRecord Evidence(string auc) => Found("validation_report", "EVD-0007", "results", RecordValue.Of([new("auc", auc)]));

    private static FoundRecord Gate(string actual) =>
        Found(
            "policy_result",
            "GATE-0009",
            "result",
            RecordValue.Of("Passed.") with
            {
                Figures = [.. PolicyResults.Figures(Rule(actual, null))],
            }
        );

    private static FoundRecord Found(string kind, string id, string field, RecordValue value) =>
        new()
        {
            Kind = kind,
            Id = id,
            Title = $"{id}",
            Sha256 = new string('b', 64),
            At = DateTimeOffset.UnixEpoch,
            Version = Version,
            Rows = [new Dictionary<string, RecordValue>(StringComparer.Ordinal) { [field] = value }],
        };
}
