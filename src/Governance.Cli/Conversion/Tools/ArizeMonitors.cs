using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// The answer of Arize's GraphQL to a query for the monitors of a model (<c>name monitorCategory latestComputedValue</c>, and where
/// asked for <c>dimensionName driftMetric performanceMetric</c>). Status and thresholds are its own and stay out. Public schema:
/// arize.com/docs/ax/graphql-reference/guides/monitors.
/// </summary>
internal sealed class ArizeMonitors : IForeignTool
{
    public string Name => "arize";

    // A hosted service: its reports have no version.
    public Version First { get; } = new(0, 0);

    public Version Before { get; } = new(0, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        if (document.Find("errors") is { } errors)
        {
            throw errors.Bad("the query was refused: there are no figures in its answer");
        }

        var connection = document.Need("data").Need("node").Need("monitors");
        if (connection.Find("pageInfo")?.Find("hasNextPage")?.Flag() is true)
        {
            throw connection.Need("pageInfo").Bad("there are more pages: join all of them, or request more per page");
        }

        var (features, measures, quality) = (new DriftFeatures(), new Figures(), new Figures());
        foreach (var edge in connection.Need("edges").Items())
        {
            var monitor = edge.Need("node");
            var name = monitor.Need("name").Text();
            var category = monitor.Need("monitorCategory");
            // A monitor that has not run yet has no value.
            if (!monitor.Has("latestComputedValue"))
            {
                throw monitor.Bad("latestComputedValue is missing: request it in the query");
            }

            var value = monitor.Figure("latestComputedValue");
            switch (category.Text())
            {
                case "drift":
                    features.Add(monitor, monitor.Find("dimensionName")?.Text() ?? name, monitor.Find("driftMetric")?.Text(), value);
                    break;
                case "performance":
                    var metric = monitor.Find("performanceMetric")?.Text() ?? name;
                    measures.Add(monitor, Figures.Ours(metric) ?? Figures.Camel(metric), value);
                    break;
                case "dataQuality":
                    quality.Add(monitor, Figures.Camel(name), value);
                    break;
                case var other:
                    throw category.Bad($"{other} is not a supported category");
            }
        }

        List<Converted> reports = [];
        if (features.Count > 0)
        {
            reports.Add(new(EvidenceKind.Drift, new JsonObject { ["features"] = features.Json }));
        }

        foreach (var (kind, figures) in ((EvidenceKind, Figures)[])[(EvidenceKind.Validation, measures), (EvidenceKind.Other, quality)])
        {
            if (figures.Count > 0)
            {
                reports.Add(new(kind, new JsonObject { ["metrics"] = figures.Json }));
            }
        }

        return reports.Count > 0 ? new("hosted", null, reports) : throw connection.Bad("no monitor has a value");
    }
}
