using System.Text;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Robustness.Attacks;
using static Governance.Analytics.Tests.Robustness.Attacks.MixedRows;

namespace Governance.Analytics.Tests.Robustness.Attacks;

public sealed class AdversarialSearchTests
{
    // A step at 0 of one feature: the rows within 0.5 standard deviations of it are turned, and no others. By hand: the standard deviation
    // of -2, -1.6, … 2 is 0.4·√((11² − 1)/12) = 1.2649, half of it 0.632, so these are -0.4, 0 and 0.4. 0 is positive by the threshold.
    [Fact]
    public async Task Run_OneFeature_FiguresMatchHandCalculation()
    {
        double[] x = [.. Enumerable.Range(-5, 11).Select(i => 0.4 * i)];
        // The first and the fifth label are wrong.
        double[] label = [1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
        var table = new Table([new NumericColumn("x", x), new NumericColumn("label", label)]);

        var result = await AdversarialSearch.RunAsync(
            table,
            Step(x),
            [.. Enumerable.Range(0, 11)],
            (rows, _) => Task.FromResult(Step(((NumericColumn)rows.Find("x")!).Values.ToArray())),
            options: new() { Attack = new() { Budget = 200 } },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((3L, 11L), (result.Figures!.Success.Successes, result.Figures.Success.Trials));
        Assert.Equal(11, result.Figures.Found);
        // Nine rows were right before; two of them, at 0 and 0.4, are turned.
        Assert.Equal((7L, 11L), (result.Figures.RobustAccuracy!.Value.Successes, result.Figures.RobustAccuracy.Value.Trials));
        // |x| in standard deviations, 1.2 / 1.2649 being in the middle.
        Assert.Equal(1.2 / 1.264911, result.Figures.MedianDistance!.Value, tolerance: 0.005);
        Assert.Equal(RobustnessVerdict.InsufficientData, result.Verdict);
        Assert.All(result.Adversarial, a => Assert.NotEqual(a.ClassBefore, a.ClassAfter));
        Assert.Equal("x", Assert.Single(result.Adversarial[0].Changes).Feature);

        static double[] Step(double[] values) => [.. values.Select(v => v >= 0 ? 0.9 : 0.1)];
    }

    [Theory]
    [InlineData(AttackNorm.L2, 1)]
    [InlineData(AttackNorm.L2, 2)]
    [InlineData(AttackNorm.LInf, 3)]
    public async Task Run_MixedColumns_EveryRowAskedAndFoundKeepsTheConstraints(AttackNorm norm, int seed)
    {
        var table = Mixed(seed, 200, out var scores);
        var asked = 0;

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. Enumerable.Range(0, 40)],
            (rows, _) =>
            {
                asked += rows.RowCount;
                Check(rows);
                return Task.FromResult(Score(rows));
            },
            options: Options(norm, new FeatureRange(-500, 800)),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.InRange(result.Figures!.Found, 30, 40);
        Assert.InRange(asked, 40, 40 * 2 * 600);
        Assert.All(
            result.Adversarial.SelectMany(a => a.Changes),
            c => Assert.Contains(c.Feature, new[] { "amount", "age", "colour", "plan_a|plan_b|plan_c" })
        );

        void Check(Table rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                var original = (int)Number(rows, "id", i);
                Assert.Equal(Number(table, "sex", original), Number(rows, "sex", i));
                Assert.Equal(Number(table, "gap", original), Number(rows, "gap", i));
                Assert.True(
                    Number(rows, "age", i) is var age && age == Math.Floor(age) && age is >= 18 and <= 60
                        || age == Number(table, "age", original)
                );
                // Many rows lie outside of the range: their amount stays as it is, or comes into the range.
                Assert.True(
                    Number(rows, "amount", i) is >= -500 and <= 800 || Number(rows, "amount", i) == Number(table, "amount", original)
                );
                Assert.InRange(((CategoryColumn)rows.Find("colour")!).Codes[i], 0, 2);
                Assert.Equal([0, 0, 1], new[] { "plan_a", "plan_b", "plan_c" }.Select(p => Number(rows, p, i)).Order());
            }
        }
    }

