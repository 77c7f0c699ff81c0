using Governance.Analytics.Attribution;
using Governance.Analytics.Fairness;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;

namespace Governance.Cli.Validation;

/// <summary>What is asked of a live model.</summary>
internal sealed record ValidationPlan
{
    public static IReadOnlyList<string> AllChecks { get; } =
    ["performance", "fairness", "consistency", "robustness", "poisoning", "attributions"];

    public required IReadOnlyList<string> Checks { get; init; }

    public required ColumnRoles Roles { get; init; }

    /// <summary>Columns that are sent; empty for all that are inputs by their role.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    public IReadOnlyList<string> Irrelevant { get; init; } = [];

    /// <summary>Columns by whose values performance and fairness are measured apart, too.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    public int Rows { get; init; } = 10_000;

    public int ProbeRows { get; init; } = 200;

    public int ExplainRows { get; init; } = 10;

    public required BinaryOptions Binary { get; init; }

    public required FairnessOptions Fairness { get; init; }

    public required RobustnessOptions Robustness { get; init; }

    public required ConsistencyOptions Consistency { get; init; }

    public required ExplanationOptions Explanation { get; init; }

    public bool Has(string check) => Checks.Contains(check, StringComparer.Ordinal);

    /// <summary>Rows that will be scored.</summary>
    public long RowsToScore(int rows, int features)
    {
        var taken = Math.Min(rows, Rows);
        var (probed, explained) = (Math.Min(taken, ProbeRows), Math.Min(taken, ExplainRows));
        long total = taken;
        total += Has("consistency") ? (long)taken * (1 + Irrelevant.Count) : 0;
        total += Has("robustness") ? (long)probed * (1 + (Robustness.Sizes.Count * Robustness.Tries)) : 0;
        total += Has("attributions")
            ? KernelShap.RowsAsked(features, explained, Explanation) + ((long)explained * Explanation.LimeSamples * Explanation.LimeRepeats)
            : 0;
        return total;
    }
}
