namespace Governance.Cli.Tests.Conversion;

/// <summary>Files of Amazon SageMaker's Model Monitor, Clarify and model cards, made up by hand from its public developer guide.</summary>
internal static class SageMakerSamples
{
    public const string Statistics = """
        {
          "version": 0.0,
          "dataset": { "item_count": 200 },
          "features": [
            { "name": "age", "inferred_type": "Integral", "numerical_statistics": {
              "common": { "num_present": 190, "num_missing": 10 }, "mean": 41.5, "sum": 7885.0, "std_dev": 12.25, "min": 18.0, "max": 99.0,
              "distribution": { "kll": { "buckets": [ { "lower_bound": 18.0, "upper_bound": 99.0, "count": 190.0 } ],
                "sketch": { "parameters": { "c": 0.64, "k": 2048.0 }, "data": [ [ 18.0, 99.0 ] ] } } } } },
            { "name": "town", "inferred_type": "String", "string_statistics": {
              "common": { "num_present": 200, "num_missing": 0 }, "distinct_count": 3.0,
              "distribution": { "categorical": { "buckets": [ { "value": "Rosenheim", "count": 120 } ] } } } }
          ]
        }
        """;

    public const string Quality = """
        {
          "version": 0.0,
          "dataset": { "item_count": 1000, "start_time": "2026-10-01T00:00:00Z", "end_time": "2026-10-02T00:00:00Z",
            "evaluation_time": "2026-10-02T01:00:00.5Z" },
          "binary_classification_metrics": {
            "confusion_matrix": { "0": { "0": 800, "1": 50 }, "1": { "0": 30, "1": 120 } },
            "recall": { "value": 0.8, "standard_deviation": 0.02 },
            "precision": { "value": 0.7058823529, "standard_deviation": "NaN" },
            "accuracy": { "value": 0.92, "standard_deviation": 0.01 },
            "accuracy_best_constant_classifier": { "value": 0.85, "standard_deviation": 0.01 },
            "auc": { "value": "NaN", "standard_deviation": "NaN" },
            "receiver_operating_characteristic_curve": { "false_positive_rates": [ 0.0, 1.0 ], "true_positive_rates": [ 0.0, 1.0 ] }
          }
        }
        """;

    public const string Constraints = """
        {
          "version": 0.0,
          "features": [
            { "name": "age", "inferred_type": "Integral", "completeness": 0.95, "num_constraints": { "is_non_negative": true } },
            { "name": "town", "inferred_type": "String", "completeness": 1.0,
              "string_constraints": { "domains": [ "Rosenheim", "Passau", "Hof" ] } }
          ],
          "monitoring_config": { "evaluate_constraints": "Enabled", "emit_metrics": "Enabled", "datatype_check_threshold": 1.0,
            "distribution_constraints": { "perform_comparison": "Enabled", "comparison_threshold": 0.1, "comparison_method": "Robust" } }
        }
        """;

    public const string QualityConstraints = """
        { "version": 0.0, "regression_constraints": {
            "mae": { "threshold": 3.25, "comparison_operator": "GreaterThanThreshold" },
            "r2": { "threshold": 0.6, "comparison_operator": "LessThanThreshold" } } }
        """;

    public const string Violations = """
        { "violations": [
            { "feature_name": "age", "constraint_check_type": "baseline_drift_check",
              "description": "Baseline drift distance: 0.62 exceeds threshold: 0.1" },
            { "feature_name": "town", "constraint_check_type": "categorical_values_check", "description": "Unknown value Traunstein" },
            { "feature_name": "pay", "constraint_check_type": "baseline_drift_check", "description": "Baseline drift distance: 0.3" } ] }
        """;

    public const string Analysis = """
        {
          "version": "1.0",
          "explanations": { "kernel_shap": { "label0": {
            "global_shap_values": { "age": 0.1, "pay": 0.3, "town": 0.0 }, "expected_value": 0.42 } } },
          "pre_training_bias_metrics": { "label": "approved", "label_value_or_threshold": "1", "facets": { "sex": [
            { "value_or_threshold": "0", "metrics": [
              { "name": "CI", "description": "Class Imbalance (CI)", "value": 0.35 },
              { "name": "DPL", "description": "Difference in Positive Proportions in Labels (DPL)", "value": 0.2 },
              { "name": "CDDL", "description": "Conditional", "value": null, "error": "Group variable is empty or not provided" } ] } ] } },
          "post_training_bias_metrics": { "label": "approved", "label_value_or_threshold": "1", "facets": {
            "sex": [ { "value_or_threshold": "0", "metrics": [
              { "name": "DPPL", "description": "", "value": -0.1 },
              { "name": "DI", "description": "", "value": 1.25 },
              { "name": "RD", "description": "", "value": -0.05 },
              { "name": "SD", "description": "", "value": 0.15 } ] } ],
            "age": [
              { "value_or_threshold": "(18.0, 40.0]", "metrics": [ { "name": "DPPL", "description": "", "value": 0.02 } ] },
              { "value_or_threshold": "(40.0, 99.0]", "metrics": [
                { "name": "DPPL", "description": "", "value": null, "error": "no rows" } ] } ] } }
        }
        """;

    public const string Card = """
        {
          "model_overview": { "model_name": "fraud", "model_description": "Scores payments.", "model_owner": "Ada",
            "algorithm_type": "Gradient boosting", "model_artifact": [ "s3://secret-bucket/model.tar.gz" ] },
          "intended_uses": { "purpose_of_model": "Fraud", "intended_uses": "Payments up to 10,000", "risk_rating": "High",
            "factors_affecting_model_efficiency": "New merchants" },
          "training_details": { "training_job_details": { "training_arn": "arn:aws:sagemaker:eu-central-1:111122223333:training-job/j",
            "training_metrics": [ { "name": "train:auc", "value": 0.97, "notes": "" } ] } },
          "evaluation_details": [ { "name": "holdout", "evaluation_observation": "As expected", "metric_groups": [
            { "name": "binary", "metric_data": [ { "name": "auc", "type": "number", "value": 0.93 },
              { "name": "roc", "type": "linear_graph", "x_axis_name": "fpr", "value": [ [ 0, 1 ] ] } ] } ] } ],
          "additional_information": { "ethical_considerations": "None known", "caveats_and_recommendations": "",
            "custom_details": { "ticket": "GOV-1" } }
        }
        """;
}
