using System.CommandLine;
using System.Globalization;
using Governance.Analytics.Robustness.Attacks;
using Governance.Cli.Shared;

namespace Governance.Cli.Validation;

/// <summary>Options that say whether and how adversarial rows are searched for.</summary>
internal sealed class AttackArguments
{
    private static readonly string[] s_methods = ["boundary", "score"];

    private readonly Option<string> _methods = CommonOptions.Text(
        "--attack",
        "Methods of searching for adversarial rows, comma-separated: boundary uses classes, score uses scores (default: none).",
        "boundary,score"
    );
    private readonly Option<string> _rows = NumberOptions.Whole("--attack-rows", "Number of rows to attack (default: 50).", 1, 100_000);
    private readonly Option<string> _budget = NumberOptions.Whole(
        "--attack-budget",
        "Maximum number of rows sent to the endpoint per attacked row and method (default: 5,000).",
        10,
        1_000_000
    );
    private readonly Option<string> _bound = CommonOptions.Text(
        "--attack-bound",
        "Largest change allowed, in standard deviations (default: 0.5).",
        "0.5"
    );
    private readonly Option<string> _norm = CommonOptions.OneOf(
        "--attack-norm",
        "How a change is measured: l2, or linf, the largest change of a column (default: l2).",
        ["l2", "linf"]
    );
    private readonly Option<string> _most = NumberOptions.Share(
        "--max-attack-success",
        "Largest share of rows that attacks may flip within the bound; without it, the share is measured but not checked."
    );
    private readonly Option<string> _integers = CommonOptions.Text(
        "--integer",
        "Columns to treat as whole numbers, comma-separated, in addition to those that hold only whole numbers.",
        "A,B"
    );
    private readonly Option<string[]> _oneHot = CommonOptions.Many(
        "--one-hot",
        "Columns that form a group in which exactly one has the value 1, comma-separated; repeat the option for each group.",
        "A,B,C"
    );
    private readonly Option<string[]> _ranges = CommonOptions.Many(
        "--range",
        "Values an attack may change a column to; repeatable (default: the values in the data).",
        "COLUMN=LOW:HIGH"
    );

    public AttackArguments(Command command, Option<string> checks)
    {
        _methods.Validators.Add(result =>
        {
            var named = CommonOptions.Names(result.GetValue(_methods));
            foreach (var unknown in named.Count == 0 ? [""] : named.Except(s_methods, StringComparer.Ordinal))
            {
                result.AddError($"--attack must be among {string.Join(", ", s_methods)}; \"{unknown}\" is not.");
            }

            if (CommonOptions.Names(result.GetValue(checks)) is { Count: > 0 } chosen && !chosen.Contains("robustness"))
            {
                result.AddError("--attack requires the check robustness, which --checks does not name.");
            }
        });
        _bound.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => Number(t.Value) is not (> 0 and <= 1_000)))
            {
                result.AddError($"--attack-bound must be a number above 0 and at most 1,000; \"{token.Value}\" is not.");
            }
        });
        _ranges.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => Range(t.Value) is null))
            {
                result.AddError($"--range must be COLUMN=LOW:HIGH with numbers, such as age=18:99; \"{token.Value}\" is not.");
            }
        });
        foreach (var option in new Option[] { _methods, _rows, _budget, _bound, _norm, _most, _integers, _oneHot, _ranges })
        {
            command.Add(option);
        }
    }

    /// <summary>Rows that are attacked.</summary>
    public int Rows(ParseResult parse) => parse.Whole(_rows, 50);

    /// <summary>How they are attacked; null when no one asked for it.</summary>
    public AttackOptions? Read(ParseResult parse)
    {
        if (parse.GetValue(_methods) is not { } named)
        {
            return null;
        }

        return AttackOptions.Default with
        {
            Methods = [.. CommonOptions.Names(named).Select(m => m == "score" ? AttackMethod.Score : AttackMethod.Boundary)],
            Budget = parse.Whole(_budget, AttackOptions.Default.Budget),
            Bound = parse.GetValue(_bound) is { } bound ? Number(bound)!.Value : AttackOptions.Default.Bound,
            Norm = parse.GetValue(_norm) is "linf" ? AttackNorm.LInf : AttackNorm.L2,
            MaximumSuccess = parse.GetValue(_most) is null ? null : parse.Share(_most, 1),
            Integers = CommonOptions.Names(parse.GetValue(_integers)).ToHashSet(StringComparer.Ordinal),
            OneHot = [.. (parse.GetValue(_oneHot) ?? []).Select(CommonOptions.Names)],
            Ranges = (parse.GetValue(_ranges) ?? [])
                .Select(r => Range(r)!.Value)
                .GroupBy(r => r.Column, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Last().Range, StringComparer.Ordinal),
        };
    }

    private static (string Column, FeatureRange Range)? Range(string text)
    {
        var at = text.LastIndexOf('=');
        var ends = at < 1 ? [] : text[(at + 1)..].Split(':');
        return ends.Length == 2 && Number(ends[0]) is { } low && Number(ends[1]) is { } high && low <= high
            ? (text[..at], new FeatureRange(low, high))
            : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
