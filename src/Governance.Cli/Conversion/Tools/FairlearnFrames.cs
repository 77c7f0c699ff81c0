using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// A <c>MetricFrame</c> of Fairlearn as JSON: <c>overall</c> and <c>by_group</c> with metrics by name and groups within, as pandas
/// writes them. Public interface: github.com/fairlearn/fairlearn, fairlearn/metrics/_metric_frame.py.
/// </summary>
internal sealed class FairlearnFrames : IForeignTool
{
    public string Name => "fairlearn";

    public Version First { get; } = new(0, 5);

    public Version Before { get; } = new(1, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        if (document.Find("control_features") is { } controlled && !(controlled.IsList && !controlled.Items().Any()))
        {
            throw controlled.Bad("frames with control features are not supported: export one frame for each of their values");
        }

        var byGroup = document.Need("by_group");
        var attribute =
            hints.Protected
            ?? document.Find("sensitive_features") switch
            {
                { IsText: true } one => one.Text(),
                { IsList: true } several => string.Join('|', several.Items().Select(f => f.Text())),
                null => throw document.Bad("sensitive_features is missing: name the attribute with --protected"),
                { } other => throw other.Bad("expected a name or a list of names"),
            };
        var names = new List<string>();
        foreach (var (name, values) in byGroup.Members())
        {
            if (!values.IsObject)
            {
                throw values.Bad("expected groups: a frame with one metric must name it, as MetricFrame(metrics={…}) does");
            }

            var groups = values.Members().Select(g => g.Name).ToList();
            names = names.Count == 0 ? groups : names;
            if (!groups.ToHashSet(StringComparer.Ordinal).SetEquals(names))
            {
                throw values.Bad($"{name} has different groups from the previous metric");
            }
        }

        List<FairnessGroup> read =
        [
            .. names.Select(g => new FairnessGroup(
                g,
                Of(byGroup, "count", g)?.Count(),
                Rate(byGroup, "selection_rate", g),
                Rate(byGroup, "true_positive_rate", g) ?? Rate(byGroup, "recall_score", g) ?? Rate(byGroup, "recall", g),
                Rate(byGroup, "false_positive_rate", g)
            )),
        ];
        return new(
            document.Version("fairlearn_version"),
            null,
            [new(EvidenceKind.Fairness, FairnessGroups.Report(byGroup, attribute, read))]
        );
    }

    private static double? Rate(Place byGroup, string metric, string group) => Of(byGroup, metric, group)?.Share();

    private static Place? Of(Place byGroup, string metric, string group) =>
        byGroup.Find(metric) is { } measured && measured.Has(group) ? measured.Member(group) : null;
}
