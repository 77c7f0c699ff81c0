using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Experiments;

/// <summary>Joins the logs of two models by decision id.</summary>
public static class PairedTables
{
    /// <summary>Joins them. Of several rows of one id the first counts; rows without both answers are left out.</summary>
    /// <param name="champion">Log of the champion, with the labels.</param>
    /// <param name="challenger">Log of the challenger on the same decisions.</param>
    /// <param name="roles">Which column is which.</param>
    /// <param name="options">Threshold and positive class.</param>
    /// <param name="cluster">Column of the champion's log by whose values rows belong together; <see langword="null"/> for none.</param>
    /// <returns>The rows that both answered.</returns>
    /// <exception cref="TabularFormatException">A log has no decision ids, or no predictions.</exception>
    public static PairedRows Join(Table champion, Table challenger, ColumnRoles roles, BinaryOptions options, string? cluster = null)
    {
        ArgumentNullException.ThrowIfNull(champion);
        ArgumentNullException.ThrowIfNull(challenger);
        var (first, second) = (PredictionRows.From(champion, roles, options), PredictionRows.From(challenger, roles, options));
        var (ours, theirs) = (Answers(first), Answers(second));
        var (keys, others) = (KeysOf(champion), KeysOf(challenger));
        var groups = cluster is null ? null : champion.Find(cluster) as CategoryColumn ?? throw TabularErrors.MissingColumn(cluster);
        var rowOf = new Utf8Dictionary();
        var rows = new List<int>();
        for (var row = 0; row < champion.RowCount; row++)
        {
            rowOf.GetOrAdd(keys[row], out var added);
            if (added)
            {
                rows.Add(row);
            }
        }
        var seen = new HashSet<int>();
        var pairs = new List<(int Ours, int Theirs)>();
        for (var i = 0; i < challenger.RowCount; i++)
        {
            var found = others[i].IsEmpty ? -1 : rowOf.Find(others[i]);
            if (found >= 0 && seen.Add(found) && ours[rows[found]] >= 0 && theirs[i] >= 0)
            {
                pairs.Add((rows[found], i));
            }
        }
        return new PairedRows
        {
            Champion = [.. pairs.Select(p => ours[p.Ours] == 1)],
            Challenger = [.. pairs.Select(p => theirs[p.Theirs] == 1)],
            ChampionScores = first.Scores is { } a && second.Scores is not null ? [.. pairs.Select(p => a[p.Ours])] : null,
            ChallengerScores = second.Scores is { } b && first.Scores is not null ? [.. pairs.Select(p => b[p.Theirs])] : null,
            Labels = first.Labels is { } labels ? [.. pairs.Select(p => labels[p.Ours] < 0 ? (bool?)null : labels[p.Ours] == 1)] : null,
            // Rows without a value are a cluster each.
            Clusters = groups is null
                ? null
                : [.. pairs.Select((p, at) => groups.Codes[p.Ours] is >= 0 and var code ? code : groups.Categories.Count + at)],
            ChampionUnpaired = champion.RowCount - pairs.Count,
            ChallengerUnpaired = challenger.RowCount - pairs.Count,
            Period = PeriodOf(champion, roles, pairs.Select(p => p.Ours)),
        };
    }

    private static (DateTimeOffset From, DateTimeOffset To)? PeriodOf(Table champion, ColumnRoles roles, IEnumerable<int> rows)
    {
        var name = champion.SourceColumns.FirstOrDefault(n => roles.RoleOf(n) is ColumnRole.Timestamp);
        if (name is null || champion.Find(name) is not DateTimeColumn times)
        {
            return null;
        }
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var row in rows)
        {
            var ticks = times.UtcTicks[row];
            if (ticks != DateTimeColumn.NoTicks)
            {
                (first, last) = (Math.Min(first, ticks), Math.Max(last, ticks));
            }
        }
        return first > last ? null : (new DateTimeOffset(first, TimeSpan.Zero), new DateTimeOffset(last, TimeSpan.Zero));
    }

    private static sbyte[] Answers(PredictionRows rows) => rows.Predictions ?? throw TabularErrors.MissingColumn("predicted_label");

    private static KeyColumn KeysOf(Table table) =>
        table.Columns.OfType<KeyColumn>().FirstOrDefault() ?? throw TabularErrors.MissingColumn("decision_id");
}
