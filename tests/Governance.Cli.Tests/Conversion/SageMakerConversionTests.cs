using System.Text;
using System.Text.Json;
using Governance.Cli.Conversion;
using Governance.Domain;
using Governance.Policies;

namespace Governance.Cli.Tests.Conversion;

/// <summary>Files of SageMaker's Model Monitor, Clarify and model cards become evidence; values of rows and thresholds stay out.</summary>
public sealed class SageMakerConversionTests
{
    private const string Monitor = "sagemaker-monitor";
    private const string Clarify = "sagemaker-clarify";
    private const string Card = "sagemaker-card";

    public static TheoryData<string, string, string, string> Broken { get; } =
        new()
        {
            { Monitor, "{\"version\": 0.0}", "the document: it is not statistics.json, constraints.json", "" },
            { Monitor, SageMakerSamples.Statistics[..300], "not readable as JSON", "" },
            { Monitor, SageMakerSamples.Statistics, "version: files of this schema version", "\"version\": 0.0>\"version\": 1.0" },
            {
                Monitor,
                SageMakerSamples.Statistics,
                "features[0].numerical_statistics.common: 180 rows are present or missing, but item_count is 200",
                "\"num_present\": 190>\"num_present\": 170"
            },
            {
                Monitor,
                SageMakerSamples.Statistics,
                "features[1]: it has neither numerical_statistics nor string_statistics",
                "\"string_statistics\">\"text_statistics\""
            },
            {
                Monitor,
                SageMakerSamples.Quality,
                "dataset.evaluation_time: it is not a time with a time zone",
                "2026-10-02T01:00:00.5Z>2026-10-02 01:00"
            },
            {
                Monitor,
                SageMakerSamples.Constraints,
                "features[0].completeness: it is not between 0 and 1",
                "\"completeness\": 0.95>\"completeness\": 95"
            },
            {
                Monitor,
                SageMakerSamples.QualityConstraints,
                "regression_constraints.mae: EqualTo is not a supported comparison",
                "\"GreaterThanThreshold\">\"EqualTo\""
            },
            {
                Monitor,
                SageMakerSamples.Violations,
                "violations[0]: constraint_check_type is missing",
                "\"constraint_check_type\": \"baseline_drift_check\",>"
            },
            { Monitor, "{\"violations\": {}}", "violations: expected a list, found an object", "" },
            { Clarify, "{\"explanations\": {}}", "the document: version is missing", "" },
            { Clarify, SageMakerSamples.Analysis, "version: files of this schema version", "\"version\": \"1.0\">\"version\": \"2.0\"" },
            { Clarify, "{\"version\": \"1.0\"}", "the document: it holds neither bias metrics nor global Shapley values", "" },
            {
                Clarify,
                SageMakerSamples.Analysis,
                "post_training_bias_metrics.facets.sex[0].metrics[1]: DPPL has a second value",
                "\"name\": \"DI\">\"name\": \"DPPL\""
            },
            {
                Clarify,
                SageMakerSamples.Analysis,
                "pre_training_bias_metrics.facets.sex[0].metrics[0]: value is missing",
                "\"value\": 0.35>\"values\": 0.35"
            },
            {
                Clarify,
                SageMakerSamples.Analysis,
                "post_training_bias_metrics: facets is missing",
                "\"facets\": {\n    \"sex\">\"of\": {\n    \"sex\""
            },
            { Card, "{}", "the document: it has none of the sections of a model card", "" },
            { Card, "{\"Content\": \"{}\"}", "Content: it is the response of DescribeModelCard", "" },
            { Card, SageMakerSamples.Card, "evaluation_details[0]: name is missing", "\"name\": \"holdout\",>" },
        };

