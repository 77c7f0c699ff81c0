using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registry;

/// <summary>A group beside what a policy allows between the groups of its attribute.</summary>
/// <param name="Place">The group.</param>
/// <param name="Least">The lowest share allowed; null without a limit.</param>
/// <param name="Most">The highest share there is, where a limit is measured from it.</param>
/// <param name="Tone">How it stands.</param>
/// <param name="Word">The same in a word.</param>
internal sealed record FairnessRow(GroupPlace Place, double? Least, double? Most, Tone Tone, string Word)
{
    /// <summary>What the row says, as a sentence.</summary>
    public string Sentence
    {
        get
        {
            var interval = Place is { Low: { } low, High: { } high }
                ? T[", 95 % interval {0} to {1}", Formats.Percent(low), Formats.Percent(high)]
                : "";
            var allowed =
                Least is { } least && Most is { } most ? T[", allowed {0} to {1}", Formats.Percent(least), Formats.Percent(most)] : "";
            var rows = Place.Rows is { } n ? $", n = {Formats.Count(n)}" : "";
            return $"{Place.Attribute}, {Place.Group}: {Formats.Percent(Place.Share)}{interval}{allowed}{rows}";
        }
    }

    /// <summary>
    /// The rows of all attributes. A limit on the difference or ratio of the lowest to the highest share is a limit below the highest one.
    /// </summary>
    public static IReadOnlyList<FairnessRow> Of(IReadOnlyList<GroupPlace> groups, IReadOnlyList<PolicyLimit> limits) =>
        [
            .. groups
                .GroupBy(g => g.Attribute, StringComparer.Ordinal)
                .SelectMany(attribute =>
                {
                    var counted = attribute.Where(g => g.Counts).ToList();
                    if (counted.Count < 2)
                    {
                        return attribute.Select(g => new FairnessRow(g, null, null, Tone.Idle, "Too small to evaluate"));
                    }

                    var highest = counted.Max(g => g.Share);
                    var least = LeastAllowed(attribute.Key, highest, limits);
                    return attribute.Select(g => Of(g, least, highest));
                }),
        ];

    private static FairnessRow Of(GroupPlace place, double? least, double highest) =>
        !place.Counts ? new(place, least, least is null ? null : highest, Tone.Idle, "Too small to evaluate")
        : least is not { } bound ? new(place, null, null, Tone.Idle, "No limit")
        : place.Share < bound - 1e-9 ? new(place, bound, highest, Tone.Fail, "Outside")
        : place.Low < bound ? new(place, bound, highest, Tone.Warn, "Interval crosses the limit")
        : new(place, bound, highest, Tone.Pass, "Within");

    private static double? LeastAllowed(string attribute, double highest, IReadOnlyList<PolicyLimit> limits)
    {
        double? least = null;
        foreach (var limit in limits.Where(l => l.Slice is null && (l.Attribute is null || l.Attribute == attribute)))
        {
            double? bound = limit switch
            {
                { Metric: "demographicParityDifference", IsLower: false } => highest - limit.Value,
                { Metric: "demographicParityRatio", IsLower: true } => highest * limit.Value,
                _ => null,
            };
            least = bound is { } one && (least is null || one > least) ? Math.Max(0, one) : least;
        }

        return least;
    }
}
