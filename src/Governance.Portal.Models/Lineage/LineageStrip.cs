namespace Governance.Portal.Models.Lineage;

/// <summary>The graph around a version in up to four columns: raw data, features, the model, its use and what came back.</summary>
/// <param name="Columns">Title and nodes, in the direction of the data.</param>
/// <param name="Current">Id of the version.</param>
public sealed record LineageStrip(IReadOnlyList<(string Title, IReadOnlyList<GraphNode> Nodes)> Columns, string Current)
{
    /// <summary>Sorts a graph around a version into columns.</summary>
    public static LineageStrip Of(LineageGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var nodes = graph.Nodes;
        var into = graph.Edges.ToLookup(e => e.To, e => e.From);
        var outOf = graph.Edges.ToLookup(e => e.From, e => e.To);
        var start = Enumerable.Range(0, nodes.Count).First(i => nodes[i].Id == graph.Start);
        var before = Follow(start, into);
        var artifacts = into[start].Where(i => nodes[i].Sha256 is not null && nodes[i].Sha256 == nodes[start].Sha256).ToHashSet();
        // What the artifact leads to is where its output goes: the file itself and the version are one thing here.
        var after = artifacts.Append(start).SelectMany(i => Follow(i, outOf)).ToHashSet();
        var made = before.Where(i => nodes[i].Kind is GraphNodeKind.Dataset && !artifacts.Contains(i)).ToList();
        var features = Named(made.Where(i => into[i].Any()));
        return new LineageStrip(
            [
                ("Raw data", Named(made.Where(i => !into[i].Any()))),
                // Where nothing was made on the way there is nothing missing either.
                .. features.Count > 0 ? new (string, IReadOnlyList<GraphNode>)[] { ("Features", features) } : [],
                ("Model", [nodes[start]]),
                (
                    "Use and feedback",
                    Named(
                        after.Where(i =>
                            i != start
                            && !artifacts.Contains(i)
                            && nodes[i].Kind is GraphNodeKind.Dataset or GraphNodeKind.Deployment or GraphNodeKind.Decisions
                            && !before.Contains(i)
                        )
                    )
                ),
            ],
            graph.Start
        );

        IReadOnlyList<GraphNode> Named(IEnumerable<int> places) =>
            [.. places.Select(i => nodes[i]).OrderByDescending(n => n.Kind).ThenBy(n => n.Name, StringComparer.Ordinal)];
    }

    private static HashSet<int> Follow(int start, ILookup<int, int> steps)
    {
        var seen = new HashSet<int>();
        var waiting = new Queue<int>([start]);
        while (waiting.TryDequeue(out var node))
        {
            foreach (var next in steps[node].Where(seen.Add))
            {
                waiting.Enqueue(next);
            }
        }

        return seen;
    }
}
