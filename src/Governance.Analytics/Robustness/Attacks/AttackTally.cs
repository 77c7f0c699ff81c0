using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Makes figures of searches.</summary>
/// <param name="options">Bound and what is kept.</param>
/// <param name="scores">What the model answered for each row of the table.</param>
/// <param name="labels">Truth of each row, where known.</param>
/// <param name="wanted">Rows that were to be attacked.</param>
internal sealed class AttackTally(AttackOptions options, double[] scores, sbyte[]? labels, int wanted)
{
    private const double MostUnanswered = 0.1;

    public AttackResult Result(AttackResult begun, IReadOnlyList<(AttackMethod Method, RowSearch[]? Searches)> methods)
    {
        var ran = methods.Where(m => m.Searches is not null).ToArray();
        var best = ran.SelectMany(m => m.Searches!.Select(s => (m.Method, Search: s))).GroupBy(s => s.Search.Row).ToArray();
        var figures = ran.Length == 0 ? null : Of([.. best.Select(g => g.Select(s => s.Search).ToArray())]);
        return begun with
        {
            Figures = figures,
            LeftOut = figures is null ? 0 : wanted - figures.Success.Trials,
            Methods =
            [
                .. methods.Select(m => new AttackMethodResult(
                    m.Method,
                    m.Searches is null ? null : Of([.. m.Searches.Select(s => new[] { s })]),
                    m.Searches is null ? "The model returns classes; a search by scores needs scores." : null
                )),
            ],
            Adversarial =
            [
                .. best.Select(g => g.MinBy(s => s.Search.Distance))
                    .Where(s => s.Search.Best is not null)
                    .OrderBy(s => s.Search.Distance)
                    .ThenBy(s => s.Search.Row)
                    .Take(options.RowsKept)
                    .Select(s => Row(s.Method, s.Search)),
            ],
        };
    }

    private static bool SaysSomething(RowSearch search) =>
        search.Best is not null || search.Unanswered <= MostUnanswered * Math.Max(1, search.Asked);

    private AdversarialRow Row(AttackMethod method, RowSearch search)
    {
        var changes = search.Space.Changes(search.Best!, search.Origin);
        return new AdversarialRow(
            search.Row,
            method,
            search.Distance,
            scores[search.Row],
            search.BestScore,
            search.IsPositive ? 1 : 0,
            search.IsPositive ? 0 : 1,
            [.. changes.Take(AdversarialRow.MaxChanges)],
            changes.Count
        );
    }

    /// <summary>Figures of rows, each with its searches: the best of them counts, all of them cost.</summary>
    private AttackFigures Of(RowSearch[][] rows)
    {
        RowSearch[][] counted = [.. rows.Where(r => Array.Exists(r, SaysSomething))];
        double[] distances = [.. counted.Select(r => r.Min(s => s.Distance)).Order()];
        var turned = counted.Where(IsTurned).ToArray();
        RowSearch[] labelled = [.. counted.Select(r => r[0]).Where(s => labels is not null && labels[s.Row] != PredictionRows.Unknown)];
        var lost = turned.Select(r => r[0].Row).ToHashSet();
        var median = distances.Length == 0 ? double.NaN : (distances[(distances.Length - 1) / 2] + distances[distances.Length / 2]) / 2;
        double[] asked = [.. rows.Select(r => (double)r.Sum(s => (long)s.Asked)).Order()];
        return new AttackFigures(
            new Proportion(turned.Length, counted.Length),
            distances.Count(double.IsFinite),
            double.IsFinite(median) ? median : null,
            labels is null
                ? null
                : new Proportion(labelled.Count(s => labels[s.Row] == (s.IsPositive ? 1 : 0) && !lost.Contains(s.Row)), labelled.Length),
            new AttackQueries(
                (long)asked.Sum(),
                asked.Length == 0 ? 0 : Quantiles.Linear(asked, 0.5),
                asked.Length == 0 ? 0 : (long)asked[^1]
            )
        );
    }

    private bool IsTurned(RowSearch[] searches) => Array.Exists(searches, s => s.Distance <= options.Bound);
}
