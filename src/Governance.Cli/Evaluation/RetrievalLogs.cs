using Governance.Analytics.Assistants;

namespace Governance.Cli.Evaluation;

/// <summary>Reads what was retrieved and what is relevant.</summary>
internal static class RetrievalLogs
{
    private static readonly string[] s_texts = ["query_id", "doc_id"];

    public static async Task<(IReadOnlyCollection<RetrievedQuery> Queries, Latency? Latency)> ReadAsync(
        string results,
        string judgements,
        CancellationToken ct
    )
    {
        var relevant = await RelevantAsync(judgements, ct);
        var log = await LogColumns.ReadAsync(results, s_texts, ct);
        var (queries, documents, ranks) = (log.Texts("query_id"), log.Texts("doc_id"), log.Numbers("rank"));
        var times = log.NumbersOrNone("latency_ms");
        var found = new Dictionary<string, List<(double Rank, string Document)>>(StringComparer.Ordinal);
        var latencies = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var row = 0; row < log.Count; row++)
        {
            var query = queries[row] ?? throw log.Refuse(row, "has no query_id.");
            if (!found.TryGetValue(query, out var list))
            {
                found[query] = list = [];
            }

            // A query for which nothing was found has a row without a document, so that its time is told.
            if (documents[row] is { } document)
            {
                list.Add((double.IsFinite(ranks[row]) ? ranks[row] : throw log.Refuse(row, "has no rank."), document));
            }

            if (times is not null && double.IsFinite(times[row]))
            {
                latencies.TryAdd(query, times[row]);
            }
        }

        RetrievedQuery[] all =
        [
            .. relevant
                .Keys.Union(found.Keys, StringComparer.Ordinal)
                .Select(q => new RetrievedQuery(
                    q,
                    found.TryGetValue(q, out var list) ? [.. list.OrderBy(d => d.Rank).Select(d => d.Document)] : [],
                    relevant.GetValueOrDefault(q) ?? []
                )),
        ];
        return (all, Latency.Of(latencies.Values));
    }

    private static async Task<Dictionary<string, Dictionary<string, double>>> RelevantAsync(string path, CancellationToken ct)
    {
        var log = await LogColumns.ReadAsync(path, s_texts, ct);
        var (queries, documents, grades) = (log.Texts("query_id"), log.Texts("doc_id"), log.NumbersOrNone("relevance"));
        var relevant = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        for (var row = 0; row < log.Count; row++)
        {
            var (query, document) = (
                queries[row] ?? throw log.Refuse(row, "has no query_id."),
                documents[row] ?? throw log.Refuse(row, "has no doc_id.")
            );
            var grade = grades is null ? 1 : grades[row];
            if (!double.IsFinite(grade) || grade < 0)
            {
                throw log.Refuse(row, "has no relevance grade of 0 or more.");
            }

            if (!relevant.TryGetValue(query, out var list))
            {
                relevant[query] = list = new Dictionary<string, double>(StringComparer.Ordinal);
            }

            if (!list.TryAdd(document, grade))
            {
                throw log.Refuse(row, $"grades \"{document}\" a second time for \"{query}\".");
            }
        }

        return relevant;
    }
}
