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
            var rows = column.Need("counts/n").Count();
            var gaps = column.Need("counts/null").Count();
            if (gaps > rows)
            {
                throw column.Bad("counts/null is greater than counts/n");
            }

            (cells, missing) = (cells + rows, missing + gaps);
            columns.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = name,
                        ["rows"] = rows,
                        ["missing"] = gaps,
                        ["mean"] = column.Find("distribution/mean")?.NumberOrNull(),
                        ["sd"] = column.Find("distribution/stddev")?.NumberOrNull(),
                        ["distinct"] = column.Find("cardinality/est")?.NumberOrNull(),
                    }
            );
            metrics.Add((JsonNode)Share(new Proportion(gaps, rows), $"column={name}"));
        }

        if (columns.Count == 0)
        {
            throw document.Bad("the profile has no column");
        }

        metrics.Insert(0, Share(new Proportion(missing, cells), null));
        return new(null, null, [new(EvidenceKind.Other, new JsonObject { ["metrics"] = metrics, ["columns"] = columns })]);
    }

    private static JsonObject Share(Proportion share, string? slice) =>
        new()
        {
            ["name"] = "missingShare",
            ["value"] = share.Value,
            ["n"] = share.Trials,
            ["low"] = share.Wilson?.Low,
            ["high"] = share.Wilson?.High,
            ["slice"] = slice,
        };
}
