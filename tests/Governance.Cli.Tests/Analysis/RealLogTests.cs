using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Analysis;

/// <summary>What <c>governance analyze</c> tells people of real logs. Skipped where they are not.</summary>
public sealed class RealLogTests : IDisposable
{
    private const string Columns = "sex,age_band,education,marriage";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Ids_LastWindow_AlertsAndNamesServiceFlagAndScoreFirst()
    {
        var windows = await SplitAsync("ids");

        Assert.Equal(
            1,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                windows["reference"],
                "--current",
                windows["w4"],
                "--fail-on",
                "major",
                "-o",
                "json",
            ])
        );

        using var json = JsonDocument.Parse(_run.Out);
        var drifted = json.RootElement.GetProperty("verdict").GetProperty("drifted").EnumerateArray().Select(n => n.GetString()).ToList();
        Assert.Equal(["service", "flag", "score", "serror_rate"], drifted.Take(4));
        Assert.DoesNotContain("protocol_type", drifted);
        Assert.Equal("service", json.RootElement.GetProperty("rootCause").GetProperty("features")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Credit_Windows_AlertOnTheProtectedMixAloneAndWarnOfTheSmallGroup()
    {
        var windows = await SplitAsync("credit");
        string[] roles = ["--protected", Columns, "--ignore", "age"];

        foreach (var window in new[] { "w1", "w2", "w3", "w4" })
        {
            Assert.Equal(
                0,
                await _run.InvokeAsync([
                    "analyze",
                    "drift",
                    "--reference",
                    windows["reference"],
                    "--current",
                    windows[window],
                    .. roles,
                    "-o",
                    "json",
                ])
            );
            using var drift = JsonDocument.Parse(_run.Out);
            var major = drift
                .RootElement.GetProperty("features")
                .EnumerateArray()
                .Where(f => f.GetProperty("verdict").GetString() == "major")
                .Select(f => f.GetProperty("name").GetString()!)
                .ToList();
            Assert.Subset(Columns.Split(',').ToHashSet(StringComparer.Ordinal), major.ToHashSet(StringComparer.Ordinal));
            if (window == "w1")
            {
                Assert.Equal(["sex"], major);
            }
        }

        Assert.Equal(
            0,
            await _run.InvokeAsync(["analyze", "fairness", "--data", windows["w1"], "--protected", "age_band", "--favourable", "negative"])
        );
        Assert.Contains("age_band 60+: Too few rows (29 of at least 30): shown, not assessed.", _run.Out);
        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "fairness",
                "--data",
                windows["w1"],
                "--protected",
                "age_band",
                "--favourable",
                "negative",
                "-o",
                "json",
            ])
        );
        using var fairness = JsonDocument.Parse(_run.Out);
        var attribute = fairness.RootElement.GetProperty("attributes")[0];
        Assert.Equal("60+", attribute.GetProperty("smallGroups")[0].GetProperty("name").GetString());
        var parity = attribute.GetProperty("demographicParityDifference");
        Assert.True(parity.GetProperty("all").GetDouble() > 0.3 && parity.GetProperty("minimumSize").GetDouble() < 0.1);
    }

    [Fact]
    public async Task PromptGuard_WindowOfOneClass_SaysThatTheAreaIsUndefined()
    {
        var windows = await SplitAsync("prompt_guard");

        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", windows["w2"], "--reference", windows["reference"]]));

        Assert.Contains("auc is undefined: Labelled rows of both classes are needed.", _run.Out);
        // The estimate cannot know of prompts of another kind; the labels that came say so.
        Assert.Contains("On the labels received so far, accuracy is", _run.Out);
    }

    [Fact]
    public async Task Elec2_TimeOfDayIsStableWhileTheMarketChanges()
    {
        var windows = await SplitAsync("elec2", "reference", "week_053");

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                windows["reference"],
                "--current",
                windows["week_053"],
                "-o",
                "json",
            ])
        );

        using var json = JsonDocument.Parse(_run.Out);
        var features = json
            .RootElement.GetProperty("features")
            .EnumerateArray()
            .ToDictionary(f => f.GetProperty("name").GetString()!, f => f, StringComparer.Ordinal);
        Assert.Equal("stable", features["period"].GetProperty("verdict").GetString());
        // Constant in the reference: quantile bins alone would call it stable.
        Assert.Equal(18.418839, features["vicprice"].GetProperty("psi").GetDouble(), 1e-6);
    }

    // A file a window, header included; a quoted text may go over lines.
    private async Task<Dictionary<string, string>> SplitAsync(string model, params string[] only)
    {
        var root = Environment.GetEnvironmentVariable("GOVERNANCE_REAL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "GOVERNANCE_REAL_DATA is not set.");
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Path.Combine(root, model, "predictions.csv.gz")), CompressionMode.Decompress)
        );
        var header = (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!;
        var column = header.Split(',').ToList().IndexOf("window");
        var windows = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } record)
        {
            while (record.Count(c => c == '"') % 2 == 1)
            {
                record += "\n" + await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            }

            // The column stands before every text with commas.
            var window = record.Split(',', column + 2)[column];
            if (only.Length > 0 && !only.Contains(window, StringComparer.Ordinal))
            {
                continue;
            }

            if (!windows.TryGetValue(window, out var rows))
            {
                windows[window] = rows = new StringBuilder(header).Append('\n');
            }

            rows.Append(CultureInfo.InvariantCulture, $"{record}\n");
        }

        return windows.ToDictionary(w => w.Key, w => _run.File($"{model}-{w.Key}.csv", w.Value.ToString()), StringComparer.Ordinal);
    }
}
