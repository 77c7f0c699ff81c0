using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Analysis;

public sealed class AnalyzeTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Drift_ShiftedColumn_IsMajorAndExits0UnlessAskedOtherwise()
    {
        string[] args = ["analyze", "drift", "--reference", Csv("ref.csv", 0), "--current", Csv("cur.csv", 300)];

        Assert.Equal(0, await _run.InvokeAsync(args));
        Assert.StartsWith("Major drift in amount.", _run.Out);

        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "major"]));
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "moderate"]));
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--fail-on", "moderate", "--columns", "country"]));
    }

    [Fact]
    public async Task Drift_SameData_IsStableInJson()
    {
        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                Csv("ref.csv", 0),
                "--current",
                Csv("cur.csv", 0),
                "--format",
                "json",
                "--fail-on",
                "moderate",
            ])
        );

        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(200, json.RootElement.GetProperty("rows").GetProperty("current").GetInt32());
        Assert.Equal("none", json.RootElement.GetProperty("verdict").GetProperty("severity").GetString());
        var amount = json.RootElement.GetProperty("features")[0];
        Assert.Equal("amount", amount.GetProperty("name").GetString());
        Assert.Equal(0, amount.GetProperty("psi").GetDouble());
        Assert.Equal(JsonValueKind.Null, amount.GetProperty("chiSquare").ValueKind);
    }

    [Fact]
    public async Task Drift_NdjsonAndGzip_AreReadLikeCsv()
    {
        var lines = string.Concat(
            Enumerable.Range(0, 200).Select(i => $"{{\"amount\":{i},\"country\":\"{(i % 2 == 0 ? "DE" : "FR")}\"}}\n")
        );
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(lines));
        }

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                Csv("ref.csv", 0),
                "--current",
                _run.File("cur.ndjson.gz", bytes.ToArray()),
                "-o",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal("none", json.RootElement.GetProperty("verdict").GetProperty("severity").GetString());
    }

    [Fact]
    public async Task Drift_ColumnMissingInCurrent_IsAFindingNotAnError()
    {
        var current = _run.File("cur.csv", "amount\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n")));

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "drift",
                "--reference",
                Csv("ref.csv", 0),
                "--current",
                current,
                "--protected",
                "country",
                "-o",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal("country", json.RootElement.GetProperty("schema").GetProperty("missingColumns")[0].GetString());
    }

    [Theory]
    [InlineData("amount\n", "\n")]
    [InlineData("amount,country\n", ",\n")]
    public async Task Drift_VanishedColumn_FailsTheCheck(string header, string rest)
    {
        var current = _run.File("cur.csv", header + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}{rest}")));
        string[] args = ["analyze", "drift", "--reference", Csv("ref.csv", 0), "--current", current, "--fail-on", "major"];

        Assert.Equal(1, await _run.InvokeAsync(args));
        Assert.Contains("Major drift in country", _run.Out.Split('\n')[0]);
        Assert.DoesNotContain("insufficient_data", _run.Out);
    }

    [Theory]
    [InlineData(950)]
    [InlineData(996)]
    public async Task Drift_NearlyAllValuesLost_FailsTheCheck(int lost)
    {
        static string Rows(Func<int, string> country) =>
            "amount,country\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i},{country(i)}\n"));
        var reference = _run.File("all.csv", Rows(i => i % 2 == 0 ? "DE" : "FR"));
        var current = _run.File(
            "few.csv",
            Rows(i =>
                i < lost ? ""
                : i % 2 == 0 ? "DE"
                : "FR"
            )
        );

        Assert.Equal(1, await _run.InvokeAsync(["analyze", "drift", "--reference", reference, "--current", current, "--fail-on", "major"]));
        Assert.Contains("Major drift in country", _run.Out.Split('\n')[0]);
        Assert.Contains($"{lost} of 1000 rows have no usable value, against 0 of 1000 in the reference.", _run.Out);
    }

    /// <summary>The code stands for missing as long as that is said; otherwise it is a number that moves the distribution.</summary>
    [Theory]
    [InlineData("--null-values=-999,unknown", 0)]
    [InlineData("--null-values=unknown", 1)]
    public async Task Drift_DeclaredNullValues_AreMissing(string option, int expected)
    {
        static string Rows(int shift) =>
            "x\n"
            + string.Concat(
                Enumerable
                    .Range(0, 2_000)
                    .Select(i =>
                        i % 20 < shift ? "-999\n"
                        : i % 97 == 0 ? "unknown\n"
                        : $"{i * 7919 % 997}\n"
                    )
            );
        string[] args =
        [
            "analyze",
            "drift",
            "--reference",
            _run.File("a.csv", Rows(0)),
            "--current",
            _run.File("b.csv", Rows(2)),
            option,
            "--fail-on",
            "moderate",
        ];

        Assert.Equal(expected, await _run.InvokeAsync(args));
    }

    [Fact]
    public async Task Quality_TimeAfterNow_IsAFinding()
    {
        var path = _run.File("future.csv", "timestamp,x\n2026-01-01T00:00:00Z,1\n9999-12-31T00:00:00Z,2\n");

        Assert.Equal(1, await _run.InvokeAsync(["analyze", "quality", "--data", path, "--max-age", "36h", "--fail-on", "fail"]));
        Assert.Contains("1 of 2 rows has a time after now and does not count; the latest is 9999-12-31 00:00 UTC.", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(["analyze", "quality", "--data", path, "--fail-on", "fail"]));
    }

    [Fact]
    public async Task Performance_ScoresThatAreNoNumbers_AreNamed()
    {
        var path = _run.File(
            "scores.csv",
            "score,label\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{(i == 7 ? "n.a. yet" : $"0.{i + 100}")},{i % 2}\n"))
        );

        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", path]));
        Assert.Contains("score: 1 of 400 rows left out, for example \"n.a. yet\" in line 9.", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", path, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out[_run.Out.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.Equal(1, json.RootElement.GetProperty("invalid")[0].GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("amount,country\n1,DE\n2\n", "Line 3")]
    [InlineData("amount,country\n1,\"DE\n", "Line 2")]
    [InlineData("amount,amount\n1,2\n", "Line 1")]
    [InlineData("{\"amount\":1}\n{\"amount\":\n", "Line 2")]
    [InlineData("", "empty")]
    public async Task Drift_MalformedFile_ExitsWith2AndNamesFileAndLine(string content, string words)
    {
        var bad = _run.File("bad.csv", content);

        Assert.Equal(2, await _run.InvokeAsync(["analyze", "drift", "--reference", Csv("ref.csv", 0), "--current", bad, "-o", "json"]));
        Assert.Contains("bad.csv: ", _run.Error);
        Assert.Contains(words, _run.Error);
        Assert.Empty(_run.Out);
    }

    [Fact]
    public async Task Drift_TruncatedGzip_ExitsWith2()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.NoCompression, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("amount\n", 20_000))));
        }

        var cut = _run.File("cut.csv.gz", bytes.ToArray()[..70_000]);
        Assert.Equal(2, await _run.InvokeAsync(["analyze", "drift", "--reference", cut, "--current", cut]));
    }

    [Fact]
    public async Task Drift_FileOrColumnThatIsNotThere_ExitsWith2()
    {
        var reference = Csv("ref.csv", 0);

        Assert.Equal(2, await _run.InvokeAsync(["analyze", "drift", "--reference", reference, "--current", "/nowhere.csv"]));
        Assert.Equal("/nowhere.csv does not exist.\n", _run.Error);
        Assert.Equal(
            2,
            await _run.InvokeAsync(["analyze", "drift", "--reference", reference, "--current", reference, "--columns", "nope"])
        );
        Assert.Contains("\"nope\"", _run.Error);
        Assert.Equal(
            2,
            await _run.InvokeAsync(["analyze", "drift", "--reference", reference, "--current", reference, "--protected", "nope"])
        );
        Assert.Contains("Its columns are amount, country.", _run.Error);
    }

    [Fact]
    public async Task Performance_SmallTable_MatchesHandCalculation()
    {
        // Scores 0.9 and 0.8 on the positives, 0.2 and 0.7 on the negatives: AUC 1; at 0.5 one false alarm among two negatives.
        var log = _run.File("t.csv", "truth,p\nyes,0.9\nno,0.2\nyes,0.8\nno,0.7\n");

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "performance",
                "--data",
                log,
                "--label",
                "truth",
                "--score",
                "p",
                "--positive-label",
                "yes",
                "-o",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(1, json.RootElement.GetProperty("auc").GetDouble());
        Assert.Equal(0.5, json.RootElement.GetProperty("fpr").GetProperty("value").GetDouble());
        Assert.Equal(1, json.RootElement.GetProperty("confusion").GetProperty("fp").GetInt32());

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "performance",
                "--data",
                log,
                "--label",
                "truth",
                "--score",
                "p",
                "--positive-label",
                "yes",
                "--threshold",
                "0.75",
                "-o",
                "json",
            ])
        );
        Assert.Contains("\"fp\": 0", _run.Out);
    }

    [Fact]
    public async Task Performance_FailOnWithoutReference_IsWrongUsage()
    {
        Assert.Equal(2, await _run.InvokeAsync(["analyze", "performance", "--data", _run.File("t.csv", "a\n1\n"), "--fail-on", "fail"]));
        Assert.Contains("--reference", _run.Error);
    }

    [Fact]
    public async Task Performance_WorseThanReference_FailsWhenAsked()
    {
        var good = Scored("good.csv", i => i % 2 == 0 ? 0.9 : 0.1);
        var bad = Scored("bad.csv", i => i % 4 < 2 ? 0.9 : 0.1);
        string[] args = ["analyze", "performance", "--data", bad, "--reference", good];

        Assert.Equal(0, await _run.InvokeAsync(args));
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", good, "--reference", good, "--fail-on", "fail"]));
    }

    [Fact]
    public async Task Fairness_UnequalSelection_FailsWhenAsked()
    {
        // Selected: 80 of 100 in group a, 40 of 100 in group b: ratio 0.5, below four fifths.
        var rows = Enumerable.Range(0, 200).Select(i => i < 100 ? $"a,{(i < 80 ? 1 : 0)}" : $"b,{(i < 140 ? 1 : 0)}");
        var log = _run.File("f.csv", "sex,prediction\n" + string.Join('\n', rows) + "\n");
        string[] args = ["analyze", "fairness", "--data", log, "--protected", "sex"];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(
            0.4,
            json.RootElement.GetProperty("attributes")[0].GetProperty("demographicParityDifference").GetProperty("all").GetDouble(),
            12
        );
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
    }

    [Fact]
    public async Task Quality_MissingValues_AreFound()
    {
        var holes = _run.File(
            "holes.csv",
            "amount,country\n" + string.Concat(Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? $"{i},DE\n" : $",FR\n"))
        );
        string[] args = ["analyze", "quality", "--data", holes, "--reference", Csv("ref.csv", 0)];

        Assert.Equal(0, await _run.InvokeAsync(args));
        Assert.Contains("amount: missing 0.5000 (reference 0.0000).", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
    }

    [Fact]
    public async Task Quality_WithoutReference_JudgesTheLogByItself()
    {
        var holes = _run.File(
            "holes.csv",
            "amount,country\n" + string.Concat(Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? $"{i},DE\n" : $",FR\n"))
        );

        Assert.Equal(1, await _run.InvokeAsync(["analyze", "quality", "--data", holes, "--fail-on", "warn", "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rows").GetProperty("reference").ValueKind);
        var missing = json
            .RootElement.GetProperty("quality")
            .EnumerateArray()
            .Single(c => c.GetProperty("column").GetString() == "amount" && c.GetProperty("check").GetString() == "missing");
        Assert.Equal((0.5, "warn"), (missing.GetProperty("current").GetDouble(), missing.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Drift_Explain_ShowsBinsCountsAndFormulas()
    {
        string[] args =
        [
            "analyze",
            "drift",
            "--reference",
            Csv("ref.csv", 0),
            "--current",
            Csv("cur.csv", 300),
            "--explain",
            "amount,country",
        ];

        Assert.Equal(0, await _run.InvokeAsync(args));
        Assert.Contains("(q-p)ln(q/p)", _run.Out);
        Assert.Contains("largest |F − G|", _run.Out);
        Assert.Contains("rule: effect", _run.Out);
        Assert.Contains("Σ (observed − expected)²/expected, df = 1", _run.Out);

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        var bins = json.RootElement.GetProperty("features")[0].GetProperty("histogram").EnumerateArray().ToList();
        Assert.Equal(
            (10, 200, 200),
            (bins.Count, bins.Sum(b => b.GetProperty("referenceCount").GetInt32()), bins.Sum(b => b.GetProperty("currentCount").GetInt32()))
        );

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "markdown"]));
        Assert.Contains("#### amount", _run.Out);
        Assert.Equal(2, await _run.InvokeAsync([.. args[..^1], "nope"]));
        Assert.Contains("\"nope\"", _run.Error);
    }

    [Fact]
    public async Task Drift_ClassifierAndMmd_RunWhenAsked()
    {
        string[] args = ["analyze", "drift", "--reference", Csv("ref.csv", 0), "--current", Csv("cur.csv", 300), "--classifier", "--mmd"];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        var several = json.RootElement.GetProperty("multivariate");
        Assert.Equal("drift", several.GetProperty("verdict").GetString());
        Assert.True(several.GetProperty("domainClassifier").GetProperty("auc").GetDouble() > 0.95);
        Assert.Equal("amount", several.GetProperty("domainClassifier").GetProperty("importances")[0].GetProperty("name").GetString());
        Assert.True(several.GetProperty("maximumMeanDiscrepancy").GetProperty("pValue").GetDouble() < 0.05);
        Assert.Equal(0, await _run.InvokeAsync(args));
        Assert.Contains("a classifier tells the logs apart", _run.Out);
    }

    [Fact]
    public async Task Drift_JUnitAndMarkdown_HoldEveryColumn()
    {
        string[] args = ["analyze", "drift", "--reference", Csv("ref.csv", 0), "--current", Csv("cur.csv", 300)];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "junit"]));
        Assert.Contains("name=\"drift/amount\"", _run.Out);
        Assert.Contains("name=\"multivariate\"", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "markdown"]));
        Assert.Contains("| fail | drift/amount |", _run.Out);
    }

    [Fact]
    public async Task Robustness_PairedLogs_GiveTheFlipCurve()
    {
        var original = _run.File(
            "o.csv",
            "decision_id,prediction\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"d{i},{i % 2}\n"))
        );
        var perturbed = _run.File(
            "p.csv",
            "decision_id,epsilon,prediction\n"
                + string.Concat(Enumerable.Range(0, 100).Select(i => $"d{i},0.1,{(i < 40 ? 1 - (i % 2) : i % 2)}\n"))
        );
        string[] args = ["analyze", "robustness", "--data", perturbed, "--reference", original];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        var point = json.RootElement.GetProperty("evasion").GetProperty("curve")[0];
        Assert.Equal((0.1, 0.4), (point.GetProperty("size").GetDouble(), point.GetProperty("flipRate").GetProperty("value").GetDouble()));
        Assert.Equal("fail", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
        Assert.Contains("evasion: fail", _run.Out);
    }

    [Fact]
    public async Task Robustness_OneLogWithoutLabels_IsNotRunAndNeverPassed()
    {
        string[] args = ["analyze", "robustness", "--data", Csv("a.csv", 0)];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal("not_run", json.RootElement.GetProperty("evasion").GetProperty("verdict").GetString());
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "warn"]));
    }

    [Fact]
    public async Task Performance_LateLabelsAndReference_JoinsAndEstimates()
    {
        var data = _run.File(
            "d.csv",
            "decision_id,score,label\n"
                + string.Concat(
                    Enumerable.Range(0, 400).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i},{(i % 100) / 100.0},\n"))
                )
        );
        var late = _run.File(
            "l.csv",
            "decision_id,label\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"d{i},{(i * 7 % 100 < i % 100 ? 1 : 0)}\n"))
        );
        string[] args = ["analyze", "performance", "--data", data, "--late-labels", late, "-o", "json"];

        Assert.Equal(0, await _run.InvokeAsync(args));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(400, json.RootElement.GetProperty("labelled").GetInt32());
        Assert.True(json.RootElement.GetProperty("intervals").GetProperty("auc").GetProperty("low").GetDouble() > 0.5);
        Assert.Equal(10, json.RootElement.GetProperty("reliability").GetArrayLength());

        var reference = Scored("r.csv", i => i % 2 == 0 ? 0.8 : 0.3);
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--reference", reference]));
        using var compared = JsonDocument.Parse(_run.Out);
        Assert.Equal(400, compared.RootElement.GetProperty("estimate").GetProperty("rows").GetInt32());
        Assert.Equal(JsonValueKind.String, compared.RootElement.GetProperty("verdicts").GetProperty("auc").ValueKind);
    }

    [Fact]
    public async Task Fairness_FavourableNegativeAndReferenceGroup_AreTaken()
    {
        var log = _run.File(
            "f.csv",
            "sex,prediction\n"
                + string.Join('\n', Enumerable.Range(0, 200).Select(i => i < 100 ? $"a,{(i < 80 ? 1 : 0)}" : $"b,{(i < 140 ? 1 : 0)}"))
                + "\n"
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync([
                "analyze",
                "fairness",
                "--data",
                log,
                "--protected",
                "sex",
                "--favourable",
                "negative",
                "--reference-group",
                "sex=a",
                "-o",
                "json",
            ])
        );
        using var json = JsonDocument.Parse(_run.Out);
        var sex = json.RootElement.GetProperty("attributes")[0];
        // Not predicted: 20 of 100 in a, 60 of 100 in b.
        Assert.Equal(0.2, sex.GetProperty("groups")[0].GetProperty("selectionRate").GetProperty("value").GetDouble(), 12);
        Assert.Equal(0.4, sex.GetProperty("signedGaps")[0].GetProperty("selectionDifference").GetDouble(), 12);
        Assert.Equal(3, sex.GetProperty("signedGaps")[0].GetProperty("selectionRatio").GetDouble(), 12);
    }

    [Fact]
    public async Task Fairness_SeveralClassesOrANumber_AreMeasuredToo()
    {
        var classes = _run.File(
            "c.csv",
            "sex,prediction\n" + string.Concat(Enumerable.Range(0, 120).Select(i => $"{(i % 2 == 0 ? "f" : "m")},{"abc"[i % 3]}\n"))
        );
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "fairness", "--data", classes, "--protected", "sex", "-o", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(
            ["a", "b", "c"],
            json.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetProperty("class").GetString()!)
        );

        var numbers = _run.File(
            "n.csv",
            "sex,prediction\n" + string.Concat(Enumerable.Range(0, 120).Select(i => $"{(i % 2 == 0 ? "f" : "m")},{i}\n"))
        );
        Assert.Equal(0, await _run.InvokeAsync(["analyze", "fairness", "--data", numbers, "--protected", "sex", "-o", "json"]));
        using var regression = JsonDocument.Parse(_run.Out);
        Assert.Equal(
            1,
            regression.RootElement.GetProperty("regression")[0].GetProperty("meanPredictionDifference").GetProperty("all").GetDouble(),
            12
        );
    }

    [Fact]
    public async Task Quality_MaximumAge_FailsOnOldRows()
    {
        var reference = _run.File(
            "r.csv",
            "timestamp,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"2020-01-01T00:00:00Z,{i}\n"))
        );
        var current = _run.File(
            "c.csv",
            "timestamp,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"2020-02-01T00:00:00Z,{i}\n"))
        );
        string[] args = ["analyze", "quality", "--data", current, "--reference", reference];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "-o", "json"]));
        Assert.Contains("\"freshness\"", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--max-age", "36h", "--fail-on", "fail"]));
        Assert.Equal(2, await _run.InvokeAsync([.. args, "--max-age", "soon"]));
    }

    [Fact]
    public async Task Quality_MaximumAgeWithoutReference_FailsOnOldRows()
    {
        var log = _run.File("c.csv", "timestamp,x\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"2020-02-01T00:00:00Z,{i}\n")));
        string[] args = ["analyze", "quality", "--data", log, "--max-age", "36h"];

        Assert.Equal(1, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
        Assert.Contains("freshness", _run.Out);
    }

    [Theory]
    [InlineData("event_time", "2020-02-01T00:00:00Z", "--timestamp")]
    [InlineData("timestamp", "yesterday", null)] // one row that cannot be read does not hide the age of the others
    public async Task Quality_MaximumAgeOfAnotherColumnOrOddRow_IsMeasured(string column, string first, string? option)
    {
        var log = _run.File("c.csv", $"{column},x\n{first},1\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"2020-02-01,{i}\n")));
        string[] args = ["analyze", "quality", "--data", log, "--max-age", "36h", "--fail-on", "fail"];

        Assert.Equal(1, await _run.InvokeAsync([.. args, .. option is null ? [] : new[] { option, column }]));
        Assert.Contains("freshness", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync([.. args, .. option is null ? [] : new[] { option, column }, "--reference", log]));
        Assert.Equal(2, await _run.InvokeAsync([.. args, "--timestamp", "absent"]));
        Assert.Contains("has no column \"absent\"", _run.Error);
    }

    [Fact]
    public async Task Quality_CheckThatWasAskedForAndDidNotRun_EndsUndecided()
    {
        string[] args = ["analyze", "quality", "--data", Csv("c.csv", 0)];

        Assert.Equal(3, await _run.InvokeAsync([.. args, "--max-age", "36h", "--fail-on", "fail"]));
        Assert.Contains("--max-age requires freshness, which was not run. There is no timestamp column.", _run.Error);
        Assert.Contains("Not run: freshness.", _run.Out);
        Assert.DoesNotContain("no issues found.", _run.Out);
        Assert.StartsWith("Data quality of", _run.Out.TrimStart());
        Assert.Contains("not determined", _run.Out.Split('\n')[0]);
        Assert.Equal(3, await _run.InvokeAsync([.. args, "--label", "amount"]));
        Assert.Contains("--label requires label_leakage", _run.Error);
        Assert.Equal(0, await _run.InvokeAsync(args));
    }

    [Fact]
    public async Task Quality_LabelGivenAwayWithoutReference_IsFound()
    {
        var log = _run.File(
            "l.csv",
            "label,telling,other\n"
                + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 2},{(i % 2 * 100) + (i % 7)},{i * 37 % 101}\n"))
        );

        Assert.Equal(
            1,
            await _run.InvokeAsync(["analyze", "quality", "--data", log, "--label", "label", "--fail-on", "warn", "-o", "json"])
        );
        using var json = JsonDocument.Parse(_run.Out);
        var found = json
            .RootElement.GetProperty("quality")
            .EnumerateArray()
            .Where(c => c.GetProperty("check").GetString() == "label_leakage")
            .ToList();
        Assert.Equal(
            ("telling", 1.0),
            (Assert.Single(found).GetProperty("column").GetString(), found[0].GetProperty("current").GetDouble())
        );
    }

    [Fact]
    public async Task FailOn_NothingThatCouldBeJudged_EndsUndecided()
    {
        var few = _run.File("few.csv", "amount,sex,prediction,label\n1,f,1,1\n2,m,0,0\n");

        Assert.Equal(3, await _run.InvokeAsync(["analyze", "drift", "--reference", few, "--current", few, "--fail-on", "major"]));
        Assert.Contains("no column could be compared", _run.Error);
        Assert.Equal(3, await _run.InvokeAsync(["analyze", "fairness", "--data", few, "--protected", "sex", "--fail-on", "fail"]));
        Assert.Contains("\"sex\"", _run.Error);
        Assert.Equal(3, await _run.InvokeAsync(["analyze", "performance", "--data", few, "--reference", few, "--fail-on", "fail"]));
        Assert.Contains("no metric could be measured", _run.Error);
        Assert.Equal(3, await _run.InvokeAsync(["analyze", "robustness", "--data", Csv("a.csv", 0), "--fail-on", "fail"]));
        Assert.Contains("No screen for poisoning could be run.", _run.Error);
    }

    [Fact]
    public async Task Drift_MethodThatWasAskedForAndDidNotRun_EndsUndecided()
    {
        var few = _run.File("few.csv", "amount,country\n1,DE\n2,FR\n");

        Assert.Equal(3, await _run.InvokeAsync(["analyze", "drift", "--reference", few, "--current", few, "--mmd", "--classifier"]));
        Assert.Contains("--mmd was not run.", _run.Error);
        Assert.Contains("--classifier was not run.", _run.Error);
    }

    [Fact]
    public async Task Fairness_SeveralClassesThatDiffer_FailsWhenAsked()
    {
        var log = _run.File(
            "c.csv",
            "sex,prediction\n"
                + string.Concat(
                    Enumerable.Range(0, 600).Select(i => $"{(i % 2 == 0 ? "f" : "m")},{(i % 2 == 0 ? "abc"[i / 2 % 3] : 'a')}\n")
                )
        );

        Assert.Equal(1, await _run.InvokeAsync(["analyze", "fairness", "--data", log, "--protected", "sex", "--fail-on", "fail"]));
    }

    private string Csv(string name, int shift) =>
        _run.File(
            name,
            "amount,country\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i + shift},{(i % 2 == 0 ? "DE" : "FR")}\n"))
        );

    private string Scored(string name, Func<int, double> score) =>
        _run.File(
            name,
            "label,score\n"
                + string.Concat(
                    Enumerable.Range(0, 400).Select(i => $"{(i % 2 == 0 ? 1 : 0)},{score(i).ToString(CultureInfo.InvariantCulture)}\n")
                )
        );
}
