using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Analytics.Tests.Drift;

namespace Governance.Analytics.Tests.Stored;

/// <summary>What was stored by reflection once is read as it was, and what is stored now has the same bytes.</summary>
public sealed class StoredJsonTests
{
    private static readonly JsonSerializerOptions s_reflected = JsonSerializerOptions.Web;

    public static TheoryData<string> Samples => [.. s_samples.Keys];

    private static readonly Dictionary<string, Func<StoredPerformance>> s_samples = new(StringComparer.Ordinal)
    {
        ["labels"] = () => Of(Log(labels: true)),
        ["a few rows"] = () => Of(new Table([new NumericColumn("score", [0.9, 0.1]), new NumericColumn("label", [0, 0])])),
        ["no labels"] = () => Of(Log(labels: false)),
        ["calibrated"] = () =>
            Of(Log(labels: true)) with
            {
                Calibration = new ScoreCalibration(new IsotonicCalibrator([0.1, 0.5, 1e-7], [0, 0.25, 1 / 3.0])),
                Estimate = EstimatedPerformance.Of(Log(labels: true), Log(labels: false)),
            },
        ["not calibrated"] = () => Of(Log(labels: true)) with { Calibration = new ScoreCalibration(null) },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Performance_StoredNow_HasTheBytesOfReflection(string sample)
    {
        var stored = s_samples[sample]();

        var json = stored.ToJson();

        Assert.Equal(JsonSerializer.Serialize(stored, s_reflected), json);
        Assert.Equal(json, StoredPerformance.FromJson(json)!.ToJson());
    }

    // The member has another name in code than in windows that are stored.
    [Fact]
    public void Performance_StoredWithEarlierNames_KeepsThem()
    {
        var stored = s_samples["labels"]();
        var chance = stored.Record.EceByChance!;

        var kept = JsonNode.Parse(stored.ToJson())!["record"]!["eceNull"]!;

        Assert.Equal((chance.Mean, chance.High), (kept["mean"]!.GetValue<double>(), kept["high"]!.GetValue<double>()));
        Assert.Equal(chance, StoredPerformance.FromJson(stored.ToJson())!.Record.EceByChance);
    }

    // A program of before did not know every member: what is missing keeps what the record begins with.
    [Theory]
    [MemberData(nameof(Samples))]
    public void Performance_StoredWithoutAMember_IsReadAsByReflection(string sample)
    {
        var json = s_samples[sample]().ToJson();
        var paths = Members(JsonNode.Parse(json)!, []).ToList();

        Assert.NotEmpty(paths);
        Assert.All(
            paths,
            path =>
            {
                var less = JsonNode.Parse(json)!;
                path[..^1].Aggregate(less, (node, step) => node[step]!).AsObject().Remove(path[^1]);
                var text = less.ToJsonString();
                Assert.Equal(
                    Read(() => JsonSerializer.Deserialize<StoredPerformance>(text, s_reflected)),
                    Read(() => StoredPerformance.FromJson(text))
                );
            }
        );
    }

    [Fact]
    public void Drift_StoredNow_HasTheBytesOfReflection()
    {
        var (reference, current) = (DriftAnalysisTests.Normal(1, 500, 0), DriftAnalysisTests.Normal(2, 500, 0.3));
        var result = DriftAnalysis.Compare(
            new Table([new NumericColumn("Größe <1>", reference)]),
            new Table([new NumericColumn("Größe <1>", current)])
        );
        var drift = JsonElement.Parse("""{"psi":0.1,"name":"ü<","nested":[1,2.50,null]}"""u8);

        var json = StoredHistograms.ToJson(drift, result);

        var bins = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, s_reflected)!;
        Assert.Equal(JsonSerializer.Serialize(bins, s_reflected), json);
        Assert.Equal(["drift", "histograms"], bins.Keys);
        var read = StoredHistograms.Bins(json, "Größe <1>");
        Assert.NotEmpty(read);
        Assert.Equal(JsonSerializer.Serialize(read, s_reflected), bins["histograms"].GetProperty("Größe <1>").GetRawText());
        Assert.Equal(JsonSerializer.Serialize(drift, s_reflected), bins["drift"].GetRawText());
    }

    private static string Read(Func<StoredPerformance?> read)
    {
        try
        {
            return JsonSerializer.Serialize(read(), s_reflected);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "It cannot be read.";
        }
    }

    // Members of objects that are records; names of dictionaries are data.
    private static IEnumerable<string[]> Members(JsonNode node, string[] path) =>
        node is not JsonObject map
            ? []
            : map.SelectMany(member =>
                (path is [] && member.Key == "metrics") || member.Value is null
                    ?
                    [
                        [.. path, member.Key],
                    ]
                    : Members(member.Value, [.. path, member.Key]).Prepend([.. path, member.Key])
            );

    private static StoredPerformance Of(Table table) => StoredPerformance.Of(PerformanceAnalysis.Evaluate(table), null);

    private static Table Log(bool labels)
    {
        var noise = DriftAnalysisTests.Normal(7, 400, 0);
        var scores = noise.Select(v => 1 / (1 + Math.Exp(-v))).ToArray();
        return new Table([
            new NumericColumn("score", scores),
            new NumericColumn("prediction", [.. scores.Select(s => s > 0.5 ? 1.0 : 0)]),
            .. labels
                ? [new NumericColumn("label", [.. DriftAnalysisTests.Normal(8, 400, 0).Select((v, i) => v + noise[i] > 0 ? 1.0 : 0)])]
                : Array.Empty<Column>(),
        ]);
    }
}
