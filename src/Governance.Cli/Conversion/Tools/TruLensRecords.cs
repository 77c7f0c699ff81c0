using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// Records of TruLens with their feedback (<c>get_records_and_feedback()[0].to_json(orient="records")</c>): the mean of each feedback
/// function. Inputs and outputs stay out. Public interface: github.com/truera/trulens, src/core/trulens/core/session.py.
/// </summary>
internal sealed class TruLensRecords : IForeignTool
{
    private const int EnoughForNormal = 30;

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
    };

    public string Name => "trulens";

    public Version First { get; } = new(0, 18);

    public Version Before { get; } = new(3, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var values = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var record in document.Items())
        {
            _ = record.Need("record_id").Text();
            foreach (var (name, value) in record.Members())
            {
                if (!value.IsNumber || s_other.Contains(name) || name.EndsWith("cost", StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (!values.TryGetValue(name, out var list))
                {
                    values.Add(name, list = []);
                }

                list.Add(value.Share());
            }
        }

        var figures = new Figures();
        foreach (var (name, list) in values)
        {
            figures.Add(document, Figures.Camel(name), list.Average(), list.Count, Around(list));
        }

        return figures.Count > 0
            ? new(null, null, [new(EvidenceKind.Validation, new JsonObject { ["metrics"] = figures.Json })])
            : throw document.Bad("no record has feedback");
    }

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
