using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;

namespace Governance.Scoring;

/// <summary>What is asked of a live model.</summary>
public sealed record ValidationPlan
{
    /// <summary>Names of all checks.</summary>
    public static IReadOnlyList<string> AllChecks { get; } =
    ["performance", "fairness", "consistency", "robustness", "poisoning", "attributions"];

    /// <summary>The checks that are run.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>What the columns mean.</summary>
    public required ColumnRoles Roles { get; init; }

    /// <summary>Columns that are sent; empty for all that are inputs by their role.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Columns that must not change a score.</summary>
    public IReadOnlyList<string> Irrelevant { get; init; } = [];

    /// <summary>Columns by whose values performance and fairness are measured apart, too.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Rows of the file that are scored, spread over it.</summary>
    public int Rows { get; init; } = 10_000;

    /// <summary>Rows that are perturbed.</summary>
    public int ProbeRows { get; init; } = 200;

    /// <summary>Rows that are attacked.</summary>
    public int AttackRows { get; init; } = 50;

    /// <summary>Rows whose scores are explained.</summary>
    public int ExplainRows { get; init; } = 10;

    /// <summary>How two classes are told apart.</summary>
    public required BinaryOptions Binary { get; init; }

    /// <summary>How groups are compared.</summary>
    public required FairnessOptions Fairness { get; init; }

    /// <summary>How inputs are perturbed.</summary>
    public required RobustnessOptions Robustness { get; init; }

    /// <summary>How scores are compared.</summary>
    public required ConsistencyOptions Consistency { get; init; }

    /// <summary>How scores are explained.</summary>
    public required ExplanationOptions Explanation { get; init; }

    /// <summary>How the person knows a setting, by its name on the command line without dashes.</summary>
    public Func<string, string> NameOf { get; init; } = name => name;

    /// <summary>Whether a check is run.</summary>
    public bool Has(string check) => Checks.Contains(check, StringComparer.Ordinal);

    /// <summary>Refuses attacks that could not be carried through, before the endpoint is asked anything.</summary>
    public void CheckRows(long most, int rows, int features)
    {
        if (Has("robustness") && Robustness.Attack is not null && RowsToScore(rows, features) is var all && all > most)
        {
            throw ScoringException.Usage(
                $"Up to {all} rows would be scored, {AttackQueries(Math.Min(rows, Rows))} of them for attacks, but "
                    + $"{NameOf("max-scored")} is {most}. Raise that limit, or request fewer with {NameOf("attack-rows")} and "
                    + $"{NameOf("attack-budget")}."
            );
        }
    }

    /// <summary>Rows that will be scored; with attacks, at most.</summary>
    public long RowsToScore(int rows, int features)
    {
        var taken = Math.Min(rows, Rows);
        var (probed, explained) = (Math.Min(taken, ProbeRows), Math.Min(taken, ExplainRows));
        long total = taken;
        total += Has("consistency") ? (long)taken * (1 + Irrelevant.Count) : 0;
        total += Has("robustness") ? (long)probed * (1 + (Robustness.Sizes.Count * Robustness.Tries)) : 0;
        total += Has("robustness") ? AttackQueries(taken) : 0;
        total += Has("attributions")
            ? KernelShap.RowsAsked(features, explained, Explanation) + ((long)explained * Explanation.LimeSamples * Explanation.LimeRepeats)
            : 0;
        return total;
    }

    private long AttackQueries(int taken) =>
        Robustness.Attack is { } attack ? (long)Math.Min(taken, AttackRows) * attack.Budget * attack.Methods.Count : 0;
}
