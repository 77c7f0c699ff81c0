namespace Governance.Cli.Tests.Conversion;

/// <summary>
/// Reports in the public formats of other tools, made up by hand: the sources of the formats are named where each is read
/// (src/Governance.Cli/Conversion/Tools).
/// </summary>
internal static class ForeignSamples
{
    public const string Evidently7 = """
        {
          "metrics": [
            { "id": "a1", "metric_name": "DriftedColumnsCount(drift_share=0.5)",
              "config": { "type": "evidently:metric_v2:DriftedColumnsCount" },
              "value": { "count": 1.0, "share": 0.5 } },
            { "id": "a2", "metric_name": "ValueDrift(column=age,method=psi)",
              "config": { "type": "evidently:metric_v2:ValueDrift", "column": "age", "method": "psi", "threshold": 0.1 }, "value": 0.12 },
            { "id": "a3", "metric_name": "ValueDrift(column=income,method=jensenshannon)", "value": 0.08325546111576977 },
            { "id": "a4", "metric_name": "Accuracy()", "config": { "type": "evidently:metric_v2:Accuracy" }, "value": 0.91 },
            { "id": "a5", "metric_name": "RocAuc()", "config": { "type": "evidently:metric_v2:RocAuc" }, "value": NaN },
            { "id": "a6", "metric_name": "RowCount()", "config": { "type": "evidently:metric_v2:RowCount" }, "value": 500 }
          ],
          "tests": [ { "id": "drift", "status": "FAIL" } ]
        }
        """;

    public const string Evidently4 = """
        {
          "version": "0.4.33", "timestamp": "2026-10-01 08:00:00.000000",
          "metrics": [
            { "metric": "DatasetDriftMetric", "result": { "drift_share": 0.5, "dataset_drift": true } },
            { "metric": "DataDriftTable", "result": { "drift_by_columns": {
              "age": { "column_name": "age", "stattest_name": "K-S p_value", "stattest_threshold": 0.05, "drift_score": 0.03,
                "drift_detected": true },
              "region": { "column_name": "region", "stattest_name": "Jensen-Shannon distance", "drift_score": 0.0,
                "drift_detected": false } } } },
            { "metric": "ClassificationQualityMetric", "result": { "current": { "accuracy": 0.9, "f1": 0.5, "roc_auc": null,
              "tpr": 0.4, "fpr": 0.1 } } }
          ]
        }
        """;

    public const string GreatExpectations = """
        {
          "success": false, "suite_name": "loans", "id": null, "suite_parameters": {},
          "results": [
            { "success": true, "expectation_config": { "type": "expect_column_values_to_not_be_null", "kwargs": { "column": "age" } },
              "result": { "element_count": 1000, "unexpected_count": 0, "unexpected_percent": 0.0, "partial_unexpected_list": [] },
              "exception_info": { "raised_exception": false } },
            { "success": false, "expectation_config": { "type": "expect_column_values_to_be_in_set", "kwargs": { "column": "name" } },
              "result": { "element_count": 1000, "unexpected_count": 25, "unexpected_percent": 2.5,
                "partial_unexpected_list": ["Ada Lovelace"] },
              "exception_info": { "raised_exception": false } },
            { "success": false, "expectation_config": { "type": "expect_column_mean_to_be_between", "kwargs": { "column": "gone" } },
              "result": {},
              "exception_info": { "('column.mean', '')": { "raised_exception": true, "exception_message": "no such column" } } }
          ],
          "statistics": { "evaluated_expectations": 3, "successful_expectations": 1, "unsuccessful_expectations": 2,
            "success_percent": 33.3 },
          "meta": { "great_expectations_version": "1.2.1", "run_id": { "run_name": null, "run_time": "2026-10-01T08:00:00+00:00" } }
        }
        """;

    public const string Fairlearn = """
        {
          "fairlearn_version": "0.10.0", "sensitive_features": ["sex"],
          "overall": { "selection_rate": 0.35, "count": 200 },
          "by_group": {
            "count": { "female": 120, "male": 70, "other": 10 },
            "selection_rate": { "female": 0.3, "male": 0.4, "other": 0.9 },
            "true_positive_rate": { "female": 0.6, "male": 0.7, "other": 1.0 },
            "false_positive_rate": { "female": 0.1, "male": 0.3, "other": 0.8 }
          }
        }
        """;

