using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Operations.Monitoring.Results;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Names and numbers of data quality checks, as people read them.</summary>
public static class QualityText
{
    /// <summary>The check by its name in the Drift JSON.</summary>
    public static string Name(string check) => QualityChecks.Name(check);

    /// <summary>A value of a check: a share, or a number where the check counts.</summary>
    public static string? Value(string check, double? value) =>
        value is not { } known
            ? null
            : check switch
            {
                "row_count" or "constant" => Formats.Count((long)known),
                "missing_column" or "added_column" => known > 0 ? "Present" : "Absent",
                "label_leakage" or "collinearity" => Formats.Score(known),
                "variance_inflation" => Formats.Number(known, 1),
                _ => Formats.Percent(known),
            };

    /// <summary>Fail first, then warnings, then what was not run, then the rest.</summary>
    public static int Rank(StoredCheck check) =>
        check.Verdict switch
        {
            "fail" => 0,
            "warn" => 1,
            "not_run" => 2,
            _ => 3,
        };
}