    // The smallest change over all categories, one-hot columns and whole numbers: what is left to do falls to the one real number.
    [Theory]
    [InlineData(AttackMethod.Boundary)]
    [InlineData(AttackMethod.Score)]
    public async Task Run_MixedColumns_IsNearlyAsNearAsTheBestOfAllCombinations(AttackMethod method)
    {
        var table = Mixed(4, 300, out var scores);
        var options = Options(AttackNorm.L2) with { Seed = 3 };
        options = options with { Attack = options.Attack! with { Methods = [method], Budget = 3_000, RowsKept = 100, Bound = 1.5 } };
        var amounts = ((NumericColumn)table.Find("amount")!).Values.ToArray();
        var (amountSd, ageSd) = (Sd(amounts), Sd(((NumericColumn)table.Find("age")!).Values.ToArray()));
        (int Row, double Minimum)[] known =
        [
            .. Enumerable.Range(0, 300).Select(r => (r, Nearest(r))).Where(r => r.Item2 is > 0 and <= 1.5).Take(60),
        ];

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. known.Select(k => k.Row)],
            (rows, _) => Task.FromResult(Score(rows)),
            options: options,
            cancellationToken: TestContext.Current.CancellationToken
        );

        var found = result.Adversarial.ToDictionary(a => a.Row, a => a.Distance);
        double[] ratios = [.. known.Select(k => found.GetValueOrDefault(k.Row, double.PositiveInfinity) / k.Minimum).Order()];
        Assert.Equal(60, ratios.Length);
        Assert.InRange(ratios.Count(r => r <= 1.3), 57, 60);
        Assert.InRange(ratios[0], 1 - 1e-9, 1.3);

        double Nearest(int row)
        {
            var isPositive = scores[row] >= 0.5;
            var (amount, age) = (amounts[row], Number(table, "age", row));
            var colour = ((CategoryColumn)table.Find("colour")!).Codes[row];
            var plan = Plan(table, row);
            var best = double.PositiveInfinity;
            for (var c = 0; c < 3; c++)
            {
                for (var p = 0; p < 3; p++)
                {
                    foreach (var whole in Enumerable.Range(18, 43).Select(a => (double)a).Append(age))
                    {
                        // amount / 1000 has the weight 1.
                        var other = Margin(0, whole, c, p, Number(table, "sex", row));
                        var edge = -1_000 * other;
                        var moved = amount / 1_000 + other >= 0 == isPositive ? edge : amount;
                        if (moved < amounts.Min() || moved > amounts.Max())
                        {
                            continue;
                        }
                        var cost =
                            Math.Pow((moved - amount) / amountSd, 2)
                            + Math.Pow((whole - age) / ageSd, 2)
                            + (c == colour ? 0 : 0.25)
                            + (p == plan ? 0 : 0.25);
                        best = Math.Min(best, Math.Sqrt(cost));
                    }
                }
            }
            return best;
        }
    }

    [Fact]
    public async Task Run_Twice_GivesTheSameBytesAndAnotherSeedOthers()
    {
        var table = Mixed(5, 150, out var scores);

        var once = await JsonAsync(Options(AttackNorm.L2));
        var again = await JsonAsync(Options(AttackNorm.L2));
        var other = await JsonAsync(Options(AttackNorm.L2) with { Seed = 1 });

        Assert.Equal(once, again);
        Assert.NotEqual(once, other);

        async Task<string> JsonAsync(RobustnessOptions options) =>
            Json(
                await AdversarialSearch.RunAsync(
                    table,
                    scores,
                    [.. Enumerable.Range(0, 20)],
                    (rows, _) => Task.FromResult(Score(rows)),
                    options: options,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(57)]
    [InlineData(1_000)]
    public async Task Run_AnyBudget_IsNeverExceeded(int budget)
    {
        var table = Mixed(6, 100, out var scores);
        var asked = new int[100];

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. Enumerable.Range(0, 30)],
            (rows, _) =>
            {
                for (var i = 0; i < rows.RowCount; i++)
                {
                    asked[(int)Number(rows, "id", i)]++;
                }
                return Task.FromResult(Score(rows));
            },
            options: Options(AttackNorm.L2) with
            {
                Attack = Options(AttackNorm.L2).Attack! with { Budget = budget },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.InRange(asked.Max(), 1, 2 * budget);
        Assert.All(result.Methods, m => Assert.InRange(m.Figures!.Queries.Largest, 1, budget));
        Assert.Equal(asked.Sum(), result.Figures!.Queries.Total);
    }

    [Fact]
    public async Task Run_ConstantModel_SaysThatNothingWasFoundAndClaimsNothing()
    {
        var table = Mixed(7, 100, out _);

        var result = await AdversarialSearch.RunAsync(
            table,
            [.. Enumerable.Repeat(0.2, 100)],
            [.. Enumerable.Range(0, 40)],
            (rows, _) => Task.FromResult(Enumerable.Repeat(0.2, rows.RowCount).ToArray()),
            options: Options(AttackNorm.L2),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Null(result.Verdict);
        Assert.Equal((0L, 40L, 0L), (result.Figures!.Success.Successes, result.Figures.Success.Trials, result.Figures.Found));
        Assert.Null(result.Figures.MedianDistance);
        Assert.Contains("does not prove", result.Reason, StringComparison.Ordinal);
        // All that may be asked was asked before it was said.
        Assert.Equal(40 * 2 * 600, result.Figures.Queries.Total);
        Assert.Empty(result.Adversarial);
    }

    [Fact]
    public async Task Run_ModelOfClasses_SearchesByDecisionsAloneAndNeverCountsTheOtherAsPassed()
    {
        var table = Mixed(8, 100, out var scores);
        double[] classes = [.. scores.Select(s => s >= 0.5 ? 1.0 : 0)];

        var both = await RunAsync([AttackMethod.Boundary, AttackMethod.Score]);
        var score = await RunAsync([AttackMethod.Score]);

        Assert.NotNull(both.Methods[0].Figures);
        Assert.Null(both.Methods[1].Figures);
        Assert.Contains("needs scores", both.Methods[1].Reason, StringComparison.Ordinal);
        Assert.InRange(both.Figures!.Found, 1, 40);
        Assert.Equal(RobustnessVerdict.NotRun, score.Verdict);
        Assert.Null(score.Figures);
        Assert.DoesNotContain("evasionSuccessRate", Json(score), StringComparison.Ordinal);

        Task<AttackResult> RunAsync(AttackMethod[] methods) =>
            AdversarialSearch.RunAsync(
                table,
                classes,
                [.. Enumerable.Range(0, 40)],
                (rows, _) => Task.FromResult(Score(rows).Select(s => s >= 0.5 ? 1.0 : 0).ToArray()),
                answersClasses: true,
                options: Options(AttackNorm.L2) with
                {
                    Attack = Options(AttackNorm.L2).Attack! with { Methods = methods, MaximumSuccess = 1 },
                },
                cancellationToken: TestContext.Current.CancellationToken
            );
    }

    [Fact]
    public async Task Run_NoAnswersToChangedRows_LeavesThemOut()
    {
        var table = Mixed(9, 100, out var scores);

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. Enumerable.Range(0, 40)],
            (rows, _) => Task.FromResult(Enumerable.Repeat(double.NaN, rows.RowCount).ToArray()),
            options: Options(AttackNorm.L2),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((RobustnessVerdict.NotRun, 40L), (result.Verdict!.Value, result.LeftOut));
        Assert.Contains("too few answers", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, RobustnessVerdict.Fail)]
    [InlineData(1.0, RobustnessVerdict.Ok)]
    public async Task Run_WithALargestRate_IsJudgedByTheInterval(double most, RobustnessVerdict verdict)
    {
        var table = Mixed(10, 100, out var scores);

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. Enumerable.Range(0, 40)],
            (rows, _) => Task.FromResult(Score(rows)),
            options: Options(AttackNorm.L2) with
            {
                Attack = Options(AttackNorm.L2).Attack! with { MaximumSuccess = most, Bound = 1 },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(verdict, result.Verdict);
    }

    [Fact]
    public async Task Run_Cancelled_StopsAtOnce()
    {
        var table = Mixed(11, 100, out var scores);
        using var stop = new CancellationTokenSource();
        var calls = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AdversarialSearch.RunAsync(
                table,
                scores,
                [.. Enumerable.Range(0, 40)],
                (rows, _) =>
                {
                    if (++calls == 3)
                    {
                        stop.Cancel();
                    }
                    return Task.FromResult(Score(rows));
                },
                options: Options(AttackNorm.L2),
                cancellationToken: stop.Token
            )
        );

        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Run_ModelThatFails_FailsWithIt()
    {
        var table = Mixed(12, 100, out var scores);

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            AdversarialSearch.RunAsync(
                table,
                scores,
                [0, 1],
                (_, _) => Task.FromException<double[]>(new HttpRequestException("gone")),
                options: Options(AttackNorm.L2),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            AdversarialSearch.RunAsync(
                table,
                scores,
                [0, 1],
                (_, _) => Task.FromResult(new double[1]),
                options: Options(AttackNorm.L2),
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task Run_NothingMayBeChanged_IsNotRun()
    {
        var table = Mixed(13, 100, out var scores);
        var all = table.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);

        var result = await AdversarialSearch.RunAsync(
            table,
            scores,
            [.. Enumerable.Range(0, 40)],
            (rows, _) => Task.FromResult(Score(rows)),
            options: Options(AttackNorm.L2) with
            {
                Immutable = all,
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(RobustnessVerdict.NotRun, result.Verdict);
        Assert.Contains("no column", result.Reason, StringComparison.Ordinal);
    }

    private static double Sd(double[] values) => Math.Sqrt(values.Average(v => Math.Pow(v - values.Average(), 2)));

    private static string Json(AttackResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("attack");
            AttackJson.Write(result, writer);
            AttackJson.WriteMetrics(result, writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
