using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Robustness;

public sealed class RobustnessTests
{
    // By hand: a flips at 0.1 and 0.25, b at 0.25 only, c never; a and c were right before. Two tries of a at 0.1, one of which flips.
    [Fact]
    public async Task OfPairs_ThreeRows_MatchesHandCalculation()
    {
        var original = await Rows.ReadAsync("decision_id,prediction,label\na,1,1\nb,0,1\nc,1,1\n");
        var perturbed = await Rows.ReadAsync(
            "decision_id,epsilon,prediction\na,0.1,1\na,0.1,0\nb,0.1,0\nc,0.1,1\na,0.25,0\nb,0.25,1\nc,0.25,1\nzz,0.25,1\n"
        );

        var result = Evasion.OfPairs(original, perturbed);

        Assert.Equal([0.1, 0.25], result.Curve.Select(p => p.Size!.Value));
        Assert.Equal([(1L, 3L), (2L, 3L)], result.Curve.Select(p => (p.Flips.Successes, p.Flips.Trials)));
        Assert.Equal(
            [(1L, 2L), (1L, 2L)],
            result.Curve.Select(p => (p.AdversarialAccuracy!.Value.Successes, p.AdversarialAccuracy.Value.Trials))
        );
        Assert.Equal(0.175, result.MedianDistance!.Value, 1e-12);
        Assert.Equal((1L, 3L), (result.NeverFlipped!.Value.Successes, result.NeverFlipped.Value.Trials));
        Assert.Equal(1, result.Unmatched);
        Assert.Equal(RobustnessVerdict.InsufficientData, result.Verdict);
    }

    [Fact]
    public async Task OfPairs_WithoutIds_IsNotRunAndNeverPassed()
    {
        var table = await Rows.ReadAsync("x,prediction\n1,1\n");

        var result = new RobustnessResult(Evasion.OfPairs(table, table), PoisoningScreens.Run(table));

        Assert.Equal(RobustnessVerdict.NotRun, result.Verdict);
        Assert.All(result.Poisoning, p => Assert.Equal(RobustnessVerdict.NotRun, p.Verdict));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            RobustnessJson.Write(result, writer);
        }
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("not_run", json.RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Search_SteepModel_FlipsMoreWithLargerStepsAndNeverWithFixedInputs()
    {
        var table = new Table([
            new NumericColumn("x", DriftAnalysisTests.Normal(1, 2_000, 0)),
            new NumericColumn("label", [.. DriftAnalysisTests.Normal(1, 2_000, 0).Select(v => v > 0 ? 1.0 : 0)]),
        ]);

        var result = await Evasion.SearchAsync(table, Score, cancellationToken: TestContext.Current.CancellationToken);
        var frozen = await Evasion.SearchAsync(
            table,
            Score,
            options: new() { Immutable = new HashSet<string> { "x" } },
            cancellationToken: TestContext.Current.CancellationToken
        );

        var rates = result.Curve.Select(p => p.Flips.Value!.Value).ToArray();
        Assert.Equal(rates.Order(), rates);
        // Rows within 0.25 sd of the edge on either side: 2·(Φ(0.25) − 0.5) = 0.197; the worst of ten tries comes close.
        Assert.InRange(rates[^1], 0.14, 0.2);
        Assert.All(frozen.Curve, p => Assert.Equal(0, p.Flips.Successes));
        Assert.Equal(RobustnessVerdict.Ok, frozen.Verdict);
        Assert.Null(frozen.MedianDistance);

        static Task<double[]> Score(Table rows, CancellationToken ct) =>
            Task.FromResult(((NumericColumn)rows.Find("x")!).Values.ToArray().Select(v => v > 0 ? 0.9 : 0.1).ToArray());
    }

    [Fact]
    public void Screens_CleanData_FindNothing()
    {
        Assert.All(PoisoningScreens.Run(Data(1, _ => false)), s => Assert.Equal((s.Screen, RobustnessVerdict.Ok), (s.Screen, s.Verdict)));
    }

    [Fact]
    public void Screens_FlippedLabels_AreSuspectedByNeighbours()
    {
        var screen = PoisoningScreens.Run(Data(2, i => i % 20 == 0)).Single(s => s.Screen == "neighbour_labels");

        Assert.Equal(RobustnessVerdict.Warn, screen.Verdict);
        Assert.InRange(screen.Suspected!.Value.Successes, 70, 120);
        Assert.All(screen.Rows, r => Assert.Equal(0, (r - 1) % 20));
    }

    [Fact]
    public void Screens_RareValueThatDecidesTheLabel_IsNamed()
    {
        double[] label = [.. Enumerable.Range(0, 4_000).Select(i => i % 400 < 20 ? 1.0 : i % 2)];
        string?[] channel = [.. Enumerable.Range(0, 4_000).Select(i => i % 400 < 3 ? "trigger" : $"c{i % 3}")];
        var table = new Table([
            new CategoryColumn("channel", channel),
            new NumericColumn("x", DriftAnalysisTests.Normal(5, 4_000, 0)),
            new NumericColumn("label", label),
        ]);

        var screen = PoisoningScreens.Run(table).Single(s => s.Screen == "rare_trigger");

        Assert.StartsWith("channel = trigger: 30 of 30", Assert.Single(screen.Findings), StringComparison.Ordinal);
        Assert.Equal(30, screen.Suspected!.Value.Successes);
    }

    [Fact]
    public void Screens_EqualRowsWithBothLabels_CountTheMinority()
    {
        // Each value four times, three positive and one negative: a quarter is suspected.
        double[] x = [.. Enumerable.Range(0, 400).Select(i => (double)(i / 4))];
        double[] label = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 3 ? 0.0 : 1)];

        var screens = PoisoningScreens.Run(new Table([new NumericColumn("x", x), new NumericColumn("label", label)]));

        var exact = screens.Single(s => s.Screen == "conflicting_labels");
        Assert.Equal((100L, 400L, RobustnessVerdict.Warn), (exact.Suspected!.Value.Successes, exact.Suspected.Value.Trials, exact.Verdict));
        Assert.Equal(4, exact.Rows[0]);
    }

    [Fact]
    public void Screens_FewRowsFarOutInOneClass_AreSpectralSuspects()
    {
        var x = DriftAnalysisTests.Normal(6, 2_000, 0);
        var y = DriftAnalysisTests.Normal(7, 2_000, 0);
        double[] label = [.. Enumerable.Range(0, 2_000).Select(i => (double)(i % 2))];
        for (var i = 1; i < 20; i += 2)
        {
            (x[i], y[i]) = (40, 40);
        }

        var screen = PoisoningScreens
            .Run(new Table([new NumericColumn("x", x), new NumericColumn("y", y), new NumericColumn("label", label)]))
            .Single(s => s.Screen == "spectral_signature");

        Assert.Equal([2, 4, 6, 8, 10, 12, 14, 16, 18, 20], screen.Rows);
    }

    private static Table Data(int seed, Func<int, bool> flipped)
    {
        var x = DriftAnalysisTests.Normal(seed, 2_000, 0);
        var y = DriftAnalysisTests.Normal(seed + 10, 2_000, 0);
        double[] label = [.. Enumerable.Range(0, 2_000).Select(i => i % 2 == 0 != flipped(i) ? 1.0 : 0)];
        for (var i = 0; i < 2_000; i++)
        {
            x[i] += i % 2 == 0 ? 4 : -4;
        }
        return new Table([new NumericColumn("x", x), new NumericColumn("y", y), new NumericColumn("label", label)]);
    }
}
