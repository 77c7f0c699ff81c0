using System.Text;
using Governance.Cli.Conversion;

namespace Governance.Cli.Tests.Conversion;

/// <summary>Reports that are not what they should be are refused with the place and the reason, and nothing is made of them.</summary>
public sealed class BrokenReportTests
{
    public static TheoryData<string, string, string, string?, string> Broken { get; } =
        new()
        {
            // The file.
            { "evidently", "", "line 1, byte 1: not readable as JSON", null, "" },
            { "evidently", "{\"metrics\": [", "line 1, byte 14: not readable as JSON", null, "" },
            { "evidently", "{\n\"metrics\": [],\n}", "line 3, byte 1: not readable as JSON", null, "" },
            {
                "evidently",
                "{\"metrics\": [], \"metrics\": []}",
                "the document: not readable as JSON (the member \"metrics\" is given twice",
                null,
                ""
            },
            { "evidently", "\u0000\u0001", "line 1, byte 1: not readable as JSON", null, "" },
            { "evidently", "[1, 2]", "the document: expected an object, found a list", null, "" },
            { "evidently", new string('[', 70) + new string(']', 70), "line 1, byte 65: not readable as JSON", null, "" },
            { "evidently", "<html></html>", "the document: this is an HTML page, not JSON", null, "" },
            // The version.
            {
                "evidently",
                ForeignSamples.Evidently7,
                "the version: the file does not state it. Use --tool-version to give the version " + "of evidently",
                null,
                ""
            },
            { "evidently", ForeignSamples.Evidently7, "the version: reports of evidently 0.9.1 are not supported", "0.9.1", "" },
            { "evidently", ForeignSamples.Evidently7, "the version: \"new\" is not a valid version", "new", "" },
            { "evidently", ForeignSamples.Evidently4, "the version: the file says 0.4.33, but --tool-version says 0.4.0", "0.4.0", "" },
            {
                "great-expectations",
                ForeignSamples.GreatExpectations,
                "reports of great-expectations 2.0.0 are not supported",
                null,
                "1.2.1>2.0.0"
            },
            { "garak", ForeignSamples.Garak, "the version: reports of garak 0.8.0 are not supported", null, "0.13.1>0.8.0" },
            // Evidently.
            { "evidently", "{\"metrics\": {}}", "metrics: expected a list, found an object", "0.7.1", "" },
            {
                "evidently",
                ForeignSamples.Evidently7,
                "metrics[2].metric_name: psi is given twice for age",
                "0.7.1",
                "income,method=jensenshannon>age,method=psi"
            },
            {
                "evidently",
                ForeignSamples.Evidently7,
                "metrics[2].metric_name: it does not name a column",
                "0.7.1",
                "(column=income,method=jensenshannon)>()"
            },
            {
                "evidently",
                ForeignSamples.Evidently4,
                "drift_by_columns.age: stattest_name is missing",
                null,
                "stattest_name\": \"K-S>stattest\": \"K-S"
            },
            {
                "evidently",
                "{\"metrics\": [{\"metric_name\": \"RowCount()\", \"value\": 3}]}",
                "metrics: the portal accepts none of its metrics as evidence: RowCount",
                "0.7.1",
                ""
            },
            { "evidently", "{\"metrics\": []}", "metrics: it holds no metric", "0.7.1", "" },
            {
                "evidently",
                "{\"metrics\": [{\"metric_name\": \"ValueDrift(column=a,method=psi)\"}]}",
                "metrics[0]: value is missing",
                "0.7.1",
                ""
            },
            // Great Expectations.
            {
                "great-expectations",
                ForeignSamples.GreatExpectations,
                "results[0].success: expected true or false, found a text",
                null,
                "{ \"success\": true,>{ \"success\": \"yes\","
            },
            {
                "great-expectations",
                ForeignSamples.GreatExpectations,
                "statistics.evaluated_expectations: it says 4, but the number of listed results is 3",
                null,
                "\"evaluated_expectations\": 3>\"evaluated_expectations\": 4"
            },
            {
                "lm-eval",
                "{\"results\": {\"t\": {\"alias\": \"t\", \" \": \" \"}}}",
                "none of its figures has a value (results.t[\" \"]",
                "0.4",
                ""
            },
            { "arize", ForeignSamples.Arize, "the version: arize is a service without versions of its reports", "1.0", "" },
            {
                "great-expectations",
                "{\"run_results\": {}}",
                "the document: it is the result of a checkpoint over several suites",
                "1.0",
                ""
            },
            { "great-expectations", "{\"meta\": {}, \"results\": []}", "results: no expectation was evaluated", null, "" },
            {
                "great-expectations",
                ForeignSamples.GreatExpectations,
                "results[0].result.element_count: expected a whole number of at least 0, found the number -5",
                null,
                "1000, \"unexpected_count\": 0>-5, \"unexpected_count\": 0"
            },
            // Fairlearn and AI Fairness 360.
            {
                "fairlearn",
                ForeignSamples.Fairlearn,
                "by_group.selection_rate.male: it is not between 0 and 1",
                null,
                "\"male\": 0.4>\"male\": 40"
            },
            {
                "fairlearn",
                ForeignSamples.Fairlearn,
                "by_group.true_positive_rate: true_positive_rate has different groups",
                null,
                "\"male\": 0.7, \"other\": 1.0>\"men\": 0.7, \"other\": 1.0"
            },
            {
                "fairlearn",
                ForeignSamples.Fairlearn,
                "the document: sensitive_features is missing: name the attribute with --protected",
                null,
                "\"sensitive_features\": [\"sex\"],>"
            },
            {
                "fairlearn",
                "{\"fairlearn_version\":\"0.10\",\"sensitive_features\":\"sex\",\"by_group\":{\"selection_rate\":{\"all\":0.5}}}",
                "by_group: a disparity needs at least two groups",
                null,
                ""
            },
            {
                "aif360",
                ForeignSamples.Aif360,
                "the document: an explainer's JSON does not name the attribute: name it with --protected",
                "0.6.1",
                ""
            },
            // garak and PyRIT.
            {
                "garak",
                ForeignSamples.Garak,
                "line 7: the run has no completion entry: it was interrupted",
                null,
                "\"completion\">\"digest\""
            },
            // garak.analyze.aggregate_reports (NVIDIA/garak, tests/_assets/analyze/agg.report.jsonl) leaves the entries out.
            {
                "garak",
                ForeignSamples.Garak.Replace("\"run.seed\": null", "\"aggregation\": [\"a\"]", StringComparison.Ordinal),
                "line 7: it puts several reports together, and does not say whether each run came to its end",
                null,
                "\"completion\">\"digest\""
            },
            { "garak", ForeignSamples.Garak, "line 4: passed and failed attempts do not add up", null, "\"passed\": 90>\"passed\": 95" },
            { "garak", ForeignSamples.Garak, "line 5: detector is missing", null, "\"detector\": \"judge.Any\", >" },
            { "garak", ForeignSamples.Garak, "line 3, byte", null, "\"outputs\": [\"no\"]}>\"outputs\": [\"no\"" },
            { "garak", "\n\n", "the document: it is empty", null, "" },
            {
                "pyrit",
                ForeignSamples.Pyrit,
                "[3].scores[0].score_value: a score of the type true_false must be True or False",
                "0.9.0",
                "\"False\" } ] },\n  { \"conversation_id\": \"c3\">\"maybe\" } ] },\n  { \"conversation_id\": \"c3\""
            },
            { "pyrit", "[{\"conversation_id\":\"c\",\"outcome\":\"won\"}]", "[0].outcome: won is not a supported outcome", "0.9.0", "" },
            { "pyrit", "[{\"conversation_id\":\"c\",\"scores\":[]}]", "the document: it contains no attack with a result", "0.9.0", "" },
            // The others.
            { "lm-eval", "{\"results\": {}, \"lm_eval_version\": \"0.4.9\"}", "results: no task has a metric", null, "" },
            {
                "trulens",
                ForeignSamples.TruLens,
                "[0].Answer Relevance: it is not between 0 and 1",
                "1.5",
                "\"Answer Relevance\": 0.8>\"Answer Relevance\": 8"
            },
            { "trulens", ForeignSamples.TruLens, "[1]: record_id is missing", "1.5", "\"record_id\": \"r2\">\"record\": \"r2\"" },
            {
                "whylabs",
                ForeignSamples.Whylogs,
                "age: counts/null is greater than counts/n",
                "1.6",
                "\"counts/null\": 50>\"counts/null\": 5000"
            },
            { "nannyml", "[{\"chunk_period\":\"reference\"}]", "the document: there is no chunk of the analysis period", "0.13", "" },
            {
                "nannyml",
                ForeignSamples.NannyMl,
                "[0]: chunk_period is missing",
                "0.13",
                "\"chunk_period\": \"reference\">\"period\": \"reference\""
            },
            {
                "deepchecks",
                ForeignSamples.Deepchecks,
                "results[0].value.age: Drift score is missing",
                "0.19",
                "\"Drift score\": 0.2>\"drift\": 0.2"
            },
            {
                "deepchecks",
                ForeignSamples.Deepchecks,
                "results[4].type: CheckSkipped is not a supported result",
                "0.19",
                "\"CheckFailure\">\"CheckSkipped\""
            },
            { "deepchecks", ForeignSamples.Deepchecks, "results[2].value: its text is not readable as JSON", "0.19", "40}]>40}" },
            { "arize", "{\"errors\": [{\"message\": \"no\"}], \"data\": null}", "errors: the query was refused", null, "" },
            {
                "arize",
                ForeignSamples.Arize,
                "data.node.monitors.pageInfo: there are more pages",
                null,
                "\"hasNextPage\": false>\"hasNextPage\": true"
            },
            { "fiddler", ForeignSamples.Fiddler, "the document: an alert record does not name what its rule measures", null, "" },
        };

    [Fact]
    public void Table_HasAtLeastFortyDocuments() => Assert.True(Broken.Count >= 40, "Documents are missing.");

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void Report_ThatIsBroken_IsRefusedWithPlaceAndReason(string tool, string text, string expected, string? version, string change)
    {
        if (change.Split('>', 2) is [var from, var to])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            var at = text.IndexOf(from, StringComparison.Ordinal);
            text = text[..at] + to + text[(at + from.Length)..];
        }

        var refused = Assert.Throws<ConversionException>(() =>
            ForeignTools.Convert(tool, Encoding.UTF8.GetBytes(text), version, new(null, null))
        );

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
