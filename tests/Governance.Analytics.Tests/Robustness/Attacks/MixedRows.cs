using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;

namespace Governance.Analytics.Tests.Robustness.Attacks;

/// <summary>Rows of columns of all kinds, and a model whose margin is the sum of what each adds.</summary>
internal static class MixedRows
{
    private static readonly double[] s_colours = [0, 1.2, -0.8];
    private static readonly double[] s_plans = [0.5, -1, 0];

    /// <summary>What may be changed: ages from 18 to 60, amounts within what was seen or a range.</summary>
    public static RobustnessOptions Options(AttackNorm norm, FeatureRange? amount = null)
    {
        var ranges = new Dictionary<string, FeatureRange>(StringComparer.Ordinal) { ["age"] = new(18, 60) };
        if (amount is { } range)
        {
            ranges.Add("amount", range);
        }

        return new()
        {
            Immutable = new HashSet<string> { "sex", "id" },
            Attack = new()
            {
                Norm = norm,
                Budget = 600,
                CategoryDistance = 0.5,
                OneHot =
                [
                    ["plan_a", "plan_b", "plan_c"],
                ],
                Ranges = ranges,
            },
        };
    }

    /// <summary>An amount, an age of whole years, a colour, a plan as three flags, a fixed flag, a column of gaps, and an id.</summary>
    public static Table Mixed(int seed, int count, out double[] scores)
    {
        var random = new Random(seed);
        int[] plans = [.. Enumerable.Range(0, count).Select(_ => random.Next(3))];
        double[] Flags(int plan) => [.. plans.Select(p => p == plan ? 1.0 : 0)];
        var table = new Table([
            new NumericColumn("id", [.. Enumerable.Range(0, count).Select(i => (double)i)]),
            new NumericColumn("amount", [.. Enumerable.Range(0, count).Select(_ => 1_000 * AttackScene.Normal(random))]),
            new NumericColumn("age", [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(18, 70))]),
            new CategoryColumn(
                "colour",
                [.. Enumerable.Range(0, count).Select(i => i < 3 ? "rgb"[i].ToString() : "rgb"[random.Next(3)].ToString())]
            ),
            new NumericColumn("plan_a", Flags(0)),
            new NumericColumn("plan_b", Flags(1)),
            new NumericColumn("plan_c", Flags(2)),
            new NumericColumn("sex", [.. Enumerable.Range(0, count).Select(i => (double)(i % 2))]),
            new NumericColumn("gap", [.. Enumerable.Repeat(double.NaN, count)]),
        ]);
        scores = Score(table);
        return table;
    }

    public static double[] Score(Table rows) =>
        [
            .. Enumerable
                .Range(0, rows.RowCount)
                .Select(i =>
                    1
                    / (
                        1
                        + Math.Exp(
                            -(
                                (Number(rows, "amount", i) / 1_000)
                                + Margin(
                                    0,
                                    Number(rows, "age", i),
                                    ((CategoryColumn)rows.Find("colour")!).Codes[i],
                                    Plan(rows, i),
                                    Number(rows, "sex", i)
                                )
                            )
                        )
                    )
                ),
        ];

    public static double Margin(double rest, double age, int colour, int plan, double sex) =>
        rest + ((age - 40) / 10) + s_colours[colour] + s_plans[plan] + (0.4 * sex);

    public static int Plan(Table rows, int row) =>
        Number(rows, "plan_a", row) == 1 ? 0
        : Number(rows, "plan_b", row) == 1 ? 1
        : 2;

    public static double Number(Table rows, string column, int row) => ((NumericColumn)rows.Find(column)!).Values[row];
}
