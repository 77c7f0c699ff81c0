using System.Text.Json.Nodes;
using Governance.Analytics.Fairness;

namespace Governance.Cli.Conversion;

/// <summary>A group of a protected attribute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">Its rows, where the tool says so.</param>
/// <param name="SelectionRate">Share with the favourable prediction.</param>
/// <param name="Tpr">Share of the favourable predictions among rows with the favourable label.</param>
/// <param name="Fpr">The same among the others.</param>
internal sealed record FairnessGroup(string Name, long? Count, double? SelectionRate, double? Tpr, double? Fpr);

/// <summary>
/// An attribute of a fairness report, with the portal's four measures computed of the groups' rates: other tools define theirs by other
/// signs and directions.
/// </summary>
internal static class FairnessGroups
{
    private static readonly int s_minimum = new FairnessOptions().MinimumGroupSize;

    /// <summary>Makes the report of one attribute.</summary>
    public static JsonObject Report(Place place, string attribute, IReadOnlyList<FairnessGroup> groups)
    {
        if (groups.Count < 2)
        {
            throw place.Bad("a disparity needs at least two groups");
        }

        if (groups.All(g => g.SelectionRate is null && g.Tpr is null))
        {
            throw place.Bad("no group has a selection rate or a true positive rate");
        }

        var large = groups.All(g => g.Count is not null) ? groups.Where(g => g.Count >= s_minimum).ToList() : null;
        var entry = new JsonObject
        {
            ["attribute"] = attribute,
            ["groups"] = new JsonArray([
                .. groups.Select(g =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = g.Name,
                            ["count"] = g.Count,
                            ["selectionRate"] = g.SelectionRate is null ? null : new JsonObject { ["value"] = g.SelectionRate },
                            ["tpr"] = g.Tpr,
                            ["fpr"] = g.Fpr,
                        }
                ),
            ]),
        };
        foreach (
            var (name, measure) in ((string, Func<IReadOnlyList<FairnessGroup>, double?>)[])
                [
                    ("demographicParityDifference", g => Difference(g, x => x.SelectionRate)),
                    ("demographicParityRatio", g => Ratio(g, x => x.SelectionRate)),
                    ("equalOpportunityDifference", g => Difference(g, x => x.Tpr)),
                    ("equalizedOddsDifference", Odds),
                ]
        )
        {
            if (measure(groups) is { } all)
            {
                entry[name] = large is null
                    ? all
                    : new JsonObject { ["all"] = all, ["minimumSize"] = large.Count < 2 ? null : measure(large) };
            }
        }

        var report = new JsonObject { ["method"] = "of the groups' rates", ["attributes"] = new JsonArray(entry) };
        if (large is not null)
        {
            report["minimumGroupSize"] = s_minimum;
        }

        return report;
    }

    private static double? Odds(IReadOnlyList<FairnessGroup> groups) =>
        Difference(groups, g => g.Tpr) is { } tpr && Difference(groups, g => g.Fpr) is { } fpr ? Math.Max(tpr, fpr) : null;

    private static double? Difference(IReadOnlyList<FairnessGroup> groups, Func<FairnessGroup, double?> rate) =>
        groups.All(g => rate(g) is not null) ? groups.Max(rate) - groups.Min(rate) : null;

    private static double? Ratio(IReadOnlyList<FairnessGroup> groups, Func<FairnessGroup, double?> rate) =>
        groups.All(g => rate(g) is not null) && groups.Max(rate) is > 0 and var most ? groups.Min(rate) / most : null;
}
