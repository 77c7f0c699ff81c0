using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// A <c>MetricFrame</c> of Fairlearn as JSON: <c>overall</c> and <c>by_group</c> with metrics by name and groups within, as pandas
/// writes them, or with groups and metrics within (<c>orient="index"</c>).
/// Public interface: github.com/fairlearn/fairlearn, fairlearn/metrics/_metric_frame.py.
/// </summary>
internal sealed class FairlearnFrames : IForeignTool
{
    // Metrics that are read; by their names the two ways of writing a frame are told apart.
    private static readonly string[] s_metrics =
    [
        "count",
        "selection_rate",
        "true_positive_rate",
        "recall_score",
        "recall",
        "false_positive_rate",
    ];

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
        var outer = new List<string>();
        var names = new List<string>();
        foreach (var (name, values) in byGroup.Members())
        {
            if (!values.IsObject)
            {
                throw values.Bad("expected groups: a frame with one metric must name it, as MetricFrame(metrics={…}) does");
            }

            outer.Add(name);
            var groups = values.Members().Select(g => g.Name).ToList();
            names = names.Count == 0 ? groups : names;
            if (!groups.ToHashSet(StringComparer.Ordinal).SetEquals(names))
            {
                throw values.Bad(
                    names.Exists(IsMetric) && !outer.Exists(IsMetric)
                        ? $"{name} has different metrics from the previous group"
                        : $"{name} has different groups from the previous metric"
                );
            }
        }

        var isByGroup = !outer.Exists(IsMetric) && names.Exists(IsMetric);
        if (!isByGroup && !outer.Exists(IsMetric))
        {
            throw byGroup.Bad("no group has a selection rate or a true positive rate");
        }

        List<FairnessGroup> read =
        [
            .. (isByGroup ? outer : names).Select(g => new FairnessGroup(
                g,
                Of("count", g)?.Count(),
                Rate("selection_rate", g),
                Rate("true_positive_rate", g) ?? Rate("recall_score", g) ?? Rate("recall", g),
                Rate("false_positive_rate", g)
            )),
        ];
        return new(
            document.Version("fairlearn_version"),
            null,
            [new(EvidenceKind.Fairness, FairnessGroups.Report(byGroup, attribute, read))]
        );

        double? Rate(string metric, string group) => Of(metric, group)?.Share();

        Place? Of(string metric, string group)
        {
            var (first, second) = isByGroup ? (group, metric) : (metric, group);
            return byGroup.Find(first) is { } measured && measured.Has(second) ? measured.Member(second) : null;
        }
    }

    private static bool IsMetric(string name) => s_metrics.Contains(name, StringComparer.Ordinal);
}
