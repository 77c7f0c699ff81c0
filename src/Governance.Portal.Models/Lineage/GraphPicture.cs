using Governance.Domain.Lineage;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Lineage;

/// <summary>A graph as the browser draws it: what it shows, already placed.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="Edges">Places of nodes, two an edge.</param>
/// <param name="Passages">For each edge, where it passes between the nodes of the columns that it skips (<see cref="LaidOut"/>).</param>
/// <param name="Start">Place of the node that the graph is about.</param>
public sealed record GraphPicture(
    IReadOnlyList<GraphPicture.Box> Nodes,
    IReadOnlyList<int> Edges,
    IReadOnlyList<IReadOnlyList<double>> Passages,
    int Start
)
{
    /// <summary>A node.</summary>
    /// <param name="Kind">Name of its kind.</param>
    /// <param name="Name">First line.</param>
    /// <param name="Detail">Second line.</param>
    /// <param name="Column">From the left.</param>
    /// <param name="Row">From the top.</param>
    public sealed record Box(string Kind, string Name, string Detail, int Column, int Row);

    /// <summary>Places a graph.</summary>
    public static GraphPicture Of(LineageGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (placed, passages) = LayeredLayout.Of(graph.Nodes.Count, [.. graph.Edges.Select(e => (e.From, e.To))]);
        return new GraphPicture(
            [
                .. graph.Nodes.Select(
                    (n, i) =>
                        new Box(
                            Domain.WireName.Of(n.Kind),
                            LineageLabels.First(n),
                            T.Recorded(LineageLabels.Second(n)),
                            placed[i].Column,
                            placed[i].Row
                        )
                ),
            ],
            [.. graph.Edges.SelectMany(e => (int[])[e.From, e.To])],
            passages,
            graph.Nodes.Select((n, i) => (n, i)).FirstOrDefault(p => p.n.Id == graph.Start).i
        );
    }
}
