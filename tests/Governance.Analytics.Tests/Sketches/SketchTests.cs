using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Sketches;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Sketches;

public sealed class SketchTests
{
    [Fact]
    public void Quantiles_MoreValuesThanFit_StayWithinTheBound()
    {
        var sketch = new QuantileSketch(64);
        var values = DriftAnalysisTests.Normal(1, 50_000, 0);
        foreach (var value in values)
        {
            sketch.Add(value);
        }
        Array.Sort(values);

        Assert.Equal(50_000, sketch.Count);
        Assert.InRange(sketch.Error, 1e-9, 0.2);
        var sample = sketch.ToSample();
        Assert.Equal(50_000, sample.Count);
        for (var i = 0; i < values.Length; i += 500)
        {
            Assert.InRange(Math.Abs(sketch.Rank(values[i]) - (i + 1)), 0, sketch.RankError);
            Assert.Equal(sketch.Rank(values[i]), sample.Rank(values[i]));
        }
    }

    [Fact]
    public void Quantiles_FewValues_AreExact()
    {
        var sketch = new QuantileSketch();
        foreach (var value in Enumerable.Range(1, 1_000))
        {
            sketch.Add(value);
        }
        sketch.Add(1_000, 7);

        Assert.Equal(0, sketch.RankError);
        Assert.Equal((500L, 1_007L), (sketch.Rank(500), sketch.Count));
        // By hand: h = 1006·0.5 = 503, 0-based: the value 504.
        Assert.Equal(504, sketch.ToSample().Quantile(0.5));
    }

    [Fact]
    public void Quantiles_TenMillionValues_HaveAnErrorBelowOneInThreeThousand()
    {
        // The bound follows from counts alone: n·levels/k.
        var sketch = new QuantileSketch(1_024);
        for (var i = 0; i < 312_500; i++)
        {
            sketch.Add(i * 0.61803398875 % 1);
        }

        // 312,500 of 1,024 is to one level what 10,000,000 is of 32,768.
        Assert.InRange(sketch.Error, 0, 1.0 / 100);
        Assert.InRange(sketch.Error / 32, 0, 1.0 / 3_000);
    }

    [Fact]
    public void Frequent_ManyRareValues_KeepsTheCommonOnesWithinTheBound()
    {
        var sketch = new FrequentValues(50);
        var random = new Random(3);
        var truth = new Dictionary<string, long>();
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.Next(4) == 0 ? $"common{random.Next(5)}" : $"rare{random.Next(10_000)}";
            truth[value] = truth.GetValueOrDefault(value) + 1;
            sketch.Add(value);
        }
        sketch.Cut();

        Assert.True(sketch.Counts.Count <= 50);
        Assert.InRange(sketch.Error, 1, 20_000 / 51);
        Assert.All(truth.Where(t => t.Value > sketch.Error), t => Assert.InRange(sketch.Counts[t.Key], t.Value - sketch.Error, t.Value));
    }

    [Fact]
    public async Task Compare_WithoutMemory_AgreesWithTheExactNumbersWithinTheErrorReported()
    {
        var (reference, current) = (Log(1, 60_000, 0), Log(2, 50_000, 0.2));

        var exact = await LogComparison.CompareAsync(
            Bytes(reference),
            Bytes(current),
            cancellationToken: TestContext.Current.CancellationToken
        );
        var sketched = await LogComparison.CompareAsync(
            Bytes(reference),
            Bytes(current),
            exactBytes: 0,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((exact.ReferenceRows, exact.CurrentRows), (sketched.ReferenceRows, sketched.CurrentRows));
        Assert.Equal(exact.Features.Select(f => (f.Name, f.Type, f.Verdict)), sketched.Features.Select(f => (f.Name, f.Type, f.Verdict)));
        var (x, y) = (exact.Features.Single(f => f.Name == "x"), sketched.Features.Single(f => f.Name == "x"));
        Assert.InRange(y.ApproximationError!.Value, 1e-9, 0.001);
        Assert.Equal(x.KolmogorovSmirnov!.Statistic, y.KolmogorovSmirnov!.Statistic, y.ApproximationError.Value);
        Assert.Equal(x.TotalVariation!.Value, y.TotalVariation!.Value, 10 * y.ApproximationError.Value);
        Assert.Equal(x.Psi!.Value, y.Psi!.Value, 0.005);
        Assert.Equal(x.Reference.Mean!.Value, y.Reference.Mean!.Value, 1e-9);
        Assert.Equal(x.Current.Sd!.Value, y.Current.Sd!.Value, 1e-9);
        Assert.Equal(
            (x.Current.Missing, x.Current.Infinite, x.Current.Invalid),
            (y.Current.Missing, y.Current.Infinite, y.Current.Invalid)
        );
        // Few distinct values and categories are exact in any case.
        foreach (var name in new[] { "mark", "city" })
        {
            var (a, b) = (exact.Features.Single(f => f.Name == name), sketched.Features.Single(f => f.Name == name));
            Assert.Null(b.ApproximationError);
            Assert.Equal(a.Psi!.Value, b.Psi!.Value, 1e-12);
            Assert.Equal(a.PValueAdjusted!.Value, b.PValueAdjusted!.Value, 1e-3);
        }
        Assert.Equal(MultivariateVerdict.NotRun, sketched.Multivariate.Verdict);
        Assert.DoesNotContain("NaN", DriftAnalysisTests.Json(sketched), StringComparison.Ordinal);
        Assert.Contains("\"approximate\":true", DriftAnalysisTests.Json(sketched), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_MoreTextsThanAreKeptExactly_UsesSketchesInsteadOfRefusing()
    {
        var text = "id,x\n" + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"user{i},{i % 7}\n"));
        var read = new TabularReadOptions { Limits = new TabularLimits { MaxCategories = 1_000 } };

        var result = await LogComparison.CompareAsync(
            Bytes(text),
            Bytes(text),
            read,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal([DriftVerdict.Skipped, DriftVerdict.Stable], result.Features.Select(f => f.Verdict));
        Assert.Contains("identifier", result.Features[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ColumnThatTurnsToTextLate_IsReadAgain()
    {
        var text =
            "x\n"
            + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i}\n"))
            + string.Concat(Enumerable.Range(0, 300).Select(i => $"word {i}\n"));

        foreach (var bytes in new[] { 0, LogComparison.DefaultExactBytes })
        {
            var result = await LogComparison.CompareAsync(
                Bytes(text),
                Bytes(text),
                exactBytes: bytes,
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal(ColumnType.Categorical, Assert.Single(result.Features).Type);
        }
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Log(int seed, int rows, double shift)
    {
        var x = DriftAnalysisTests.Normal(seed, rows, shift);
        var text = new StringBuilder("timestamp,x,mark,city,nothing\n");
        for (var i = 0; i < rows; i++)
        {
            var number =
                i % 1_000 == 7 ? ""
                : i % 1_000 == 8 ? "inf"
                : x[i].ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            text.Append("2026-01-01T00:00:00Z,")
                .Append(number)
                .Append(',')
                .Append(i * seed % 5)
                .Append(",c")
                .Append(i * 7 % (11 + seed))
                .Append(",\n");
        }
        return text.ToString();
    }
}
