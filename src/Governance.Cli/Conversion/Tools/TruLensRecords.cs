using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Records of TruLens with their feedback (<c>get_records_and_feedback()[0].to_json(orient="records")</c>): the mean of each feedback
/// function, of one app. Inputs and outputs stay out. Public interface: github.com/truera/trulens, src/core/trulens/core/session.py.
/// </summary>
internal sealed class TruLensRecords : IForeignTool
{
    private const int EnoughForNormal = 30;

    // What a feedback function gives where it read no rating in the answer of its model (LLMProvider.generate_score_and_reasons).
    private const double NoRating = -1;

    // Columns that every record has, and no feedback.
    private static readonly HashSet<string> s_other = new(StringComparer.OrdinalIgnoreCase)
    {
        "latency",
        "total_tokens",
        "total_cost",
        "num_events",
        "ts",
        "record_metadata",
        "app_json",
        "type",
        "cost_currency",
        "total_cost_currency",
        "app_id",
        "app_name",
        "app_version",
        "record_id",
        "input",
        "output",
        "main_input",
        "main_output",
        "main_error",
        "error",
        "tags",
        "meta",
        "record_json",
        "cost_json",
        "perf_json",
        "multi_result",
    };

    public string Name => "trulens";

    public Version First { get; } = new(0, 18);

    public Version Before { get; } = new(3, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var records = document.Items().ToList();
        var feedback = new SortedSet<string>(StringComparer.Ordinal);
        var apps = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            _ = record.Need("record_id").Text();
            apps.Add(App(record));
            // What has a number in no record, and no text either, is feedback that could not be computed.
            feedback.UnionWith(
                record.Members().Where(m => (m.Value.IsNumber || m.Value.IsUndefined) && !IsOther(m.Name)).Select(m => m.Name)
            );
        }

        // Without a name of an app get_records_and_feedback gives the records of all, and a mean of them is a figure of none.
        if (apps.Count > 1)
        {
            throw document.Bad(
                $"it holds records of {apps.Count} apps ({string.Join(", ", apps.Take(3))}{(apps.Count > 3 ? ", …" : string.Empty)}). "
                    + "Export those of one app and version"
            );
        }

        var figures = new Figures();
        foreach (var name in feedback.Where(f => IsNumeric(records, f)))
        {
            var values = records.Where(r => r.Has(name)).Select(r => Rating(r.Member(name))).OfType<double>().ToList();
            figures.Add(document, Figures.Camel(name), values.Count == 0 ? null : values.Average(), values.Count, Around(values));
        }

        return figures.Count > 0
            ? new(null, null, [new(EvidenceKind.Validation, new JsonObject { ["metrics"] = figures.Json })])
            : throw document.Bad("no record has feedback");
    }

    private static string App(Place record) =>
        string.Join(
            ' ',
            ((string[])["app_name", "app_version", "app_id"])
                .Select(member => record.Find(member))
                .Where(said => said is { IsUndefined: false })
                .Select(said => said!.Value.Name())
        );

    private static double? Rating(Place feedback) =>
        feedback.IsNumber && feedback.Figure() == NoRating ? feedback.Unsaid() : feedback.Share();

    private static bool IsOther(string name) =>
        s_other.Contains(name)
        || name.EndsWith("cost", StringComparison.OrdinalIgnoreCase)
        // What computing a feedback cost: "Answer Relevance feedback cost in USD".
        || name.Contains(" feedback cost in ", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_calls", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumeric(List<Place> records, string name) =>
        records.Where(r => r.Has(name)).Select(r => r.Member(name)).All(v => v.IsNumber || v.IsUndefined);

    private static Interval? Around(List<double> values)
    {
        if (values.Count < EnoughForNormal)
        {
            return null;
        }

        var mean = values.Average();
        var half = Proportion.Z95 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        return half > 0 ? new Interval(Math.Max(0, mean - half), Math.Min(1, mean + half)) : EqualValues.OfMean(mean, values.Count);
    }
}
