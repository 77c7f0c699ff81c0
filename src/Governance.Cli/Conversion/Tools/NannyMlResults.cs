using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// A result of NannyML as records (<c>result.to_df(multilevel=False).to_json(orient="records", date_format="iso")</c>): the newest
/// chunk of the analysis period. Estimated performance is called estimated: no one measured it. Public schema:
/// github.com/NannyML/nannyml, nannyml/base.py.
/// </summary>
internal sealed class NannyMlResults : IForeignTool
{
    private static readonly string[] s_methods = ["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger", "chi2", "l_infinity"];

    public string Name => "nannyml";

    public Version First { get; } = new(0, 8);

    public Version Before { get; } = new(1, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        Place? newest = null;
        foreach (var record in document.Items())
        {
            if (record.Need("chunk_period").Text() == "analysis")
            {
                newest = record;
            }
        }

        var chunk = newest ?? throw document.Bad("there is no chunk of the analysis period");
        var features = new DriftFeatures();
        var figures = new Figures();
        foreach (var (key, value) in chunk.Members())
        {
            if (!key.EndsWith("_value", StringComparison.Ordinal))
            {
                continue;
            }

            var name = key[..^"_value".Length];
            var method = s_methods.FirstOrDefault(m => name.EndsWith("_" + m, StringComparison.Ordinal));
            if (method is not null)
            {
                features.Add(value, name[..^(method.Length + 1)], method, value.Figure(), naturalJensenShannon: false);
            }
            else if (Figures.Ours(name) is { } ours)
            {
                Performance(chunk, name, ours, value, figures);
            }
        }

        List<Converted> reports = [];
        if (features.Count > 0)
        {
            reports.Add(new(EvidenceKind.Drift, new JsonObject { ["features"] = features.Json, ["windows"] = Windows(chunk) }));
        }

        if (figures.Count > 0)
        {
            reports.Add(new(EvidenceKind.Validation, new JsonObject { ["metrics"] = figures.Json, ["windows"] = Windows(chunk) }));
        }

        return reports.Count > 0 ? new(null, null, reports) : throw chunk.Bad("it has no value of a supported drift method or measure");
    }

    private static void Performance(Place chunk, string name, string ours, Place value, Figures figures)
    {
        var isEstimate = chunk.Has(name + "_upper_confidence_boundary");
        var low = chunk.FigureIfAny(name + "_lower_confidence_boundary");
        var high = chunk.FigureIfAny(name + "_upper_confidence_boundary");
        figures.Add(
            value,
            isEstimate ? Figures.Camel("estimated " + ours) : ours,
            value.Figure(),
            null,
            // Ends that fall together come of a sampling error of 0, and say nothing.
            low is { } from
            && high is { } to
            && from < to
                ? new Interval(from, to)
                : null
        );
    }

    // A time without a zone is no window: the portal would have to guess.
    private static JsonArray? Windows(Place chunk) =>
        chunk.Find("chunk_start_date") is { IsText: true } start
        && chunk.Find("chunk_end_date") is { IsText: true } end
        && CommonOptions.TryReadInstant(start.Text(), out _)
        && CommonOptions.TryReadInstant(end.Text(), out _)
            ? [(JsonNode)new JsonObject { ["start"] = start.Text(), ["end"] = end.Text() }]
            : null;
}
