using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;

namespace Governance.Analytics.Tests.Robustness.Attacks;

/// <summary>Rows, a model with known minima, and the attack on those rows for which an adversarial row exists within the bound.</summary>
internal sealed class AttackScene
{
    private AttackScene(double[][] rows, KnownModel model)
    {
        (Rows, Model, Box) = (rows, model, Box.Of(rows));
        Table = TableOf(rows);
        Scores = [.. rows.Select(r => model.Score(r))];
    }

    public double[][] Rows { get; }

    public KnownModel Model { get; }

    public Box Box { get; }

    public Table Table { get; }

    public double[] Scores { get; }

    public static Table TableOf(double[][] rows) =>
        new([.. Enumerable.Range(0, rows[0].Length).Select(c => new NumericColumn($"x{c}", [.. rows.Select(r => r[c])]))]);

    /// <summary>Normal weights, a share of which is 0; units of the features differ by a factor of a thousand.</summary>
    public static AttackScene Linear(int features, int count, int seed)
    {
        var random = new Random(seed);
        var rows = Normal(features, count, random);
        double[] weights = [.. Enumerable.Range(0, features).Select(c => random.Next(4) == 0 ? 0 : Normal(random) / Math.Pow(10, c % 4))];
        return new AttackScene(rows, new LinearModel(weights, 0.3 * Normal(random)));
    }

    /// <summary>Trees grown on labels that follow a curve and an interaction.</summary>
    public static AttackScene Forest(int features, int count, int trees, int depth, int seed)
    {
        var random = new Random(seed);
        var rows = Normal(features, count, random);
        bool[] labels =
        [
            .. rows.Select(r =>
                (r[0] * r[0])
                    + (r[1] / 10)
                    + (r[2] / 100 * r[0])
                    - (r[features - 1] / Math.Pow(10, (features - 1) % 4))
                    + (0.5 * Normal(random))
                > 1
            ),
        ];
        return new AttackScene(
            rows,
            new ForestModel([
                .. Enumerable
                    .Range(0, trees)
                    .Select(_ =>
                        TreeNode.Grow(
                            rows,
                            labels,
                            [.. Enumerable.Range(0, count).Select(i => trees == 1 ? i : random.Next(count))],
                            depth,
                            random,
                            40
                        )
                    ),
            ])
        );
    }

    /// <summary>The first rows near which an adversarial row exists within the bound, and how far it is.</summary>
    public (int[] Rows, double[] Minima) Within(double bound, int count, bool largest)
    {
        var found = Enumerable
            .Range(0, Rows.Length)
            .Select(r => (Row: r, Minimum: Model.Minimum(Rows[r], Box, largest)))
            .Where(r => r.Minimum <= bound)
            .Take(count)
            .ToArray();
        return ([.. found.Select(f => f.Row)], [.. found.Select(f => f.Minimum)]);
    }

    public Task<AttackResult> AttackAsync(int[] rows, AttackOptions options, CancellationToken ct) =>
        AdversarialSearch.RunAsync(
            Table,
            Scores,
            rows,
            Model.ScoreAsync,
            options: new RobustnessOptions { Attack = options },
            cancellationToken: ct
        );

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[][] Normal(int features, int count, Random random) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Enumerable.Range(0, features).Select(c => Normal(random) * Math.Pow(10, c % 4)).ToArray()),
        ];
}
