using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// Rules about the data a version depends on: what it was trained and validated with, and what that was made from. A dataset without a
/// record fails each of them, unless the rule says <c>unrecorded: warn</c>.
/// </summary>
internal static class DataRules
{
    private const int Listed = 10;

    /// <summary><c>data_purpose</c>: each dataset may be used for the purposes, is kept in time, and its consent holds.</summary>
    public static Finding Purpose(RuleContext context)
    {
        var purposes = context.Parameters.List("purposes");
        var expected = $"data that may be used for {RuleContext.Listed(purposes)}";
        return Judge(
            context,
            expected,
            [
                .. Ended(context),
                (
                    data => purposes.Except(data.Purposes, StringComparer.OrdinalIgnoreCase).Any(),
                    names => $"Not allowed for the purpose: {names}. Use other data, or have the owner allow it."
                ),
            ]
        );
    }

    /// <summary><c>data_retention</c>: the consent of each dataset holds, and it is kept in time.</summary>
    public static Finding Retention(RuleContext context) =>
        Judge(context, "data that is kept in time and whose consent holds", [.. Ended(context)]);

    private static IReadOnlyList<(Func<GateDataRecord, bool> Breaks, Func<string, string> Says)> Ended(RuleContext context)
    {
        var today = DateOnly.FromDateTime(context.Input.At.UtcDateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            (data => data.ConsentWithdrawnOn is not null, names => $"The consent was withdrawn: {names}. Make the version without it."),
            (
                data => data.RetentionUntil is { } last && string.CompareOrdinal(last, today) < 0,
                names => $"The retention is over: {names}. Make the version without it, or have the owner record a longer one."
            ),
        ];
    }

    /// <summary><c>data_region</c>: each dataset is kept in an approved region.</summary>
    public static Finding Region(RuleContext context)
    {
        var allowed = context.Parameters.List("allow");
        return Judge(
            context,
            $"data in {RuleContext.Listed(allowed)}",
            (data => data.Region is null, names => $"The region is not recorded: {names}. Have the owner record it."),
            (
                data => data.Region is { } region && !allowed.Contains(region, StringComparer.Ordinal),
                names => $"Not in an approved region: {names}. Move the data, or use other data."
            )
        );
    }

    /// <summary><c>data_sensitivity</c>: no dataset is more sensitive than allowed.</summary>
    public static Finding Sensitivity(RuleContext context)
    {
        var most = context.Parameters.Text("max") ?? string.Empty;
        return Judge(
            context,
            $"data of at most this sensitivity: {most}",
            (data => Rank(data.Sensitivity) > Rank(most), names => $"More sensitive than allowed: {names}. Use other data."),
            (
                data => data.PersonalData && context.Parameters.Text("personalData") == "deny",
                names => $"Personal data is not allowed: {names}. Use other data, or data without people in it."
            ),
            (
                data => data.SpecialCategories && context.Parameters.Text("specialCategories") == "deny",
                names => $"Special categories of personal data are not allowed: {names}. Use other data."
            )
        );
    }

    private static Finding Judge(
        RuleContext context,
        string expected,
        params IReadOnlyList<(Func<GateDataRecord, bool> Breaks, Func<string, string> Says)> checks
    )
    {
        if (context.Input.Agent is not null)
        {
            return Finding.NotApplicable("This rule is about trained models; the version is of an agent.");
        }

        if (context.Input.Data is not { } data)
        {
            return Finding.Error(
                "It is not known which data the version depends on: the input does not say so. Evaluate an input with data.",
                expected,
                "not known"
            );
        }

        if (data.IsCut)
        {
            return Finding.Error(
                "Lineage reaches more datasets than are read. Register the datasets closer to the version.",
                expected,
                "not known"
            );
        }

        var actual = data.Datasets.Count == 0 ? "no datasets" : Names(data.Datasets);
        foreach (var (breaks, says) in checks)
        {
            if (data.Datasets.Where(d => d.Record is not null && breaks(d)).ToList() is { Count: > 0 } broken)
            {
                return Finding.Fail(says(Names(broken)), expected, actual);
            }
        }

        var warns = context.Parameters.Text("unrecorded") == "warn";
        if (data.Datasets.Count == 0)
        {
            const string none = "No dataset for training or validation is registered for this version. Register its datasets.";
            return warns ? Finding.Pass(none, expected, actual) : Finding.Fail(none, expected, actual);
        }

        if (data.Datasets.Where(d => d.Record is null).ToList() is { Count: > 0 } unknown)
        {
            return warns
                ? Finding.Pass($"Every dataset with a record meets the rule. Without a record: {Names(unknown)}.", expected, actual)
                : Finding.Fail($"Datasets without a record: {Names(unknown)}. Register them under Datasets.", expected, actual);
        }

        return Finding.Pass("Every dataset meets the rule.", expected, actual);
    }

    private static int Rank(string? sensitivity) => PolicyVocabulary.Sensitivities.ToList().IndexOf(sensitivity ?? string.Empty);

    private static string Names(IEnumerable<GateDataRecord> data) =>
        RuleContext.Listed(data.Select(d => d.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Listed));
}