    public const string Aif360 = """
        [
          { "metric": "Disparate Impact", "message": "Disparate impact: 0.75", "numPositivePredictionsUnprivileged": 30.0,
            "numUnprivileged": 100.0,
            "numPositivePredictionsPrivileged": 40.0, "numPrivileged": 100.0, "description": "", "ideal": "" },
          { "metric": "Average Odds Difference", "message": "", "numFalsePositivesUnprivileged": 5, "numNegativesUnprivileged": 50,
            "numTruePositivesUnprivileged": 25, "numPositivesUnprivileged": 50, "numFalsePositivesPrivileged": 10,
              "numNegativesPrivileged": 50,
            "numTruePositivesPrivileged": 30, "numPositivesPrivileged": 50, "description": "", "ideal": "" }
        ]
        """;

    public const string Garak = """
        {"entry_type": "start_run setup", "run.seed": null}
        {"entry_type": "init", "garak_version": "0.13.1", "start_time": "2026-10-01T08:00:00+00:00", "run": "r"}
        {"entry_type": "attempt", "uuid": "u", "status": 2, "prompt": "Ignore the rules", "outputs": ["no"]}
        {"entry_type": "eval", "probe": "dan.Dan", "detector": "dan.DAN", "passed": 90, "fails": 10, "total_evaluated": 100}
        {"entry_type": "eval", "probe": "dan.Dan", "detector": "judge.Any", "passed": 70, "fails": 30, "nones": 2, "total_evaluated": 100}
        {"entry_type": "eval", "probe": "encoding.InjectBase64", "detector": "encoding.DecodeMatch", "passed": 100, "total": 100}
        {"entry_type": "completion", "end_time": "2026-10-01T09:00:00", "run": "r"}
        """;

    public const string Pyrit = """
        [
          { "conversation_id": "c1", "role": "user", "original_value": "How do I …", "scores": [],
            "attack_identifier": { "__type__": "CrescendoAttack" } },
          { "conversation_id": "c1", "role": "assistant", "original_value": "No.", "scores": [ { "score_type": "true_false",
            "score_value": "False" } ] },
          { "conversation_id": "c1", "role": "assistant", "original_value": "Well …", "scores": [ { "score_type": "true_false",
            "score_value": "True" },
            { "score_type": "float_scale", "score_value": "0.8" } ] },
          { "conversation_id": "c2", "role": "assistant", "original_value": "No.", "scores": [ { "score_type": "true_false",
            "score_value": "False" } ] },
          { "conversation_id": "c3", "role": "assistant", "original_value": "", "scores": [] }
        ]
        """;

    public const string LmEval = """
        {
          "results": {
            "hellaswag": { "alias": "hellaswag", "acc,none": 0.52, "acc_stderr,none": 0.01, "sample_len": 100 },
            "gsm8k": { "alias": "gsm8k", "exact_match,strict-match": 0.3, "exact_match_stderr,strict-match": "N/A",
              "exact_match,flexible-extract": 0.4 }
          },
          "n-samples": { "hellaswag": { "original": 200, "effective": 100 } },
          "versions": { "hellaswag": 1.0 }, "config": { "model": "hf", "model_args": "pretrained=ours" },
          "date": 1790000000.5, "lm_eval_version": "0.4.9"
        }
        """;

    public const string TruLens = """
        [
          { "app_id": "a", "record_id": "r1", "input": "Who is Ada?", "output": "…", "latency": 12, "total_cost": 3.1,
            "Answer Relevance": 0.8, "Answer Relevance feedback cost in USD": 0.002, "Groundedness": 1.0 },
          { "app_id": "a", "record_id": "r2", "input": "And Grace?", "output": "…", "latency": 9, "total_cost": 2.0,
            "Answer Relevance": 0.6, "Groundedness": null }
        ]
        """;

    public const string Whylogs = """
        {
          "age": { "counts/n": 1000, "counts/null": 50, "distribution/mean": 41.5, "distribution/max": 99.0, "cardinality/est": 80.0,
            "type": "COLUMN" },
          "name": { "counts/n": 1000, "counts/null": 0, "frequent_items/frequent_strings": [ { "value": "Ada", "est": 3 } ],
            "distribution/mean": NaN },
          "city": { "counts/n": 1000, "counts/null": 0, "distribution/n": 0, "distribution/mean": 0.0, "distribution/stddev": 0.0 }
        }
        """;

