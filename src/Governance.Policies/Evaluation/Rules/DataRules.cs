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
        return Judge(
            context,
            Sentence.Of(
                "data.purpose.asked",
                $"data that may be used for {RuleContext.Listed(purposes)}",
                ("purposes", Values.Names(purposes, int.MaxValue))
            ),
            [
                .. Ended(context),
                new(
                    data => purposes.Except(data.Purposes, StringComparer.OrdinalIgnoreCase).Any(),
                    "data.purpose",
                    names => $"Not allowed for the purpose: {names}. Use other data, or have the owner allow it."
                ),
            ]
        );
    }

    /// <summary><c>data_retention</c>: the consent of each dataset holds, and it is kept in time.</summary>
    public static Finding Retention(RuleContext context) =>
        Judge(context, Sentence.Of("data.retention.asked", "data that is kept in time and whose consent holds"), [.. Ended(context)]);

    private static IReadOnlyList<Check> Ended(RuleContext context)
    {
        var today = Instant.Day(context.Input.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            new(
                data => data.ConsentWithdrawnOn is not null,
                "data.consent",
                names => $"The consent was withdrawn: {names}. Make the version without it."
            ),
            new(
                data => data.RetentionUntil is { } last && string.CompareOrdinal(last, today) < 0,
                "data.retention",
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
            Sentence.Of("data.region.asked", $"data in {RuleContext.Listed(allowed)}", ("regions", Values.Ids(allowed, int.MaxValue))),
            new(
                data => data.Region is null,
                "data.region-unknown",
                names => $"The region is not recorded: {names}. Have the owner record it."
            ),
            new(
                data => data.Region is { } region && !allowed.Contains(region, StringComparer.Ordinal),
                "data.region",
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
            Sentence.Of(
                "data.sensitivity.asked",
                $"data of at most this sensitivity: {most}",
                ("sensitivity", Values.Term(StatementTerms.Sensitivity, most))
            ),
            new(
                data => Rank(data.Sensitivity) > Rank(most),
                "data.sensitivity",
                names => $"More sensitive than allowed: {names}. Use other data."
            ),
            new(
                data => data.PersonalData && context.Parameters.Text("personalData") == "deny",
                "data.personal",
                names => $"Personal data is not allowed: {names}. Use other data, or data without people in it."
            ),
            new(
                data => data.SpecialCategories && context.Parameters.Text("specialCategories") == "deny",
                "data.special",
                names => $"Special categories of personal data are not allowed: {names}. Use other data."
            )
        );
    }

    private static Finding Judge(RuleContext context, Sentence expected, params IReadOnlyList<Check> checks)
    {
        if (context.Input.Agent is not null)
        {
            return Finding.NotApplicable(OfAgent);
        }

        if (context.Input.Data is not { } data)
        {
            return Finding.Error(
                Sentence.Of(
                    "data.unknown",
                    "It is not known which data the version depends on: the input does not say so. Evaluate an input with data."
                ),
                expected,
                Sentence.NotKnown
            );
        }

        if (data.IsCut)
        {
            return Finding.Error(
                Sentence.Of("data.cut", "Lineage reaches more datasets than are read. Register the datasets closer to the version."),
                expected,
                Sentence.NotKnown
            );
        }

        var actual = data.Datasets.Count == 0 ? Sentence.NoDatasets : Of("data.seen", names => names, data.Datasets);
        foreach (var check in checks)
        {
            if (data.Datasets.Where(d => d.Record is not null && check.Breaks(d)).ToList() is { Count: > 0 } broken)
            {
                return Finding.Fail(Of(check.Code, check.Says, broken), expected, actual);
            }
        }

        var warns = context.Parameters.Text("unrecorded") == "warn";
        if (data.Datasets.Count == 0)
        {
            var none = Sentence.Of(
                "data.none",
                "No dataset for training or validation is registered for this version. Register its datasets."
            );
            return warns ? Finding.Pass(none, expected, actual) : Finding.Fail(none, expected, actual);
        }

        if (data.Datasets.Where(d => d.Record is null).ToList() is { Count: > 0 } unknown)
        {
            return warns
                ? Finding.Pass(
                    Of("data.met-recorded", names => $"Every dataset with a record meets the rule. Without a record: {names}.", unknown),
                    expected,
                    actual
                )
                : Finding.Fail(
                    Of("data.unrecorded", names => $"Datasets without a record: {names}. Register them under Datasets.", unknown),
                    expected,
                    actual
                );
        }

        return Finding.Pass(Sentence.Of("data.met", "Every dataset meets the rule."), expected, actual);
    }

    /// <summary>A rule about data has nothing to look at in an agent.</summary>
    public static Sentence OfAgent { get; } = Sentence.Of("data.agent", "This rule is about trained models; the version is of an agent.");

    private static Sentence Of(string code, Func<string, string> frozen, IEnumerable<GateDataRecord> data)
    {
        var names = data.Select(d => d.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return Sentence.Of(code, frozen(RuleContext.Listed(names.Take(Listed))), ("datasets", Values.Names(names)));
    }

    private static int Rank(string? sensitivity) => PolicyVocabulary.Sensitivities.ToList().IndexOf(sensitivity ?? string.Empty);

    /// <summary>What a dataset must not be, and what is said of those that are.</summary>
    private sealed record Check(Func<GateDataRecord, bool> Breaks, string Code, Func<string, string> Says);
}
