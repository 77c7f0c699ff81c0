using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.Attribution;

public sealed class ExplanationTests
{
    private static readonly ExplanationOptions s_few = ExplanationOptions.Default with { BackgroundRows = 5, LimeSamples = 300 };

    [Fact]
    public async Task KernelShap_AllCoalitions_EqualsTheDefinition()
    {
        const int Inputs = 5;
        var inputs = Rows(Inputs, 40);
        Func<double[], double> model = x => (x[0] * x[1]) + Math.Max(x[2], 0.3) - (2 * x[3] * x[3] * x[4]) + x[4];

        var explanation = await KernelShap.ExplainAsync(inputs, [3, 17], Ask(model), s_few, TestContext.Current.CancellationToken);

        Assert.True(explanation.IsExact);
        Assert.InRange(explanation.AdditivityError!.Value, 0, 1e-9);
        var background = TableRows.Spread(40, 5);
        foreach (var row in explanation.Rows)
        {
            var expected = Shapley(
                Inputs,
                set =>
                    background.Average(b =>
                        model([.. Enumerable.Range(0, Inputs).Select(j => Value(inputs, j, (set & (1 << j)) != 0 ? row.Row : b))])
                    )
            );
            for (var j = 0; j < Inputs; j++)
            {
                Assert.Equal(expected[j], row.Contributions[j], precision: 9);
            }
            Assert.Null(row.StandardErrors);
        }
    }

