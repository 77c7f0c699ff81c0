using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Tests.References;

/// <summary>
/// The numbers beside those of SciPy, scikit-learn and statsmodels, on generated cases, ugly ones included, in one Python process. Skipped
/// where these packages are not there (Debian: python3-scipy python3-sklearn python3-statsmodels; <c>./build.sh setup</c> installs them).
/// Statistics agree to 1e-9 relative (of 1 where they are near 0), p-values to 1e-6.
/// </summary>
public sealed class ReferenceComparisonTests
{
    private static readonly string[] s_probabilities = ["ksPValue", "cramerVonMisesPValue", "chiSquarePValue", "fisher", "z"];

    [Fact]
    public async Task Numbers_GeneratedCases_AgreeWithIndependentReferences()
    {
        var python = await FindPythonAsync();
        Assert.SkipWhen(python is null, "There is no Python with scipy, sklearn and statsmodels.");
        var random = new Random(20_261_120);
        List<(JsonObject Case, JsonObject Ours)> cases =
        [
            .. Enumerable.Range(0, 320).Select(i => Numeric(random, i)),
            .. Enumerable.Range(0, 120).Select(_ => Categorical(random)),
            .. Enumerable.Range(0, 120).Select(i => Scores(random, i)),
            .. Enumerable.Range(0, 60).Select(_ => Proportions(random)),
        ];

        var answers = await AskAsync(python!, cases.Select(c => c.Case));

        Assert.Equal(cases.Count, answers.Count);
        var problems = cases.SelectMany((c, i) => Differences(i, c.Case, c.Ours, answers[i])).ToList();
        Assert.True(problems.Count == 0, $"{problems.Count} differences:\n{string.Join('\n', problems.Take(20))}");
    }

    private static IEnumerable<string> Differences(int number, JsonObject @case, JsonObject ours, JsonObject theirs)
    {
        foreach (var (name, expected) in theirs)
        {
            var actual = ours[name];
            if (expected is JsonArray list)
            {
                for (var i = 0; i < list.Count; i++)
                {
                    if (!Agrees(name, list[i]!.GetValue<double>(), ((JsonArray)actual!)[i]!.GetValue<double>()))
                    {
                        yield return Words($"{name}[{i}]", list[i], ((JsonArray)actual)[i]);
                    }
                }
            }
            else if (
                expected is null != (actual is null)
                || (expected is not null && !Agrees(name, expected.GetValue<double>(), actual!.GetValue<double>()))
            )
            {
                yield return Words(name, expected, actual);
            }
        }

        string Words(string name, JsonNode? expected, JsonNode? actual) =>
            $"case {number} ({@case["kind"]}) {name}: expected {expected?.ToJsonString() ?? "null"}, "
            + $"got {actual?.ToJsonString() ?? "null"}";
    }

