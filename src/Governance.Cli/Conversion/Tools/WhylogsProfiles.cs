using System.Text.Json.Nodes;
using Governance.Analytics.Statistics;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// A summary of a whylogs profile by column (<c>profile.view().to_pandas().to_json(orient="index")</c>): rows, gaps, mean and spread.
/// Extremes and frequent items are values of single rows and stay out. Public interface: github.com/whylabs/whylogs,
/// python/whylogs/core/view/column_profile_view.py.
/// </summary>
internal sealed class WhylogsProfiles : IForeignTool
{
    public string Name => "whylabs";

    public Version First { get; } = new(1, 0);

    public Version Before { get; } = new(2, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var columns = new JsonArray();
        var metrics = new JsonArray();
        var (cells, missing) = (0L, 0L);
        foreach (var (name, column) in document.Members())
        {
            var (rows, gaps) = (column.Count("counts/n"), column.Count("counts/null"));
            if (gaps > rows)
            {
                throw column.Bad("counts/null is greater than counts/n");
            }

            // A column without a number has the mean 0 there, of no value.
            var hasNumbers = column.CountIfAny("distribution/n") is not 0;
            var share = gaps is { } none && rows is { } of ? new Proportion(none, of) : (Proportion?)null;
            (cells, missing) = (cells + (share?.Trials ?? 0), missing + (share?.Successes ?? 0));
            columns.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["rows"] = rows,
                        ["missing"] = gaps,
                        ["mean"] = hasNumbers ? column.FigureIfAny("distribution/mean") : null,
                        ["sd"] = hasNumbers ? column.FigureIfAny("distribution/stddev") : null,
                        ["distinct"] = column.FigureIfAny("cardinality/est"),
                    }
            );
            metrics.Add((JsonNode)Share(share, $"column={name}"));
        }

        if (columns.Count == 0)
        {
            throw document.Bad("the profile has no column");
        }

        metrics.Insert(0, Share(new Proportion(missing, cells), null));
        return new(null, null, [new(EvidenceKind.Other, new JsonObject { ["metrics"] = metrics, ["columns"] = columns })]);
    }

    private static JsonObject Share(Proportion? share, string? slice) =>
        new()
        {
            ["name"] = "missingShare",
            ["value"] = share?.Value,
            ["n"] = share?.Trials,
            ["low"] = share?.Wilson?.Low,
            ["high"] = share?.Wilson?.High,
            ["slice"] = slice,
        };
}