    [Fact]
    public void Statistics_OfDataQuality_AreSharesOfGaps_WithoutValuesOfRows()
    {
        var report = Read(Monitor, SageMakerSamples.Statistics)["other"];

        Assert.Equal(
            [(null, 0.025), ("column=age", 0.05), ("column=town", 0.0)],
            report.Reading.Metrics.Select(m => (m.Slice, m.Value!.Value))
        );
        Assert.Equal(200, report.Reading.Metrics[1].N);
        Assert.DoesNotContain("Rosenheim", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("99", report.Json.GetProperty("columns").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_OfModelQuality_AreMeasuresByThePortalsNames_OfTheirWindow()
    {
        var report = Read(Monitor, SageMakerSamples.Quality)["validation"];

        Assert.Equal(
            [
                ("accuracy", 0.92),
                ("accuracyBestConstantClassifier", 0.85),
                ("auc", (double?)null),
                ("precision", 0.7058823529),
                ("recall", 0.8),
            ],
            report.Reading.Metrics.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => (m.Name, m.Value))
        );
        Assert.All(report.Reading.Metrics, m => Assert.Equal(1000, m.N));
        Assert.Equal(1, (report.Reading.Facts.Windows!.Single() is var w ? (w.End - w.Start).Days : 0));
        Assert.Equal(0.02, report.Json.GetProperty("standardDeviations").GetProperty("recall").GetDouble());
        Assert.False(report.Json.GetProperty("standardDeviations").TryGetProperty("precision", out _));
    }

    [Fact]
    public void Constraints_KeepCompleteness_AndNeitherDomainsNorThresholdsOfTheTool()
    {
        var report = Read(Monitor, SageMakerSamples.Constraints)["other"];

        Assert.Equal(0.95, report.Reading.Metrics.Single(m => m.Name == "completeness" && m.Slice is null).Value);
        Assert.Equal(3, report.Json.GetProperty("baselineConstraints")[1].GetProperty("domainSize").GetInt32());
        Assert.DoesNotContain("Passau", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("comparison_threshold", report.Text, StringComparison.Ordinal);

        var quality = Read(Monitor, SageMakerSamples.QualityConstraints)["other"];
        Assert.Equal(2, quality.Reading.Metrics.Single().Value);
        Assert.Equal("above", quality.Json.GetProperty("baselineConstraints")[0].GetProperty("comparison").GetString());
    }

    [Fact]
    public void Violations_AreCountedByCheck_AndNoneIsAFigureToo()
    {
        var report = Read(Monitor, SageMakerSamples.Violations)["other"];

        Assert.Equal(
            [(null, 3.0), ("check=baseline_drift_check", 2.0), ("check=categorical_values_check", 1.0)],
            report.Reading.Metrics.Select(m => (m.Slice, m.Value!.Value))
        );
        Assert.DoesNotContain("Traunstein", report.Text, StringComparison.Ordinal);
        Assert.Equal(0, Read(Monitor, "{\"violations\": []}")["other"].Reading.Metrics.Single().Value);
    }

    [Fact]
    public void Analysis_GivesFairnessOfEachFacetAgainstTheRest_ShapAndTheBiasOfTheData()
    {
        var read = Read(Clarify, SageMakerSamples.Analysis);

        Assert.Equal(["explainability", "fairness", "other"], read.Keys.Order(StringComparer.Ordinal));
        var sex = read["fairness"]
            .Reading.Metrics.Where(m => m.Attribute == "sex" && m.Slice is null)
            .ToDictionary(m => m.Name, m => m.Value);
        Assert.Equal(0.1, sex["demographicParityDifference"]);
        Assert.Equal(0.8, sex["demographicParityRatio"]);
        Assert.Equal(0.05, sex["equalOpportunityDifference"]);
        Assert.Equal(0.15, sex["equalizedOddsDifference"]);
        // Several facets of one attribute are each their own comparison, and what was not computed is undefined.
        Assert.Equal(
            [("age=(18.0, 40.0]", 0.02), ("age=(40.0, 99.0]", null)],
            read["fairness"]
                .Reading.Metrics.Where(m => m.Name == "demographicParityDifference" && m.Attribute != "sex")
                .Select(m => (m.Attribute, m.Value))
        );
        Assert.Equal(["shap"], read["explainability"].Reading.Facts.Explainability!.Methods);
        Assert.Equal(["global"], read["explainability"].Reading.Facts.Explainability!.Scopes);
        var first = read["explainability"].Json.GetProperty("explanations")[0].GetProperty("globalImportance")[0];
        Assert.Equal(("pay", 0.75), (first.GetProperty("feature").GetString(), Math.Round(first.GetProperty("share").GetDouble(), 12)));
        Assert.Equal(["CDDL", "CI", "DPL"], read["other"].Reading.Metrics.Select(m => m.Name));
    }

    [Fact]
    public void Card_IsSectionsAndClaims_NoMeasuredFigure()
    {
        var report = Read(Card, SageMakerSamples.Card)["model-card"];

        Assert.Superset(
            new HashSet<string>(
                ["architecture", "ethicalConsiderations", "intendedUse", "limitations", "purpose", "risk"],
                StringComparer.Ordinal
            ),
            report.Reading.Facts.CardSections!.ToHashSet(StringComparer.Ordinal)
        );
        Assert.Empty(report.Reading.Metrics);
        Assert.Equal(2, report.Json.GetProperty("claims").GetArrayLength());
        Assert.DoesNotContain("secret-bucket", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("111122223333", report.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void File_ThatIsBroken_IsRefusedWithPlaceAndReason(string tool, string text, string expected, string change)
    {
        if (change.Split('>', 2) is [var from, var to])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            var at = text.IndexOf(from, StringComparison.Ordinal);
            text = text[..at] + to + text[(at + from.Length)..];
        }

        var refused = Assert.Throws<ConversionException>(() =>
            ForeignTools.Convert(tool, Encoding.UTF8.GetBytes(text), null, new(null, null))
        );

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Report> Read(string tool, string text)
    {
        var made = ForeignTools.Convert(tool, Encoding.UTF8.GetBytes(text), null, new(null, null));
        Assert.Equal($"{tool} hosted", made.Tool);
        return made.Reports.ToDictionary(
            r => WireName.Of(r.Kind),
            r =>
            {
                var payload = r.Payload.ToJsonString();
                return new Report(
                    payload,
                    JsonDocument.Parse(payload).RootElement,
                    EvidenceFacts.Read(WireName.Of(r.Kind), Encoding.UTF8.GetBytes(payload), "application/json")
                );
            },
            StringComparer.Ordinal
        );
    }

    private sealed record Report(string Text, JsonElement Json, EvidenceReading Reading);
}
