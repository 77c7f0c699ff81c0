using System.Globalization;
using Governance.Analytics.Robustness.Attacks;
using Governance.Testing;

namespace Governance.Analytics.Tests.Robustness.Attacks;

/// <summary>
/// The promise of the searches: where an adversarial row exists within the bound they find one, nearly as near as the nearest, on models
/// whose nearest one is known exactly. In every run each kind of model is searched by one of the two methods; under "./build.sh soak" by
/// both, in more sizes, norms and rows.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class AttackQualityTests
{
    private const int Budget = 5_000;
    private const double Share = 0.95;
    private const double Ratio = 1.3;

    public static TheoryData<string, int, AttackMethod, AttackNorm> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, AttackMethod, AttackNorm>();
            foreach (var model in new[] { "linear", "tree", "forest" })
            {
                foreach (var features in Soak.Size<int[]>([12], [5, 12, 30]))
                {
                    foreach (var norm in Soak.Size<AttackNorm[]>([AttackNorm.L2], [AttackNorm.L2, AttackNorm.LInf]))
                    {
                        foreach (var method in Soak.Size<AttackMethod[]>([OneOf(model)], [AttackMethod.Boundary, AttackMethod.Score]))
                        {
                            cases.Add(model, features, method, norm);
                        }
                    }
                }
            }
            return cases;
        }
    }

    private static AttackMethod OneOf(string model) => model == "tree" ? AttackMethod.Score : AttackMethod.Boundary;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Search_RowsWithAnAdversarialRowInReach_FindsOneNearlyAsNearAsTheNearest(
        string model,
        int features,
        AttackMethod method,
        AttackNorm norm
    )
    {
        var scene = model switch
        {
            "linear" => AttackScene.Linear(features, 2_000, seed: 20_260_101),
            "tree" => AttackScene.Forest(features, 2_000, trees: 1, depth: 8, seed: 20_260_102),
            _ => AttackScene.Forest(features, 2_000, trees: 9, depth: 4, seed: 20_260_103),
        };
        var bound = norm == AttackNorm.L2 ? 0.5 : 0.3;
        var (rows, minima) = scene.Within(bound, Soak.Size(100, 300), norm == AttackNorm.LInf);
        Assert.InRange(rows.Length, 100, 300);

        var result = await scene.AttackAsync(
            rows,
            new AttackOptions
            {
                Methods = [method],
                Budget = Budget,
                Bound = bound,
                Norm = norm,
                RowsKept = rows.Length,
            },
            TestContext.Current.CancellationToken
        );

        var found = result.Adversarial.ToDictionary(a => a.Row, a => a.Distance);
        double[] ratios =
        [
            .. rows.Select((row, i) => found.TryGetValue(row, out var distance) ? distance / minima[i] : double.PositiveInfinity).Order(),
        ];
        var near = ratios.Count(r => r <= Ratio);
        var (within, median, high) = (result.Figures!.Success.Successes, ratios[rows.Length / 2], ratios[(int)(0.95 * rows.Length)]);
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{rows.Length} rows, {within} found within {bound}, {near} at most {Ratio} times the nearest; ratio {median:F3} (median), "
        );
        words += string.Create(CultureInfo.InvariantCulture, $"{high:F3} (95 %)");
        Soak.Report($"Attack, {method} {norm}, {model} of {features} features, {Budget} questions a row", words);
        TestContext.Current.TestOutputHelper?.WriteLine(words);
        Assert.True(result.Figures.Success.Successes >= Share * rows.Length, words);
        Assert.True(near >= Share * rows.Length, words);
        // Nearer than the nearest would mean that the minima are wrong.
        Assert.InRange(ratios[0], 1 - 1e-9, Ratio);
        Assert.InRange(result.Figures.Queries.Largest, 1, Budget);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Minimum_LinearWithoutRanges_IsTheDistanceToThePlane(bool largest)
    {
        var scene = AttackScene.Linear(6, 50, seed: 5);
        var wide = new Box([.. scene.Box.Sd.Select(s => -1e6 * s)], [.. scene.Box.Sd.Select(s => 1e6 * s)], scene.Box.Sd);

        Assert.All(
            scene.Rows,
            row =>
                Assert.Equal(
                    ((LinearModel)scene.Model).Unbounded(row, scene.Box.Sd, largest),
                    scene.Model.Minimum(row, wide, largest),
                    tolerance: 1e-9
                )
        );
    }

    // By the definition: each number lies at the lower end, at the upper end or between, and those between go straight to the plane.
    [Fact]
    public void Minimum_LinearWithinRanges_IsTheBestOfAllActiveSets()
    {
        double[] weights = [1, -0.5, 2];
        var model = new LinearModel(weights, 0.3);
        var box = new Box([-1, -1, -0.2], [0.5, 1, 0.3], [1, 2, 0.5]);
        var random = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            double[] row = [.. Enumerable.Range(0, 3).Select(c => box.Low[c] + (random.NextDouble() * (box.High[c] - box.Low[c])))];
            var margin = 0.3 + weights.Zip(row, (w, x) => w * x).Sum();
            var best = double.PositiveInfinity;
            for (var set = 0; set < 27; set++)
            {
                int[] state = [set % 3, set / 3 % 3, set / 9];
                var moves = new double[3];
                var rest = -margin;
                double steepness = 0;
                for (var c = 0; c < 3; c++)
                {
                    var w = weights[c] * box.Sd[c];
                    if (state[c] == 2)
                    {
                        steepness += w * w;
                        continue;
                    }
                    moves[c] = ((state[c] == 0 ? box.Low[c] : box.High[c]) - row[c]) / box.Sd[c];
                    rest -= w * moves[c];
                }
                for (var c = 0; c < 3; c++)
                {
                    moves[c] = state[c] == 2 ? rest * weights[c] * box.Sd[c] / steepness : moves[c];
                }
                var reaches = steepness > 0 || Math.Abs(rest) < 1e-12;
                var inside = Enumerable
                    .Range(0, 3)
                    .All(c => row[c] + (moves[c] * box.Sd[c]) is var at && at >= box.Low[c] - 1e-12 && at <= box.High[c] + 1e-12);
                if (reaches && inside)
                {
                    best = Math.Min(best, Math.Sqrt(moves.Sum(m => m * m)));
                }
            }

            Assert.Equal(best, model.Minimum(row, box, largest: false), tolerance: 1e-9);
        }
    }

    // By the definition: the cells between all thresholds, each judged by a point within it.
    [Theory]
    [InlineData(1, 6)]
    [InlineData(5, 3)]
    public void Minimum_Forest_IsThatOfTheCellsBetweenItsThresholds(int trees, int depth)
    {
        var scene = AttackScene.Forest(3, 300, trees, depth, seed: 8);
        var cuts = Enumerable
            .Range(0, 3)
            .Select(c =>
                ((ForestModel)scene.Model)
                    .Thresholds(c)
                    .Where(t => t > scene.Box.Low[c] && t < scene.Box.High[c])
                    .Append(scene.Box.Low[c])
                    .Append(scene.Box.High[c])
                    .Distinct()
                    .Order()
                    .ToArray()
            )
            .ToArray();
        foreach (var row in scene.Rows.Take(20))
        {
            var isPositive = scene.Model.Score(row) >= 0.5;
            var (best, most) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var i = 0; i + 1 < cuts[0].Length; i++)
            {
                for (var j = 0; j + 1 < cuts[1].Length; j++)
                {
                    for (var k = 0; k + 1 < cuts[2].Length; k++)
                    {
                        (double Low, double High)[] cell =
                        [
                            (cuts[0][i], cuts[0][i + 1]),
                            (cuts[1][j], cuts[1][j + 1]),
                            (cuts[2][k], cuts[2][k + 1]),
                        ];
                        if (scene.Model.Score([.. cell.Select(s => (s.Low + s.High) / 2)]) >= 0.5 == isPositive)
                        {
                            continue;
                        }
                        double[] steps =
                        [
                            .. cell.Select((s, c) => Math.Max(0, Math.Max(s.Low - row[c], row[c] - s.High)) / scene.Box.Sd[c]),
                        ];
                        best = Math.Min(best, Math.Sqrt(steps.Sum(s => s * s)));
                        most = Math.Min(most, steps.Max());
                    }
                }
            }

            Assert.Equal(best, scene.Model.Minimum(row, scene.Box, largest: false), tolerance: 1e-12);
            Assert.Equal(most, scene.Model.Minimum(row, scene.Box, largest: true), tolerance: 1e-12);
        }
    }
}
