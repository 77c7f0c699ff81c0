using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Tests.Performance;

public sealed class RocCurveTests
{
    private static readonly double[] s_scores = [.. Enumerable.Range(0, 500).Select(i => ((i * 7919) % 1000) / 1000.0)];
    private static readonly bool[] s_labels = [.. s_scores.Select((s, i) => ((i * 31) % 100) / 100.0 < s)];

    [Fact]
    public void Curve_GoesFromNoneToAll_AndHasTheAreaOfTheScores()
    {
        var points = RankingMetrics.RocCurve(s_scores, s_labels, most: 10_000);

        Assert.Equal(new RocPoint(null, 0, 0), points[0]);
        Assert.Equal((1, 1), (points[^1].FalsePositiveRate, points[^1].TruePositiveRate));
        Assert.Equal(RankingMetrics.RocAuc(s_scores, s_labels).Area!.Value, Area(points), 1e-12);
    }

    [Fact]
    public void Curve_OfManyScores_KeepsFewPointsOfItself()
    {
        var all = RankingMetrics.RocCurve(s_scores, s_labels, most: 10_000);

        var few = RankingMetrics.RocCurve(s_scores, s_labels);

        Assert.InRange(few.Count, 20, 41);
        Assert.Subset(all.ToHashSet(), few.ToHashSet());
        Assert.Equal((all[0], all[^1]), (few[0], few[^1]));
        Assert.Equal(Area(all), Area(few), 0.01);
    }

    [Fact]
    public void Curve_OfOneClass_IsEmpty() => Assert.Empty(RankingMetrics.RocCurve([0.2, 0.4], [true, true]));

    [Fact]
    public void Json_HasTheCurve_WhereAReportAsksForIt()
    {
        var result = PerformanceAnalysis.Evaluate(
            new Table([new NumericColumn("label", [1, 0, 1, 0]), new NumericColumn("score", [0.9, 0.2, 0.6, 0.7])])
        );

        Assert.False(Json(result, curve: false).ContainsKey("roc"));
        var curve = Json(result, curve: true)["roc"]!.AsArray();
        Assert.Equal(5, curve.Count);
        Assert.Null(curve[0]!["threshold"]);
        Assert.Equal((0.9, 0, 0.5), ((double)curve[1]!["threshold"]!, (double)curve[1]!["fpr"]!, (double)curve[1]!["tpr"]!));
    }

    private static JsonObject Json(PerformanceResult result, bool curve)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            PerformanceJson.Write(result, null, writer, curve: curve);
        }
        return JsonNode.Parse(Encoding.UTF8.GetString(stream.ToArray()))!.AsObject();
    }

    private static double Area(IReadOnlyList<RocPoint> points) =>
        points
            .Zip(points.Skip(1))
            .Sum(p =>
                (p.Second.FalsePositiveRate - p.First.FalsePositiveRate) * (p.Second.TruePositiveRate + p.First.TruePositiveRate) / 2
            );
}
