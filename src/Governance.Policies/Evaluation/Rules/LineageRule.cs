using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// <c>data_lineage_required</c>: a lineage graph that reaches a registered dataset, deep enough, and touches no forbidden source.
/// </summary>
internal static class LineageRule
{
    public static Finding Evaluate(RuleContext context)
    {
        var depth = context.Parameters.Integer("depth") ?? 1;
        var forbidden = context.Parameters.List("forbidSources");
        var expected = Sentence.Of(
            "lineage.asked",
            string.Create(
                CultureInfo.InvariantCulture,
                $"lineage of at least {depth} step{(depth == 1 ? string.Empty : "s")} to a registered dataset"
            ) + (forbidden.Count == 0 ? string.Empty : $", without {RuleContext.Listed(forbidden)}"),
            ("steps", Values.Count(depth)),
            ("sources", Values.Names(forbidden, int.MaxValue))
        );
        var (evidence, missing) = context.Evidence.Newest("lineage", null, expected);
        if (evidence is null)
        {
            return missing;
        }

        var id = ("evidence", Values.Id(evidence.Id));
        if (evidence.Facts.Lineage is not { } lineage)
        {
            return Finding
                .Error(
                    Sentence.Of(
                        "lineage.unreadable",
                        $"{evidence.Id} is not a lineage that this version reads. Add OpenLineage events as JSON.",
                        id
                    ),
                    expected,
                    Sentence.NotReadable
                )
                .From(evidence);
        }

        if (context.Input.Version.Datasets.Count == 0)
        {
            return Finding
                .Error(
                    Sentence.Of(
                        "lineage.no-datasets",
                        "No dataset is registered for this version, so the lineage can reach none. Register its datasets."
                    ),
                    expected,
                    Sentence.NoDatasets
                )
                .From(evidence);
        }

        var actual = Sentence.Of(
            "lineage.seen",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{lineage.Depth} step{(lineage.Depth == 1 ? string.Empty : "s")}, {lineage.Datasets.Count} datasets"
            ),
            ("steps", Values.Count(lineage.Depth)),
            ("count", Values.Count(lineage.Datasets.Count))
        );
        var used = lineage.Datasets.Select(dataset => dataset.Name).Where(name => forbidden.Any(source => IsFrom(name, source))).ToList();
        if (used.Count > 0)
        {
            var sources = ("sources", Values.Names(used));
            return Finding
                .Fail(
                    Sentence.Of(
                        "lineage.forbidden",
                        $"{evidence.Id} shows forbidden sources: {RuleContext.Listed(used.Take(10))}. Make the version without them.",
                        id,
                        sources
                    ),
                    expected,
                    Sentence.Joined("; ", actual, Sentence.Of("lineage.seen-forbidden", RuleContext.Listed(used.Take(10)), sources))
                )
                .From(evidence);
        }

        var reached = context
            .Input.Version.Datasets.Where(dataset => lineage.Datasets.Any(node => Is(node, dataset)))
            .Select(dataset => dataset.Name)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (reached.Count == 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "lineage.unreached",
                        $"{evidence.Id} reaches no dataset that is registered for this version. Add the lineage of its datasets.",
                        id
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        return lineage.Depth < depth
            ? Finding
                .Fail(
                    Sentence.Of(
                        "lineage.shallow",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{evidence.Id} traces the data {lineage.Depth} steps back; {depth} are asked for. Send the earlier events too."
                        ),
                        id,
                        ("steps", Values.Count(lineage.Depth)),
                        ("required", Values.Count(depth))
                    ),
                    expected,
                    actual
                )
                .From(evidence)
            : Finding
                .Pass(
                    Sentence.Of(
                        "lineage.met",
                        $"{evidence.Id} traces the data back to {RuleContext.Listed(reached)}.",
                        id,
                        ("datasets", Values.Names(reached, 20))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
    }

    /// <summary>By digest where the graph names one, else by name, with or without the namespace.</summary>
    private static bool Is(LineageDataset node, GateDataset dataset) =>
        node.Sha256 is { } sha256
            ? sha256 == dataset.Sha256
            : node.Name == dataset.Name || node.Name.EndsWith("/" + dataset.Name, StringComparison.Ordinal);

    /// <summary>A source is named as a whole, by its namespace, or by a beginning that ends in an asterisk.</summary>
    private static bool IsFrom(string name, string source) =>
        source.EndsWith('*')
            ? name.StartsWith(source[..^1], StringComparison.OrdinalIgnoreCase)
            : name.Equals(source, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(source.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith("/" + source, StringComparison.OrdinalIgnoreCase);
}
