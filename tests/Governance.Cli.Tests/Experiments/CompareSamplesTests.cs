using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Experiments;

/// <summary>
/// <c>governance experiment compare</c> on the logs of the samples. The expected figures are computed here from the rows of the files, by
/// the definitions: DeLong's components over all pairs of a positive and a negative, McNemar's test from whole binomial coefficients.
/// </summary>
public sealed class CompareSamplesTests : IDisposable
{
    private readonly CliRun _run = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("credit", "2.1.0", true)]
    [InlineData("credit", "2.2.0", false)]
    [InlineData("ids", "1.1.0", true)]
    [InlineData("ids", "2.0.0", true)]
    [InlineData("pricing", "1.1.0", true)]
    public async Task Compare_OfALogAndItsShadow_IsWhatTheDefinitionsGive(string sample, string version, bool late)
    {
        var folder = Folder(sample);
        string[] args =
        [
            "experiment",
            "compare",
            "--file",
            Path.Combine(folder, "predictions.csv.gz"),
            "--challenger",
            Path.Combine(folder, "shadow_predictions.csv.gz"),
            "--version",
            version,
            .. late ? new[] { "--late-labels", Path.Combine(folder, "late_labels.csv.gz") } : [],
        ];
        Assert.Equal((0, ""), (await _run.InvokeAsync([.. args, "--format", "json"], Ct), _run.Error));
        using var json = JsonDocument.Parse(_run.Out);
        var found = json.RootElement;

        var pairs = await PairsAsync(folder, version, late);
        var known = pairs.Where(p => p.Label is not null).ToList();
        Assert.True(known.Count > 2_000 && known.Count < pairs.Count, $"{known.Count} of {pairs.Count}");
        var (champion, challenger) = (
            known.Count(p => p.Champion == p.Label && p.Challenger != p.Label),
            known.Count(p => p.Challenger == p.Label && p.Champion != p.Label)
        );
        Assert.Equal(
            (pairs.Count, known.Count, champion, challenger),
            (Count(found, "rows"), Count(found, "labelled"), Count(found, "onlyChampion"), Count(found, "onlyChallenger"))
        );
        Same(pairs.Count(p => p.Champion == p.Challenger) / (double)pairs.Count, found.GetProperty("agreement").GetProperty("value"));
        Same((challenger - champion) / (double)known.Count, found.GetProperty("difference"));
        var (exact, mid) = McNemar(champion, challenger);
        Same(exact, found.GetProperty("mcNemarExact"));
        Same(mid, found.GetProperty("mcNemarMidP"));

        var (first, second, error) = DeLong(known);
        var auc = found.GetProperty("auc");
        Same(first, auc.GetProperty("champion"));
        Same(second, auc.GetProperty("challenger"));
        Same(second - first, auc.GetProperty("difference"));
        Same(second - first - (1.9599639845400545 * error), auc.GetProperty("low"));
        Same(second - first + (1.9599639845400545 * error), auc.GetProperty("high"));
        Same(2 * Beyond(Math.Abs(second - first) / error), auc.GetProperty("pValue"));
    }

    // Equal to nine digits of the figure itself, so that a small p-value is compared as strictly as a large one.
    private static void Same(double expected, JsonElement actual) =>
        Assert.Equal(expected, actual.GetDouble(), Math.Max(Math.Abs(expected) * 1e-9, 1e-300));

    private static int Count(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    // Two-sided, and less half of the probability of what was seen on each side.
    private static (double Exact, double Mid) McNemar(int one, int other)
    {
        var (few, all) = (Math.Min(one, other), one + other);
        var (coefficient, tail) = (BigInteger.One, BigInteger.Zero);
        for (var k = 0; k < few; k++)
        {
            tail += coefficient;
            coefficient = coefficient * (all - k) / (k + 1);
        }

        var whole = BigInteger.One << all;
        return (Math.Min(1, Share(2 * (tail + coefficient), whole)), Share((2 * tail) + coefficient, whole));
    }

    private static double Share(BigInteger part, BigInteger whole) => Math.Exp(BigInteger.Log(part) - BigInteger.Log(whole));

    private static (double First, double Second, double Error) DeLong(List<Pair> rows)
    {
        Pair[] positives = [.. rows.Where(p => p.Label == 1)];
        Pair[] negatives = [.. rows.Where(p => p.Label == 0)];
        var (of, against) = (new double[2, positives.Length], new double[2, negatives.Length]);
        for (var i = 0; i < positives.Length; i++)
        {
            for (var j = 0; j < negatives.Length; j++)
            {
                for (var model = 0; model < 2; model++)
                {
                    var (high, low) = (positives[i].Score(model), negatives[j].Score(model));
                    var won =
                        high > low ? 1
                        : high == low ? 0.5
                        : 0;
                    of[model, i] += won / negatives.Length;
                    against[model, j] += won / positives.Length;
                }
            }
        }

        var variance = OfDifference(of) + OfDifference(against);
        return (Mean(of, 0), Mean(of, 1), Math.Sqrt(variance));
    }

    // Both variances less twice the covariance, of a mean.
    private static double OfDifference(double[,] components)
    {
        var count = components.GetLength(1);
        double Covariance(int a, int b)
        {
            var (ofA, ofB, sum) = (Mean(components, a), Mean(components, b), 0.0);
            for (var i = 0; i < count; i++)
            {
                sum += (components[a, i] - ofA) * (components[b, i] - ofB);
            }

            return sum / (count - 1);
        }

        return (Covariance(0, 0) + Covariance(1, 1) - (2 * Covariance(0, 1))) / count;
    }

    private static double Mean(double[,] components, int model)
    {
        var sum = 0.0;
        for (var i = 0; i < components.GetLength(1); i++)
        {
            sum += components[model, i];
        }

        return sum / components.GetLength(1);
    }

    // Probability of the normal distribution beyond z: Simpson's rule over its density, which is nothing twelve further on.
    private static double Beyond(double z)
    {
        const int Steps = 20_000;
        const double Width = 12.0 / Steps;
        // The largest factor is taken out, so that a small tail keeps its digits.
        double Density(double past) => Math.Exp(-past * (z + (past / 2)));
        var sum = Density(0) + Density(12);
        for (var i = 1; i < Steps; i++)
        {
            sum += (i % 2 == 1 ? 4 : 2) * Density(i * Width);
        }

        return sum * Width / 3 * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
    }

    private static async Task<List<Pair>> PairsAsync(string folder, string version, bool late)
    {
        var labels = late ? (await RowsAsync(folder, "late_labels.csv.gz")).ToDictionary(r => r["decision_id"], r => r["true_label"]) : [];
        var shadow = (await RowsAsync(folder, "shadow_predictions.csv.gz"))
            .Where(r => r["model_version"] == version)
            .ToDictionary(r => r["decision_id"]);
        return
        [
            .. (await RowsAsync(folder, "predictions.csv.gz")).Select(r =>
            {
                var (id, other) = (r["decision_id"], shadow[r["decision_id"]]);
                var label = r["true_label"].Length > 0 ? r["true_label"] : labels.GetValueOrDefault(id, "");
                return new Pair(
                    Number(r["score"]),
                    Number(other["score"]),
                    (int)Number(r["predicted_label"]),
                    (int)Number(other["predicted_label"]),
                    label.Length > 0 ? (int)Number(label) : null
                );
            }),
        ];
    }

    // No field of these columns is quoted.
    private static async Task<List<Dictionary<string, string>>> RowsAsync(string folder, string file)
    {
        await using var packed = new GZipStream(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress);
        using var text = new StreamReader(packed);
        var header = (await text.ReadLineAsync(Ct))!.Split(',');
        var rows = new List<Dictionary<string, string>>();
        while (await text.ReadLineAsync(Ct) is { } line)
        {
            rows.Add(header.Zip(line.Split(','), KeyValuePair.Create).ToDictionary());
        }

        return rows;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Folder(string sample)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "global.json")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        return Path.Combine(root, "samples", sample);
    }

    private sealed record Pair(double ChampionScore, double ChallengerScore, int Champion, int Challenger, int? Label)
    {
        public double Score(int model) => model == 0 ? ChampionScore : ChallengerScore;
    }
}
