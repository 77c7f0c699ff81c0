using Governance.Analytics.Statistics;

namespace Governance.Analytics.Assistants;

/// <summary>A mean over queries or answers, with its uncertainty.</summary>
/// <param name="Value">The mean; <see langword="null"/> without any.</param>
/// <param name="Count">How many it is over.</param>
/// <param name="Interval">95 % bootstrap interval over them; <see langword="null"/> for fewer than two.</param>
public readonly record struct MeanScore(double? Value, int Count, Interval? Interval)
{
    /// <summary>The mean of some scores.</summary>
    /// <param name="scores">The scores; finite.</param>
    /// <returns>The mean with its interval.</returns>
    public static MeanScore Of(IReadOnlyCollection<double> scores)
    {
        double[] values = [.. scores];
        var areShares = Array.TrueForAll(values, v => v is >= 0 and <= 1);
        return new MeanScore(
            values.Length == 0 ? null : Sums.Of(values) / values.Length,
            values.Length,
            Bootstrap.OfMean(values, areShares ? (0, 1) : null)
        );
    }
}

/// <summary>What was found for one query, and what there was to be found.</summary>
/// <param name="Id">Id of the query.</param>
/// <param name="Found">Documents in the order they were ranked, first one first.</param>
/// <param name="Relevant">Grades of relevance by document, of those that are relevant; not negative.</param>
public sealed record RetrievedQuery(string Id, IReadOnlyList<string> Found, IReadOnlyDictionary<string, double> Relevant);

/// <summary>Quality of retrieval at one depth.</summary>
/// <param name="Depth">Documents looked at a query.</param>
/// <param name="Recall">Relevant documents among the first ones / relevant documents.</param>
/// <param name="Precision">Relevant documents among the first ones / depth.</param>
/// <param name="HitRate">Queries with a relevant document among the first ones.</param>
/// <param name="Ndcg">Normalised discounted cumulative gain.</param>
public sealed record RetrievalDepth(int Depth, MeanScore Recall, MeanScore Precision, Proportion HitRate, MeanScore Ndcg);

/// <summary>Quality of retrieval.</summary>
/// <param name="Queries">Queries with something relevant.</param>
/// <param name="WithoutRelevant">Queries without: nothing could be found, so they count nowhere.</param>
/// <param name="WithoutResults">Queries with something relevant for which nothing was retrieved; they count as 0.</param>
/// <param name="Repeated">Documents ranked a second time for the same query; only the first rank counts.</param>
/// <param name="ReciprocalRank">Mean of 1 / rank of the first relevant document; 0 where none was found.</param>
/// <param name="Depths">One entry a depth.</param>
public sealed record RetrievalResult(
    int Queries,
    int WithoutRelevant,
    int WithoutResults,
    long Repeated,
    MeanScore ReciprocalRank,
    IReadOnlyList<RetrievalDepth> Depths
);

/// <summary>Measures retrieval against judgements of relevance.</summary>
public static class RetrievalQuality
{
    /// <summary>Depths when none are given.</summary>
    public static IReadOnlyList<int> DefaultDepths { get; } = [1, 3, 5, 10];

    /// <summary>Measures.</summary>
    /// <remarks>
    /// nDCG = DCG / ideal DCG, DCG = Σᵢ gᵢ / log₂(i + 1), g being the grade of the i-th document (linear gain), the ideal order taken over
    /// all relevant documents. Source: K. Järvelin, J. Kekäläinen, ACM Trans. Inf. Syst. 20 (2002) 422–446. All means are over queries.
    /// </remarks>
    /// <param name="queries">The queries.</param>
    /// <param name="depths">Depths, each at least 1; <see langword="null"/> for the defaults.</param>
    /// <returns>The figures.</returns>
    public static RetrievalResult Evaluate(IReadOnlyCollection<RetrievedQuery> queries, IReadOnlyList<int>? depths = null)
    {
        long repeated = 0;
        var counted = new List<(string[] Found, IReadOnlyDictionary<string, double> Relevant)>();
        foreach (var query in queries)
        {
            string[] found = [.. query.Found.Distinct(StringComparer.Ordinal)];
            repeated += query.Found.Count - found.Length;
            var relevant = query.Relevant.Where(r => r.Value > 0).ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);
            if (relevant.Count > 0)
            {
                counted.Add((found, relevant));
            }
        }
        var reciprocal = MeanScore.Of([
            .. counted.Select(q => Array.FindIndex(q.Found, q.Relevant.ContainsKey) is var at and >= 0 ? 1.0 / (at + 1) : 0),
        ]);
        return new RetrievalResult(
            counted.Count,
            queries.Count - counted.Count,
            counted.Count(q => q.Found.Length == 0),
            repeated,
            reciprocal,
            [.. (depths ?? DefaultDepths).Distinct().Order().Select(k => At(k, counted))]
        );
    }

    private static RetrievalDepth At(int depth, List<(string[] Found, IReadOnlyDictionary<string, double> Relevant)> queries)
    {
        int[] hits = [.. queries.Select(q => q.Found.Take(depth).Count(q.Relevant.ContainsKey))];
        return new RetrievalDepth(
            depth,
            MeanScore.Of([.. queries.Select((q, i) => (double)hits[i] / q.Relevant.Count)]),
            MeanScore.Of([.. hits.Select(h => (double)h / depth)]),
            new Proportion(hits.Count(h => h > 0), hits.Length),
            MeanScore.Of([
                .. queries.Select(q =>
                    Discounted(q.Found.Take(depth).Select(d => q.Relevant.GetValueOrDefault(d)))
                    / Discounted(q.Relevant.Values.OrderDescending().Take(depth))
                ),
            ])
        );
    }

    private static double Discounted(IEnumerable<double> grades) => grades.Select((g, i) => g / Math.Log2(i + 2)).Sum();
}
