using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// What <c>MetricJSONExplainer</c> of AI Fairness 360 writes: one object, or a list of them. The rates of both groups are computed of
/// the counts beside each metric, never of its sentence. Public schema: github.com/Trusted-AI/AIF360,
/// aif360/explainers/metric_json_explainer.py.
/// </summary>
internal sealed class Aif360Metrics : IForeignTool
{
    private static readonly string[] s_groups = ["Unprivileged", "Privileged"];

    public string Name => "aif360";

    public Version First { get; } = new(0, 1);

    public Version Before { get; } = new(1, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        var attribute = hints.Protected ?? throw document.Bad("an explainer's JSON does not name the attribute: name it with --protected");
        var groups = s_groups.Select(g => new FairnessGroup(g.ToLowerInvariant(), null, null, null, null)).ToArray();
        foreach (var metric in document.IsList ? document.Items() : [document])
        {
            _ = metric.Need("metric").Text();
            for (var g = 0; g < s_groups.Length; g++)
            {
                var suffix = s_groups[g];
                var count = Find(metric, "num" + suffix) ?? Find(metric, "numInstances" + suffix);
                var chosen = Find(metric, "numPositivePredictions" + suffix);
                var (tp, fp) = (Find(metric, "numTruePositives" + suffix), Find(metric, "numFalsePositives" + suffix));
                var (positives, negatives) = (Find(metric, "numPositives" + suffix), Find(metric, "numNegatives" + suffix));
                groups[g] = new FairnessGroup(
                    groups[g].Name,
                    Same(metric, groups[g].Count, count) ?? groups[g].Count,
                    Rate(metric, chosen, count) ?? groups[g].SelectionRate,
                    Rate(metric, tp, positives) ?? groups[g].Tpr,
                    Rate(metric, fp, negatives) ?? groups[g].Fpr
                );
            }
        }

        return new(null, null, [new(EvidenceKind.Fairness, FairnessGroups.Report(document, attribute, groups))]);
    }

    private static long? Find(Place metric, string name) => metric.CountIfAny(name);

    private static long? Same(Place metric, long? before, long? now) =>
        before is not null && now is not null && before != now
            ? throw metric.Bad("its groups differ in size from those of the previous metric")
            : now;

    private static double? Rate(Place metric, long? part, long? whole) =>
        part is null || whole is null or 0 ? null
        : part <= whole ? (double)part.Value / whole.Value
        : throw metric.Bad("a part is larger than its whole");
}
