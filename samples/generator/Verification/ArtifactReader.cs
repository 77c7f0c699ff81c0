using System.Text.Json;
using Governance.Samples.Data;
using Governance.Samples.Models;

namespace Governance.Samples.Verification;

/// <summary>Makes a model from its artifact alone, as a stranger would who follows the field <c>scoring</c>.</summary>
internal static class ArtifactReader
{
    public static (ScoringModel Model, FeatureSet Features) Read(ReadOnlyMemory<byte> artifact)
    {
        using var document = JsonDocument.Parse(artifact);
        var root = document.RootElement;
        var kinds = root.GetProperty("columns")
            .EnumerateArray()
            .Select(c => (Source: Text(c, "source"), Numeric: Text(c, "kind") == ModelColumn.Numeric))
            .Distinct();
        var features = new FeatureSet([
            .. kinds.Select(k => new FeatureDefinition(k.Source, k.Numeric ? FeatureKind.Amount : FeatureKind.Category)),
        ]);
        var columns = root.GetProperty("columns").EnumerateArray().Select(c => Column(c, features)).ToArray();
        var baseline = BaselineRow(root.GetProperty("baseline_row"), features);
        var intercept = root.GetProperty("intercept").GetDouble();
        ScoringModel model = Text(root, "format") switch
        {
            "linear-logistic/1" => new LinearModel(columns, baseline, intercept),
            "boosted-trees-logistic/1" => new BoostedTreesModel(
                columns,
                baseline,
                intercept,
                [.. root.GetProperty("trees").EnumerateArray().Select(Tree)]
            ),
            var other => throw new InvalidDataException($"The artifact has the unknown format '{other}'."),
        };
        model.Threshold = root.GetProperty("threshold").GetDouble();
        return (model, features);
    }

    private static ModelColumn Column(JsonElement column, FeatureSet features) =>
        new(Text(column, "source"), Text(column, "kind"), features.IndexOf(Text(column, "source")))
        {
            Transform = column.TryGetProperty("transform", out var transform) ? transform.GetString()! : "identity",
            EqualTo = column.TryGetProperty("equals", out var level) ? level.GetString() : null,
            Levels = column.TryGetProperty("levels", out var levels) ? [.. levels.EnumerateArray().Select(l => l.GetString()!)] : [],
            Mean = column.TryGetProperty("mean", out var mean) ? mean.GetDouble() : 0,
            Scale = column.TryGetProperty("scale", out var scale) ? scale.GetDouble() : 1,
            Coefficient = column.TryGetProperty("coef", out var coefficient) ? coefficient.GetDouble() : 0,
        };

    private static Baseline BaselineRow(JsonElement row, FeatureSet features)
    {
        var numbers = new double[features.Features.Count];
        var levels = new string[features.Features.Count];
        Array.Fill(levels, "");
        foreach (var value in row.EnumerateObject())
        {
            var index = features.IndexOf(value.Name);
            if (value.Value.ValueKind == JsonValueKind.Number)
            {
                numbers[index] = value.Value.GetDouble();
            }
            else
            {
                levels[index] = value.Value.GetString()!;
            }
        }

        return new Baseline(numbers, levels);
    }

    private static Tree Tree(JsonElement tree) =>
        new(
            [.. tree.GetProperty("feature").EnumerateArray().Select(v => v.GetInt32())],
            [.. tree.GetProperty("threshold").EnumerateArray().Select(v => v.GetDouble())],
            [.. tree.GetProperty("left").EnumerateArray().Select(v => v.GetInt32())],
            [.. tree.GetProperty("right").EnumerateArray().Select(v => v.GetInt32())],
            [.. tree.GetProperty("value").EnumerateArray().Select(v => v.GetDouble())]
        );

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