    private static bool Agrees(string name, double expected, double actual) =>
        s_probabilities.Contains(name)
            ? Math.Abs(expected - actual) <= 1e-6
            : Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected));

    private static (JsonObject Case, JsonObject Ours) Numeric(Random random, int number)
    {
        var (n, m) = number % 16 == 0 ? (random.Next(1_001, 3_000), random.Next(1_001, 3_000)) : (random.Next(1, 300), random.Next(1, 300));
        var shape = random.Next(8);
        var x = Sample(random, n, shape, 0);
        var y = Sample(random, m, random.Next(6) == 0 ? random.Next(8) : shape, random.Next(3) * 0.3);
        x[0] = shape;
        y[0] = shape + 1;
        var feature = Assert.Single(
            DriftAnalysis.Compare(new Table([new NumericColumn("x", x)]), new Table([new NumericColumn("x", y)])).Features
        );
        var largest = x.Concat(y).Where(double.IsFinite).Max(Math.Abs);
        var ours = Binned(feature);
        ours["ks"] = feature.KolmogorovSmirnov?.Statistic;
        ours["ksPValue"] = feature.KolmogorovSmirnov?.PValue;
        // Beyond 1e100 relative to the data, as a difference of 1e-9 would be.
        ours["wasserstein"] = feature.Wasserstein;
        ours["cramerVonMises"] = feature.CramerVonMises;
        ours["cramerVonMisesPValue"] = feature.CramerVonMisesPValue;
        ours["andersonDarling"] = feature.AndersonDarling;
        if (largest is > 1e-100 and < 1e100)
        {
            ours["mean"] = feature.Reference.Mean;
            ours["sd"] = feature.Reference.Sd;
            ours["median"] = feature.Reference.Median;
        }
        return (
            new JsonObject
            {
                ["kind"] = "numeric",
                ["x"] = Texts(x),
                ["y"] = Texts(y),
            },
            ours
        );
    }

    private static double[] Sample(Random random, int count, int shape, double shift)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan())
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            value = shape switch
            {
                0 => normal + shift,
                1 => Math.Exp(2 * normal) + shift,
                2 => random.Next(4) + Math.Round(shift),
                3 => random.Next(40) - 20 + Math.Round(shift * 10),
                4 => Math.Round(normal + shift, 1),
                5 => (normal + shift) * 1e300,
                6 => 1e9 + (normal + shift) * 1e-3,
                _ => random.Next(10) == 0 ? double.NaN
                : random.Next(20) == 0 ? double.PositiveInfinity
                : random.Next(3) == 0 ? 7
                : normal,
            };
        }
        return values;
    }

    private static (JsonObject Case, JsonObject Ours) Categorical(Random random)
    {
        var categories = random.Next(1, random.Next(4) == 0 ? 200 : 12);
        var (p, q) = (Counts(random, categories), Counts(random, categories));
        var texts = Enumerable.Range(0, categories).Select(i => $"k{i:D3}").ToArray();
        var feature = Assert.Single(
            DriftAnalysis
                .Compare(new Table([new CategoryColumn("c", Expand(texts, p))]), new Table([new CategoryColumn("c", Expand(texts, q))]))
                .Features
        );
        if (feature.Verdict == DriftVerdict.Skipped)
        {
            return Categorical(random);
        }
        var ours = Binned(feature);
        ours["chiSquare"] = feature.ChiSquare?.Statistic;
        ours["chiSquarePValue"] = feature.ChiSquare?.PValue;
        ours["cramersV"] = feature.ChiSquare?.CramersV;
        ours["psiNull95"] = feature.PsiNull95;
        return (
            new JsonObject
            {
                ["kind"] = "categorical",
                ["p"] = Array(p),
                ["q"] = Array(q),
            },
            ours
        );
    }

    private static (JsonObject Case, JsonObject Ours) Scores(Random random, int number)
    {
        var count = random.Next(2, 400);
        var rounded = random.Next(2) == 0;
        double[] s = [.. Enumerable.Range(0, count).Select(_ => rounded ? random.Next(11) / 10.0 : random.NextDouble())];
        double[] y =
        [
            .. s.Select(v =>
                number % 12 == 0 ? 1.0
                : random.NextDouble() < v ? 1
                : 0
            ),
        ];
        var result = PerformanceAnalysis.Evaluate(new Table([new NumericColumn("score", s), new NumericColumn("label", y)]));
        var calibrator = IsotonicCalibrator.Fit(s, [.. y.Select(v => v > 0)]);
        var ours = new JsonObject
        {
            ["brier"] = result.Brier,
            ["logLoss"] = result.LogLoss,
            ["ece"] = result.Ece,
            ["auc"] = result.Auc,
            ["averagePrecision"] = result.AveragePrecision,
            ["accuracy"] = result.Confusion!.Accuracy.Value,
            ["precision"] = result.Confusion.Precision.Value,
            ["recall"] = result.Confusion.Recall.Value,
            ["fnr"] = result.Confusion.FalseNegativeRate.Value,
            ["fpr"] = result.Confusion.FalsePositiveRate.Value,
            ["f1"] = result.Confusion.F1,
            ["isotonic"] = Array(new[] { 0.05, 0.33, 0.5, 0.71, 0.99 }.Select(calibrator.Probability)),
        };
        return (
            new JsonObject
            {
                ["kind"] = "scores",
                ["s"] = Texts(s),
                ["y"] = Array(y.Select(v => (long)v)),
            },
            ours
        );
    }

    private static (JsonObject Case, JsonObject Ours) Proportions(Random random)
    {
        var (n, m) = (random.Next(1, 500), random.Next(1, 500));
        var (a, b) = (new Proportion(random.Next(n + 1), n), new Proportion(random.Next(m + 1), m));
        double[] p = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Math.Pow(random.NextDouble(), 3))];
        double[] u = [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())];
        double[] v = [.. u.Select(x => x + random.NextDouble())];
        var ours = new JsonObject
        {
            ["low"] = a.Wilson!.Value.Low,
            ["high"] = a.Wilson.Value.High,
            ["fisher"] = FisherExact.PValue(a, b),
            ["differenceLow"] = Proportion.Difference(a, b)!.Value.Low,
            ["differenceHigh"] = Proportion.Difference(a, b)!.Value.High,
            ["z"] = Proportion.PooledPValue(a, b),
            ["bh"] = Array(MultipleTesting.Adjust(p)),
            ["bonferroni"] = Array(MultipleTesting.Adjust(p, MultipleTestingMethod.Bonferroni)),
            ["pearson"] = CorrelationDrift.Correlation(u, v),
        };
        return (
            new JsonObject
            {
                ["kind"] = "proportions",
                ["a"] = a.Successes,
                ["n"] = n,
                ["b"] = b.Successes,
                ["m"] = m,
                ["p"] = Array(p),
                ["u"] = Array(u),
                ["v"] = Array(v),
            },
            ours
        );
    }

    private static JsonObject Binned(DriftFeature feature) =>
        new()
        {
            ["psi"] = feature.Psi,
            ["jensenShannon"] = feature.JensenShannon,
            ["hellinger"] = feature.Hellinger,
            ["totalVariation"] = feature.TotalVariation,
            ["lInfinity"] = feature.LInfinity,
        };

    private static long[] Counts(Random random, int categories)
    {
        var counts = new long[categories];
        foreach (ref var count in counts.AsSpan())
        {
            count = random.Next(3) == 0 ? 0 : random.Next(60);
        }
        counts[0]++;
        return counts;
    }

    private static string?[] Expand(string[] texts, long[] counts) => [.. texts.SelectMany((t, i) => Enumerable.Repeat(t, (int)counts[i]))];

    private static JsonArray Array<T>(IEnumerable<T> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);

    private static JsonArray Texts(double[] values) =>
        Array(
            values.Select(v =>
                double.IsNaN(v) ? "nan"
                : double.IsPositiveInfinity(v) ? "inf"
                : v.ToString("R", CultureInfo.InvariantCulture)
            )
        );

    private static async Task<List<JsonObject>> AskAsync(string python, IEnumerable<JsonObject> cases)
    {
        using var process = Process.Start(
            new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "references.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answers = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var line in cases)
        {
            await process.StandardInput.WriteLineAsync(line.ToJsonString());
        }
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return
        [
            .. (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonObject>(l)!),
        ];
    }

    private static async Task<string?> FindPythonAsync()
    {
        // Debian's packages belong to Debian's Python, which need not be the first in the path.
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                using var process = Process.Start(
                    new ProcessStartInfo(python, ["-c", "import scipy, sklearn, statsmodels"]) { RedirectStandardError = true }
                )!;
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                if (process.ExitCode == 0)
                {
                    return python;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed.
            }
        }
        return null;
    }
}
