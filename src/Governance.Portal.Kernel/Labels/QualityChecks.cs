namespace Governance.Portal.Kernel.Labels;

/// <summary>Names of data quality checks, as people read them.</summary>
public static class QualityChecks
{
    /// <summary>The check by its name in the Drift JSON.</summary>
    public static string Name(string check) =>
        check switch
        {
            "missing" => "Missing values",
            "infinite" => "Infinite values",
            "invalid" => "Values of a different type",
            "out_of_range" => "Outside the reference range",
            "unseen_category" => "New categories",
            "identifier" => "Identifier",
            "type_change" => "Change of type",
            "constant" => "Distinct values",
            "almost_constant" => "Most frequent value",
            "missing_column" => "Column is missing",
            "added_column" => "Column is new",
            "row_count" => "Rows",
            "duplicates" => "Duplicate rows",
            "duplicate_ids" => "Duplicate decision IDs",
            "label_missing" => "Rows without a label",
            "freshness" => "Freshness",
            "leakage" => "Rows found in the reference",
            "label_leakage" => "Input that gives away the label",
            "collinearity" => "Inputs that say the same",
            "variance_inflation" => "Input that others add up to",
            _ => check,
        };
}