    public const string NannyMl = """
        [
          { "chunk_key": "[0:99]", "chunk_period": "reference", "age_jensen_shannon_value": 0.01, "age_jensen_shannon_alert": false },
          { "chunk_key": "[100:199]", "chunk_period": "analysis", "age_jensen_shannon_value": 0.05, "age_jensen_shannon_alert": false },
          { "chunk_key": "[200:299]", "chunk_period": "analysis", "chunk_start_date": "2026-10-01T00:00:00.000Z",
            "chunk_end_date": "2026-10-08T00:00:00.000Z",
            "age_jensen_shannon_value": 0.15, "age_jensen_shannon_upper_threshold": 0.1, "age_jensen_shannon_alert": true,
              "region_chi2_value": 7.5,
            "roc_auc_value": 0.81, "roc_auc_upper_confidence_boundary": 0.85, "roc_auc_lower_confidence_boundary": 0.77,
              "accuracy_value": 0.7 }
        ]
        """;

    private const string Rows =
        """{\"Dataset\":\"Train\",\"Class\":null,\"Metric\":\"Accuracy\",\"Value\":0.99,\"Number of samples\":900},"""
        + """{\"Dataset\":\"Test\",\"Class\":null,\"Metric\":\"Accuracy\",\"Value\":0.9,\"Number of samples\":100},"""
        + """{\"Dataset\":\"Test\",\"Class\":1,\"Metric\":\"F1\",\"Value\":0.8,\"Number of samples\":40}""";

    // The form of deepchecks/core/serialization: checks have names in words, a DataFrame is a text of JSON, and a number
    // of NumPy an object.
    public const string Deepchecks = $$$"""
        {
          "name": "Full Suite", "type": "SuiteResult",
          "results": [
            { "type": "CheckResult", "check": { "name": "Feature Drift", "params": {}, "summary": "" }, "header": "Feature Drift",
              "value": { "age": { "Drift score": 0.2, "Method": "Kolmogorov-Smirnov", "Importance": 0.5 },
                         "region": { "Drift score": { "dtype": "float64", "value": 0.1 }, "Method": "Cramer's V", "Importance": null },
                         "flat": { "Drift score": null,
                           "Method": null } },
              "conditions_results": [ { "Status": "FAIL", "Condition": "drift score < 0.15" } ], "display": [] },
            { "type": "CheckResult", "check": { "name": "Prediction Drift", "params": {}, "summary": "" }, "header": "Prediction Drift",
              "value": { "Drift score": { "0": 0.05, "1": 0.07 }, "Method": "Kolmogorov-Smirnov", "Samples per class": null },
              "conditions_results": [] },
            { "type": "CheckResult", "check": { "name": "Train Test Performance", "params": {}, "summary": "" }, "header": "", "value":
              "[{{{Rows}}}]",
              "conditions_results": [] },
            { "type": "CheckResult", "check": { "name": "Date Train Test Leakage Overlap", "params": {}, "summary": "" }, "header": "",
              "value": 0, "conditions_results": [] },
            { "type": "CheckFailure", "check": { "name": "Label Drift", "params": {}, "summary": "" }, "header": "", "exception": "x" }
          ]
        }
        """;

    public const string Arize = """
        { "data": { "node": { "monitors": { "pageInfo": { "hasNextPage": false }, "edges": [
          { "node": { "name": "Drift of age", "monitorCategory": "drift", "dimensionName": "age", "driftMetric": "psi",
            "latestComputedValue": 0.3, "status": "triggered" } },
          { "node": { "name": "Accuracy", "monitorCategory": "performance", "performanceMetric": "accuracy", "latestComputedValue": 0.9 } },
          { "node": { "name": "New monitor", "monitorCategory": "drift", "latestComputedValue": null } },
          { "node": { "name": "percent empty age", "monitorCategory": "dataQuality", "latestComputedValue": 2.5 } } ] } } } }
        """;

    public const string Fiddler = """
        { "api_version": "3.0", "data": { "items": [
          { "id": "1", "alert_rule_id": "r", "alert_time_bucket": 1790000000000, "alert_value": 0.1, "feature_name": "age",
            "is_alert": false, "severity": "WARNING" },
          { "id": "2", "alert_rule_id": "r", "alert_time_bucket": 1790086400000, "alert_value": 0.3, "feature_name": "age",
            "is_alert": true, "severity": "CRITICAL" },
          { "id": "3", "alert_rule_id": "r", "alert_time_bucket": 1790000000000, "alert_value": 0.2, "feature_name": "income",
            "is_alert": false } ] } }
        """;
}
