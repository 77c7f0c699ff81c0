namespace Governance.Domain.Lineage;

/// <summary>Where a node is drawn.</summary>
/// <param name="Column">From 0, left to right, in the direction of the data.</param>
/// <param name="Row">From 0, top to bottom, in its column.</param>
public readonly record struct Placed(int Column, int Row);

/// <summary>How a graph is drawn.</summary>
/// <param name="Nodes">Where each node is.</param>
/// <param name="Passages">
/// For each edge, where it passes the columns that it skips, from left to right: the whole part is the row that it passes above, the rest
/// how far down in the gap above that row. Empty for edges that skip none.
/// </param>
public sealed record LaidOut(IReadOnlyList<Placed> Nodes, IReadOnlyList<IReadOnlyList<double>> Passages);

/// <summary>
/// Places the nodes of a graph in columns, so that data flows from left to right, and orders each column so that few edges cross. An edge
/// that skips columns passes between their nodes, so that it does not seem to come from one of them. A loop is opened where it comes back
/// to a node that is being followed; that edge is drawn against the direction.
/// </summary>
public static class LayeredLayout
{
    private const int Sweeps = 6;

    // Of all edges together; a graph with more of them is not read edge by edge.
    private const int MaxPassages = 20_000;

    /// <summary>Places nodes.</summary>
    /// <param name="nodes">How many there are.</param>
    /// <param name="edges">Places of the nodes that an edge goes from and to.</param>
    public static LaidOut Of(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var forward = Acyclic(nodes, edges);
        var columns = Columns(nodes, forward).ToList();
        var (steps, passing) = Steps(forward, columns);
        var layers = Ordered(steps, columns);
        var placed = new Placed[nodes];
        var passages = new double[columns.Count];
        foreach (var layer in layers)
        {
            var row = 0;
            for (var i = 0; i < layer.Length; )
            {
                var lanes = layer.Skip(i).TakeWhile(n => n >= nodes).Count();
                for (var lane = 1; lane <= lanes; lane++)
                {
                    passages[layer[i++]] = row + Math.Round(lane / (lanes + 1.0), 3);
                }

                if (i < layer.Length)
                {
                    placed[layer[i]] = new Placed(columns[layer[i]], row++);
                    i++;
                }
            }
        }

        return new(placed, [.. edges.Select(Passed)]);

        IReadOnlyList<double> Passed((int From, int To) edge) =>
            passing.TryGetValue(edge, out var found) ? [.. found.Select(n => passages[n])] : [];
    }

    // An edge that skips columns becomes a chain with a further node in each of them.
    private static (List<(int From, int To)> Steps, Dictionary<(int From, int To), int[]> Passing) Steps(
        List<(int From, int To)> edges,
        List<int> columns
    )
    {
        var steps = new List<(int, int)>();
        var passing = new Dictionary<(int From, int To), int[]>();
        var left = MaxPassages;
        foreach (var edge in edges)
        {
            var (first, skipped) = (columns[edge.From] + 1, columns[edge.To] - columns[edge.From] - 1);
            if (skipped == 0 || skipped > left)
            {
                steps.Add(edge);
                continue;
            }

            left -= skipped;
            int[] chain = [.. Enumerable.Range(columns.Count, skipped)];
            columns.AddRange(Enumerable.Range(first, skipped));
            steps.AddRange(chain.Prepend(edge.From).Zip(chain.Append(edge.To)));
            passing[edge] = chain;
        }

        return (steps, passing);
    }

    // Depth first without recursion: a graph may be one long chain.
    private static List<(int From, int To)> Acyclic(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var next = edges.Where(e => e.From != e.To).Distinct().ToLookup(e => e.From, e => e.To);
        var state = new byte[nodes]; // 0 not seen, 1 being followed, 2 done
        var kept = new List<(int, int)>();
        var stack = new Stack<(int Node, IEnumerator<int> Next)>();
        // From the sources first, so that edges turn back as seldom as possible.
        var targets = edges.Select(e => e.To).ToHashSet();
        foreach (var root in Enumerable.Range(0, nodes).OrderBy(n => targets.Contains(n)))
        {
            if (state[root] != 0)
            {
                continue;
            }

            state[root] = 1;
            stack.Push((root, next[root].GetEnumerator()));
            while (stack.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    state[top.Node] = 2;
                    stack.Pop();
                    continue;
                }

                var to = top.Next.Current;
                if (state[to] == 1)
                {
                    continue;
                }

                kept.Add((top.Node, to));
                if (state[to] == 0)
                {
                    state[to] = 1;
                    stack.Push((to, next[to].GetEnumerator()));
                }
            }
        }

        return kept;
    }

    // Every node as far right as its longest way needs; then sources are pulled next to what they lead to.
    private static int[] Columns(int nodes, List<(int From, int To)> edges)
    {
        var next = edges.ToLookup(e => e.From, e => e.To);
        var before = new int[nodes];
        foreach (var (_, to) in edges)
        {
            before[to]++;
        }

        var columns = new int[nodes];
        var ready = new Queue<int>(Enumerable.Range(0, nodes).Where(n => before[n] == 0));
        var sources = ready.ToList();
        while (ready.TryDequeue(out var node))
        {
            foreach (var to in next[node])
            {
                columns[to] = Math.Max(columns[to], columns[node] + 1);
                if (--before[to] == 0)
                {
                    ready.Enqueue(to);
                }
            }
        }

        foreach (var source in sources.Where(s => next[s].Any()))
        {
            columns[source] = next[source].Min(to => columns[to]) - 1;
        }

        return columns;
    }

    // The nodes of each column, from the top.
    private static List<int[]> Ordered(List<(int From, int To)> edges, List<int> columns)
    {
        var left = edges.ToLookup(e => e.To, e => e.From);
        var right = edges.ToLookup(e => e.From, e => e.To);
        var layers = Enumerable.Range(0, columns.Count).GroupBy(n => columns[n]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToList();
        var rows = new int[columns.Count];
        foreach (var layer in layers)
        {
            Number(layer, rows);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var rightward = sweep % 2 == 0;
            var neighbours = rightward ? left : right;
            foreach (var layer in rightward ? layers : Enumerable.Reverse(layers))
            {
                // Equal ones keep their order, so that edges beside each other do not change sides.
                var ordered = layer.OrderBy(n => neighbours[n].Any() ? neighbours[n].Average(m => rows[m]) : rows[n]).ToArray();
                ordered.CopyTo(layer, 0);
                Number(layer, rows);
            }
        }

        return layers;
    }

    private static void Number(int[] layer, int[] rows)
    {
        for (var i = 0; i < layer.Length; i++)
        {
            rows[layer[i]] = i;
        }
    }
}
