using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage;

/// <summary>Lineage in words.</summary>
internal static class LineageLabels
{
    public static string Of(GraphNodeKind kind) =>
        kind switch
        {
            GraphNodeKind.Dataset => "Dataset",
            GraphNodeKind.Job => "Job",
            GraphNodeKind.Model => "Model version",
            GraphNodeKind.Deployment => "Deployment",
            GraphNodeKind.Decisions => "Decisions",
        };

    /// <summary>How many nodes of a kind there are: "5 jobs".</summary>
    public static string Count(GraphNodeKind kind, int count) =>
        Formats.Plural(
            count,
            kind switch
            {
                GraphNodeKind.Dataset => "dataset",
                GraphNodeKind.Job => "job",
                GraphNodeKind.Model => "model version",
                GraphNodeKind.Deployment => "deployment",
                GraphNodeKind.Decisions => "decision log",
            }
        );

    public static string Icon(GraphNodeKind kind) =>
        kind switch
        {
            GraphNodeKind.Dataset => "table_chart",
            GraphNodeKind.Job => "settings",
            GraphNodeKind.Model => "deployed_code",
            GraphNodeKind.Deployment => "rocket_launch",
            GraphNodeKind.Decisions => "fact_check",
        };

    /// <summary>The state of a run: events say it in capitals, and a sender may say one of its own.</summary>
    public static string State(string state) =>
        state switch
        {
            "START" or "RUNNING" => "Running",
            "COMPLETE" => "Completed",
            "FAIL" => T.Sense("Failed", "a job"),
            "ABORT" => "Aborted",
            _ => state,
        };

    /// <summary>
    /// How a column was made, in the reader's language: senders name the kinds of OpenLineage, several of them with a semicolon between,
    /// and may use a word of their own.
    /// </summary>
    public static string How(string how) =>
        string.Join("; ", how.Split("; ").Select(step => string.Join(", ", step.Split(", ").Select(Kind))));

    private static string Kind(string word) =>
        word switch
        {
            "direct" => T["from its values"],
            "indirect" => T["without its values"],
            "identity" => T["unchanged copy"],
            "transformation" => T["transformed"],
            "aggregation" => T["aggregated"],
            "join" => T["join condition"],
            "group_by" => T["grouping of rows"],
            "filter" => T["filter condition"],
            "sort" => T["sort order"],
            "window" => T["window function"],
            "conditional" => T["branch condition"],
            _ => word,
        };

    /// <summary>The first line of a node; a long word of the portal's own says where it may be broken.</summary>
    public static string First(GraphNode node) => node.Kind is GraphNodeKind.Decisions ? T.Sense("Decision log", "in a box") : node.Name;

    /// <summary>The second line of a node: what it is, what is worth knowing, where it is from.</summary>
    public static string Second(GraphNode node) =>
        string.Join(
            " · ",
            new[] { node.Detail, node.Sha256 is { } sha256 ? Formats.ShortDigest(sha256) : null, node.Namespace }
                .Where(p => !string.IsNullOrEmpty(p))
                .DefaultIfEmpty(Of(node.Kind))
        );

    /// <summary>What was found, in a sentence.</summary>
    public static string Summary(LineageImpact impact)
    {
        var decisions = impact.Decisions.Sum(d => (long)d.Count);
        var more = impact.Decisions.Any(d => d.More) ? "more than " : "";
        return string.Join(
            ", ",
            Formats.Plural(impact.Datasets.Count, "dataset"),
            Formats.Plural(impact.Models.Count, "model"),
            Formats.Plural(impact.Versions.Count, "version"),
            Formats.Plural(impact.Deployments.Count, "deployment"),
            more + Formats.Plural(decisions, "decision")
        );
    }
}
