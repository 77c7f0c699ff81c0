using Governance.Samples.Catalog;
using Governance.Samples.Data;
using Governance.Samples.Models;

namespace Governance.Samples.Output;

/// <summary>The decision log of the version in use, those of the challengers, and what arrived later.</summary>
internal sealed class PredictionTables(SampleDefinition definition, IReadOnlyList<BuiltVersion> versions)
{
    private const int LoggedAttributions = 3;
    private static readonly string[] s_common = ["decision_id", "timestamp", "window", "model_id", "model_version"];
    private static readonly string[] s_attributions =
    [
        "attr1_feature",
        "attr1_value",
        "attr2_feature",
        "attr2_value",
        "attr3_feature",
        "attr3_value",
    ];
    private readonly SampleDataSet _data = definition.Data;

    public static IEnumerable<string> Inputs(FeatureSet features, SampleRow row) =>
        features.Features.Select((f, i) => f.IsNumeric ? CsvTable.Number(row.Numbers[i]) : row.Levels[i]);

    public CsvTable Decisions()
    {
        var inUse = versions.Single(v => v.Definition.InUse);
        var table = new CsvTable([
            .. s_common,
            .. _data.ProtectedNames,
            .. _data.Features.Features.Select(f => f.Name),
            "score",
            "predicted_label",
            "true_label",
            "label_timestamp",
            .. s_attributions,
        ]);
        foreach (var row in _data.Log)
        {
            var known = row.LabelTime < _data.ClosedAt;
            table.Append([
                .. Common(row, inUse.Version),
                .. row.Protected,
                .. Inputs(_data.Features, row),
                .. Output(inUse.Model, row),
                known ? Label(row) : "",
                known ? CsvTable.Time(row.LabelTime) : "",
                .. Strongest(inUse.Model, row),
            ]);
        }

        return table;
    }

    public CsvTable Shadows()
    {
        var table = new CsvTable([.. s_common, "score", "predicted_label", .. s_attributions]);
        foreach (var version in versions.Where(v => !v.Definition.InUse))
        {
            foreach (var row in _data.Log)
            {
                table.Append([.. Common(row, version.Version), .. Output(version.Model, row), .. Strongest(version.Model, row)]);
            }
        }

        return table;
    }

    public CsvTable LateLabels()
    {
        var table = new CsvTable(["decision_id", "true_label", "label_timestamp"]);
        var late = _data.Log.Where(r => r.LabelTime >= _data.ClosedAt && r.LabelTime < _data.ClosedAt + SampleDataSet.LateCollection);
        foreach (var row in late.OrderBy(r => r.LabelTime).ThenBy(r => r.Id, StringComparer.Ordinal))
        {
            table.Append([row.Id, Label(row), CsvTable.Time(row.LabelTime)]);
        }

        return table;
    }

    public CsvTable Tags()
    {
        var table = new CsvTable(["decision_id", "attack_type", "unseen_attack"]);
        foreach (var row in _data.Log)
        {
            table.Append([row.Id, row.Label == 1 ? row.Tag : "normal", row.Unseen ? "1" : "0"]);
        }

        return table;
    }

    private static string Label(SampleRow row) => row.Label == 1 ? "1" : "0";

    private static string[] Output(ScoringModel model, SampleRow row) =>
        [CsvTable.Number(model.Score(row)), model.Predict(row) == 1 ? "1" : "0"];

    private static IEnumerable<string> Strongest(ScoringModel model, SampleRow row) =>
        model
            .Attributions(row)
            .OrderByDescending(a => Math.Abs(a.Value))
            .Take(LoggedAttributions)
            .SelectMany(a => new[] { a.Feature, CsvTable.Number(Math.Round(a.Value, 4, MidpointRounding.ToEven) + 0.0) });

    private string[] Common(SampleRow row, string version) => [row.Id, CsvTable.Time(row.Time), row.Window, definition.ModelId, version];
}
