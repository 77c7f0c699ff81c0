using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Analysis;

/// <summary>Figures for parts of the rows, and what a report says it is about.</summary>
public sealed class SliceTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Performance_ByTwoColumns_GivesTheSameMembersForEveryValue()
    {
        var data = _run.File("log.csv", Log());

        var json = await JsonAsync("performance", "--data", data, "--by", "attack", "--by", "window", "--ignore", "attack");

        Assert.Equal(
            [("attack", "dos", 40), ("attack", "scan", 50), ("attack", null, 10), ("window", "w1", 60), ("window", "w2", 40)],
            json.GetProperty("slices").EnumerateArray().Select(s => (By(s), Value(s), s.GetProperty("rows").GetInt32()))
        );
        // The curve is of all rows.
        var whole = json.EnumerateObject().Select(m => m.Name).Except(["subject", "slices", "roc"]).Order(StringComparer.Ordinal);
        Assert.All(
            json.GetProperty("slices").EnumerateArray(),
            s => Assert.Equal(whole, s.EnumerateObject().Select(m => m.Name).Except(["by", "value"]).Order(StringComparer.Ordinal))
        );
        // By hand: of 40 rows of dos, all attacks, 30 were found; of 50 of scan, all 50.
        Assert.Equal(0.75, Slice(json, "dos").GetProperty("recall").GetDouble());
        Assert.Equal(1, Slice(json, "scan").GetProperty("recall").GetDouble());
        Assert.Equal(80 / 90.0, json.GetProperty("recall").GetDouble(), precision: 6);

        Assert.Equal(0, await _run.InvokeAsync(["analyze", "performance", "--data", data, "--by", "attack"]));
        Assert.Contains("attack=dos", _run.Out);
    }

    [Fact]
    public async Task Fairness_ByColumn_IsJudgedInEverySlice()
    {
        var data = _run.File("people.csv", People());
        string[] args = ["analyze", "fairness", "--data", data, "--protected", "sex"];

        Assert.Equal(0, await _run.InvokeAsync([.. args, "--fail-on", "fail"]));
        // In the north alone women are accepted at half the rate of men; the south makes up for it.
        Assert.Equal(1, await _run.InvokeAsync([.. args, "--by", "region", "--fail-on", "fail"]));
        Assert.Contains("region=north, 200 rows: sex: fail.", _run.Out);

        var json = await JsonAsync("fairness", "--data", data, "--protected", "sex", "--by", "region");
        var reading = EvidenceFacts.Read("fairness", Encoding.UTF8.GetBytes(json.GetRawText()), "application/json");
        Assert.Null(reading.Facts.Unreadable);
        Assert.Equal(["region"], reading.Facts.Slices);
        Assert.Equal(
            [(null, 0.0), ("region=north", 0.3), ("region=south", 0.3)],
            reading
                .Metrics.Where(m => m is { Name: "demographicParityDifference", Attribute: "sex" })
                .Select(m => (m.Slice, Math.Round(m.Value!.Value, 9)))
        );
    }

    [Fact]
    public async Task Subject_OfEveryReport_NamesTheFileAndTheArtifact()
    {
        var (data, model) = (_run.File("log.csv", Log()), _run.File("model.onnx", "weights"));
        var digest = Sha256("weights");

        foreach (var command in new[] { "performance", "fairness", "robustness" })
        {
            string[] more = command == "fairness" ? ["--protected", "window"] : [];
            var named = Subject(await JsonAsync(command, ["--data", data, "--artifact", model, .. more]));
            Assert.Equal((digest, Sha256(Log()), 100), named);
            Assert.Equal(
                named,
                Subject(await JsonAsync(command, ["--data", data, "--artifact", $"sha256:{digest.ToUpperInvariant()}", .. more]))
            );
            Assert.Equal((null, named.Dataset, 100), Subject(await JsonAsync(command, ["--data", data, .. more])));
        }
    }

    [Fact]
    public async Task Subject_OfAPackedFile_IsThatOfItsBytes()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Log()));
        }

        var data = _run.File("log.csv.gz", packed.ToArray());

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(packed.ToArray())),
            Subject(await JsonAsync("performance", "--data", data)).Dataset
        );
    }

    [Theory]
    [InlineData("--by id", "results in more than 200 slices")]
    [InlineData("--by attack --by id", "results in more than 200 slices")]
    [InlineData("--by nowhere", "no column \"nowhere\"")]
    [InlineData("--by timestamp", "contains neither text nor numbers")]
    public async Task By_ColumnThatGroupsNoRows_Exits2AndSaysWhy(string more, string words)
    {
        var text = new StringBuilder("id,timestamp,attack,score,label\n");
        for (var i = 0; i < 201; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},2026-03-01T00:00:{i % 60:00}Z,dos,0.5,1\n");
        }

        Assert.Equal(
            2,
            await _run.InvokeAsync(["analyze", "performance", "--data", _run.File("ids.csv", text.ToString()), .. more.Split(' ')])
        );
        Assert.Contains(words, _run.Error);
        Assert.Empty(_run.Out);
    }

    // The sample's detector finds 91 % of all attacks and 71 % of the exfiltrations: the average hides the one that costs most.
    [Fact]
    public async Task IntrusionSample_AnAttackTypeThatFails_ShutsTheGateWhileTheAveragePasses()
    {
        var root = Root();
        var kinds = (await RowsAsync(Path.Combine(root, "samples/ids/ground_truth_tags.csv.gz"))).ToDictionary(r => r[0], r => r[1]);
        var log = await RowsAsync(Path.Combine(root, "samples/ids/predictions.csv.gz"));
        var (window, score, predicted, label) = (
            Array.IndexOf(log[0], "window"),
            Array.IndexOf(log[0], "score"),
            Array.IndexOf(log[0], "predicted_label"),
            Array.IndexOf(log[0], "true_label")
        );
        var held = _run.File(
            "held-out.csv",
            "score,predicted_label,true_label,attack_type\n"
                + string.Concat(
                    log.Where(r => r[window] == "reference").Select(r => $"{r[score]},{r[predicted]},{r[label]},{kinds[r[0]]}\n")
                )
        );
        var artifact = new string('7', 64);

        var json = await JsonAsync("performance", "--data", held, "--by", "attack_type", "--artifact", artifact);

        var reading = EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(json.GetRawText()), "application/json");
        Assert.Null(reading.Facts.Unreadable);
        var at = new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);
        var input = new GateInput
        {
            At = at,
            Model = new("netflow-detector", "limited", new Dictionary<string, string>()),
            Version = new("2.0.0", new string('5', 64), [new("held-out", "test", reading.Facts.Subject!.DatasetSha256!)]),
            From = "staging",
            To = "production",
            Artifact = new(artifact, 10, artifact, 10),
            Evidence =
            [
                new("EVD-0001", "validation", new string('1', 64), at, "governance analyze", reading.ArtifactSha256, reading.Facts),
            ],
            Metrics = reading.MetricsOf("EVD-0001"),
        };
        var policy = PolicyDocument.Parse(
            Encoding.UTF8.GetBytes(
                """
                apiVersion: governance/v1
                kind: ModelPolicy
                metadata: {name: detection, version: "1"}
                spec:
                  appliesTo: {}
                  mode: enforce
                  rules:
                    - {id: EVID-01, type: evidence_required, severity: high, params: {kinds: [validation], boundTo: [artifact, dataset]}}
                    - id: PERF-01
                      type: metric_threshold
                      severity: high
                      params: {metric: recall, op: ">=", value: 0.85, minSamples: 500}
                    - id: PERF-02
                      type: metric_threshold
                      severity: high
                      params: {metric: recall, op: ">=", value: 0.85, slice: attack_type=scan}
                    - id: PERF-03
                      type: metric_threshold
                      severity: high
                      params: {metric: recall, op: ">=", value: 0.8, slice: attack_type=exfiltration}
                """
            ),
            "detection.yaml"
        );
        Assert.True(policy.IsValid, string.Join('\n', policy.Problems));

        var result = GateEvaluator.Evaluate([policy.Document], input);

        Assert.Equal(
            [("EVID-01", RuleOutcome.Pass), ("PERF-01", RuleOutcome.Pass), ("PERF-02", RuleOutcome.Pass), ("PERF-03", RuleOutcome.Fail)],
            result.Results.Where(r => r.Policy == "detection").Select(r => (r.RuleId, r.Outcome))
        );
        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.StartsWith(
            "recall in attack_type=exfiltration is 0.70873",
            result.Results.Single(r => r.RuleId == "PERF-03").Message,
            StringComparison.Ordinal
        );
    }

    private async Task<JsonElement> JsonAsync(string command, params string[] args)
    {
        Assert.Equal((0, ""), (await _run.InvokeAsync(["analyze", command, .. args, "-o", "json"]), _run.Error));
        return JsonDocument.Parse(_run.Out).RootElement;
    }

    private static (string? Artifact, string? Dataset, int Rows) Subject(JsonElement json)
    {
        var subject = json.GetProperty("subject");
        return (
            subject.GetProperty("artifactSha256").GetString(),
            subject.GetProperty("datasetSha256").GetString(),
            subject.GetProperty("rows").GetInt32()
        );
    }

    private static JsonElement Slice(JsonElement json, string value) =>
        json.GetProperty("slices").EnumerateArray().Single(s => Value(s) == value);

    private static string? By(JsonElement slice) => slice.GetProperty("by").GetString();

    private static string? Value(JsonElement slice) => slice.GetProperty("value").GetString();

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // 40 rows of one attack, of which 10 are missed, 50 of another, all found, and 10 of no attack.
    private static string Log() =>
        "window,attack,score,label\n"
        + string.Concat(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    (i < 60 ? "w1," : "w2,")
                    + (
                        i < 40 ? $"dos,{(i < 10 ? "0.2" : "0.9")},1\n"
                        : i < 90 ? "scan,0.8,1\n"
                        : ",0.1,0\n"
                    )
                )
        );

    // Accepted: in the north 30 of 100 women and 60 of 100 men, in the south the other way round.
    private static string People() =>
        "region,sex,score\n"
        + string.Concat(
            Enumerable
                .Range(0, 400)
                .Select(i =>
                    (north: i < 200, woman: i % 200 < 100, at: i % 100) is var (north, woman, at)
                        ? $"{(north ? "north" : "south")},{(woman ? "f" : "m")},{(at < (north == woman ? 30 : 60) ? "0.9" : "0.1")}\n"
                        : ""
                )
        );

    private static async Task<List<string[]>> RowsAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await using var text = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(text);
        return [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The solution is not above the tests.");
        }

        return folder.FullName;
    }
}
