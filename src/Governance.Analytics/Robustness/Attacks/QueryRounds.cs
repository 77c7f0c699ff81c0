using Governance.Analytics.Io;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Runs searches side by side, so that the model is asked about many rows at a time, always in the same order.</summary>
internal static class QueryRounds
{
    private const int MaxSearches = 64;

    /// <summary>Numbers a table of questions may hold; fewer searches run side by side when it would hold more.</summary>
    private const int MaxCells = 4_000_000;

    /// <summary>About as many points as a search asks about at once.</summary>
    private const int TypicalPoints = 100;

    public static async Task<RowSearch[]> RunAsync(
        int[] rows,
        Func<int, RowSearch> begin,
        Func<RowSearch, IEnumerable<Query[]>> moves,
        Func<Table, CancellationToken, Task<double[]>> score,
        CancellationToken ct
    )
    {
        var searches = new RowSearch[rows.Length];
        var running = new List<IEnumerator<Query[]>>();
        var (next, side) = (0, MaxSearches);
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                for (; running.Count < side && next < rows.Length; next++)
                {
                    searches[next] = begin(rows[next]);
                    side = Math.Clamp(MaxCells / TypicalPoints / Math.Max(1, searches[next].Origin.Length), 1, MaxSearches);
                    var move = moves(searches[next]).GetEnumerator();
                    if (move.MoveNext())
                    {
                        running.Add(move);
                    }
                    else
                    {
                        move.Dispose();
                    }
                }
                if (running.Count == 0)
                {
                    return searches;
                }
                await AnswerAsync([.. running.SelectMany(move => move.Current)], score, ct).ConfigureAwait(false);
                running.RemoveAll(move =>
                {
                    var isOver = !move.MoveNext();
                    if (isOver)
                    {
                        move.Dispose();
                    }
                    return isOver;
                });
            }
        }
        finally
        {
            running.ForEach(move => move.Dispose());
        }
    }

    private static async Task AnswerAsync(Query[] queries, Func<Table, CancellationToken, Task<double[]>> score, CancellationToken ct)
    {
        var asked = queries.SelectMany(q => q.Points.Select(point => (q.Search.Row, point))).ToList();
        var scores = asked.Count == 0 ? [] : await score(queries[0].Search.Space.Rows(asked), ct).ConfigureAwait(false);
        if (scores.Length != asked.Count)
        {
            throw new InvalidOperationException($"The model returned {scores.Length} answers, but {asked.Count} were requested.");
        }
        var at = 0;
        foreach (var query in queries)
        {
            query.Answer(scores.AsSpan(at, query.Count));
            at += query.Count;
        }
    }
}
