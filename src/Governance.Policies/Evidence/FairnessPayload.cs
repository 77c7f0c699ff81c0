using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads a fairness report. Gated is the aggregate over groups of at least the minimum size; the one over all groups is kept as a fact.
/// </summary>
internal static class FairnessPayload
{
    private static readonly string[] s_measures =
    [
        "demographicParityDifference",
        "demographicParityRatio",
        "equalOpportunityDifference",
        "equalizedOddsDifference",
    ];

    public static FairnessFacts? Read(Payload payload, List<GateMetric> metrics)
    {
        if (!payload.Has("attributes"))
        {
            return null;
        }

        var minimum = payload.Count("minimumGroupSize");
        var attributes = new List<FairnessAttribute>();
        foreach (var attribute in payload.Objects("attributes"))
        {
            var name = attribute.Word("attribute") ?? throw new PayloadShapeException($"{attribute.PathOf("attribute")} is missing");
            var rows = SmallestCountedGroup(attribute, minimum);
            var all = new SortedDictionary<string, double?>(StringComparer.Ordinal);
            foreach (var measure in s_measures.Where(measure => attribute.Has(measure) || attribute.IsNull(measure)))
            {
                // A report may give one number where it makes no difference between all groups and those large enough.
                var pair = attribute.Find(measure) is { ValueKind: JsonValueKind.Object } ? attribute.Object(measure) : null;
                all[measure] = pair is null ? attribute.Number(measure) : pair.Number("all");
                metrics.Add(
                    MetricPayload.OnItsScale(
                        new(
                            measure,
                            pair is null ? attribute.Number(measure) : pair.Number("minimumSize"),
                            rows,
                            pair?.Number("low"),
                            pair?.Number("high"),
                            name,
                            null,
                            null,
                            "evidence"
                        ),
                        attribute.PathOf(measure)
                    )
                );
            }

            attributes.Add(new(name, attribute.Word("verdict"), attribute.WordsOrNames("undefinedGroups", "name"), all));
        }

        return new(payload.Word("method"), minimum, attributes);
    }

    /// <summary>
    /// Rows of the smallest group that counts: the weakest ground the aggregate stands on. Null when the report lists no counts.
    /// </summary>
    private static long? SmallestCountedGroup(Payload attribute, long? minimum)
    {
        var counted = attribute
            .Objects("groups")
            .Select(group => group.Count("count"))
            .OfType<long>()
            .Where(count => minimum is null || count >= minimum)
            .ToList();
        return counted.Count == 0 ? null : counted.Min();
    }
}