    // Twelve inputs have 4,094 coalitions; 300 of them are drawn. The linear part has a closed form, and the product of two inputs is
    // shared by halves.
    [Fact]
    public async Task KernelShap_SomeCoalitions_IsWithinItsStandardErrorsAndAddsUp()
    {
        const int Inputs = 12;
        var inputs = Rows(Inputs, 60);
        var options = s_few with { Coalitions = 300, BackgroundRows = 1 };
        Func<double[], double> model = x => x.Select((v, j) => (j - 4) * v).Sum() + (3 * x[0] * x[1]);

        var explanation = await KernelShap.ExplainAsync(inputs, [7], Ask(model), options, TestContext.Current.CancellationToken);

        Assert.False(explanation.IsExact);
        Assert.InRange(explanation.AdditivityError!.Value, 0, 1e-9);
        var row = Assert.Single(explanation.Rows);
        var (x, b) = (
            Enumerable.Range(0, Inputs).Select(j => Value(inputs, j, 7)).ToArray(),
            Enumerable.Range(0, Inputs).Select(j => Value(inputs, j, 0)).ToArray()
        );
        for (var j = 0; j < Inputs; j++)
        {
            var expected = (j - 4) * (x[j] - b[j]);
            if (j < 2)
            {
                expected += 3 * (x[j] - b[j]) * (x[1 - j] + b[1 - j]) / 2;
            }
            Assert.InRange(
                row.Contributions[j],
                expected - (5 * row.StandardErrors![j]) - 1e-9,
                expected + (5 * row.StandardErrors[j]) + 1e-9
            );
            Assert.InRange(Math.Abs(row.Contributions[j] - expected), 0, 0.2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(25)]
    public async Task KernelShap_AnyNumberOfInputs_GivesALinearModelItsClosedForm(int count)
    {
        var inputs = Rows(count, 30);

        var explanation = await KernelShap.ExplainAsync(
            inputs,
            [11],
            Ask(x => x.Select((v, j) => (j + 1) * v).Sum()),
            s_few with
            {
                BackgroundRows = 1,
            },
            TestContext.Current.CancellationToken
        );

        // Additive models leave nothing to chance, whatever is drawn.
        for (var j = 0; j < count; j++)
        {
            Assert.Equal((j + 1) * (Value(inputs, j, 11) - Value(inputs, j, 0)), explanation.Rows[0].Contributions[j], precision: 8);
        }
    }

    [Fact]
    public async Task RowsAsked_IsWhatIsAsked()
    {
        var asked = 0L;
        var inputs = Rows(6, 30);
        ScoreRows counting = (rows, ct) =>
        {
            asked += rows.RowCount;
            return Ask(x => x[0])(rows, ct);
        };

        await KernelShap.ExplainAsync(inputs, [1, 2, 3], counting, s_few, TestContext.Current.CancellationToken);

        Assert.Equal(asked, KernelShap.RowsAsked(6, 3, s_few));
    }

    // One flag as the only input and its value as the score: coefficient = Sxx / (Sxx + ridge), so 1 without a penalty and just below with
    // one.
    [Fact]
    public async Task Lime_OneFlag_HasTheRidgeCoefficientByHand()
    {
        var inputs = new Table([new NumericColumn("flag", [.. Enumerable.Range(0, 100).Select(i => (double)(i % 2))])]);

        var plain = await Lime.ExplainAsync(
            inputs,
            [1],
            Ask(x => x[0]),
            s_few with
            {
                LimeRidge = 0,
            },
            TestContext.Current.CancellationToken
        );
        var ridge = await Lime.ExplainAsync(inputs, [1], Ask(x => x[0]), s_few, TestContext.Current.CancellationToken);

        Assert.Equal(1, plain.Rows[0].Contributions[0], precision: 6);
        Assert.Equal(1, plain.Rows[0].Fit!.Value, precision: 6);
        // About 150 draws are the same, 150 are not and weigh exp(−1/(2·0.75²)) = 0.411: Sxx = 150·61.7/211.7 = 43.7, and 43.7/44.7 =
        // 0.978.
        Assert.InRange(ridge.Rows[0].Contributions[0], 0.970, 0.985);
    }

    [Fact]
    public async Task Lime_LinearModel_OrdersInputsAsShapleyValuesDo()
    {
        var inputs = Rows(5, 200);
        Func<double[], double> model = x => (5 * x[0]) + (3 * x[1]) + x[2] + (0 * x[3]) + (0.2 * x[4]);
        int[] rows = TableRows.Spread(200, 12);

        var lime = await Lime.ExplainAsync(inputs, rows, Ask(model), s_few, TestContext.Current.CancellationToken);
        var shap = await KernelShap.ExplainAsync(
            inputs,
            rows,
            Ask(model),
            s_few with
            {
                BackgroundRows = 50,
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal([0, 1], Enumerable.Range(0, 5).OrderByDescending(i => lime.Importances[i]).Take(2));
        Assert.True(ExplanationJson.Agreement([shap, lime]) >= 0.7);
        Assert.InRange(lime.RankStability!.Value, 0.3, 1);
        Assert.InRange(lime.LeadingStability!.Value, 0.4, 1);
        // An input that plays no part has exactly no Shapley value, and next to no coefficient.
        Assert.All(shap.Rows, r => Assert.Equal(0, r.Contributions[3], precision: 9));
        Assert.InRange(lime.Importances[3], 0, 0.2 * lime.Importances[0]);
    }

    [Fact]
    public async Task Explain_SameSeed_SameFigures()
    {
        var inputs = Rows(14, 50);

        var one = await KernelShap.ExplainAsync(inputs, [4], Ask(x => x[0] * x[5]), s_few, TestContext.Current.CancellationToken);
        var two = await KernelShap.ExplainAsync(inputs, [4], Ask(x => x[0] * x[5]), s_few, TestContext.Current.CancellationToken);

        Assert.Equal(one.Rows[0].Contributions, two.Rows[0].Contributions);
    }

    [Fact]
    public async Task Explain_ModelGivesNoScore_SaysSo()
    {
        var inputs = Rows(3, 20);

        Assert.NotNull(
            (await KernelShap.ExplainAsync(inputs, [1], Ask(_ => double.NaN), s_few, TestContext.Current.CancellationToken)).Reason
        );
        Assert.NotNull((await Lime.ExplainAsync(inputs, [1], Ask(_ => double.NaN), s_few, TestContext.Current.CancellationToken)).Reason);
    }

    // Ranks of (3, 1, 2, 2) are (4, 1, 2.5, 2.5), of (1, 2, 3, 4) 1 to 4: Σ(dx·dy) = −1.5, Σdx² = 4.5, Σdy² = 5, and −1.5/√22.5 =
    // −0.316228.
    [Fact]
    public void Spearman_WithTies_MatchesHandCalculation()
    {
        Assert.Equal(-0.316228, RankCorrelation.Spearman([3, 1, 2, 2], [1, 2, 3, 4])!.Value, precision: 6);
        Assert.Equal(1, RankCorrelation.Spearman([1, 5, 9], [10, 20, 21])!.Value, precision: 12);
        Assert.Null(RankCorrelation.Spearman([1, 1], [1, 2]));
    }

    private static Table Rows(int count, int rows)
    {
        var random = new Random(5);
        return new Table(
            Enumerable
                .Range(0, count)
                .Select(j => new NumericColumn($"x{j}", [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())]))
        );
    }

    private static double Value(Table inputs, int column, int row) => ((NumericColumn)inputs.Columns[column]).Values[row];

    private static ScoreRows Ask(Func<double[], double> model) =>
        (rows, _) =>
            Task.FromResult(
                Enumerable
                    .Range(0, rows.RowCount)
                    .Select(r => model([.. Enumerable.Range(0, rows.Columns.Count).Select(c => Value(rows, c, r))]))
                    .ToArray()
            );

    /// <summary>φ_j = Σ_S |S|!(d−|S|−1)!/d! · (v(S ∪ j) − v(S)).</summary>
    private static double[] Shapley(int count, Func<int, double> value)
    {
        double[] values = [.. Enumerable.Range(0, 1 << count).Select(value)];
        double[] factorials = [1, .. Enumerable.Range(1, count).Select(n => Enumerable.Range(1, n).Aggregate(1.0, (a, b) => a * b))];
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(j =>
                    Enumerable
                        .Range(0, 1 << count)
                        .Where(s => (s & (1 << j)) == 0)
                        .Sum(s =>
                        {
                            var size = System.Numerics.BitOperations.PopCount((uint)s);
                            return factorials[size] * factorials[count - size - 1] / factorials[count] * (values[s | (1 << j)] - values[s]);
                        })
                ),
        ];
    }
}
