using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>Searches for adversarial rows: rows near given ones that the model puts into the other class.</summary>
public static class AdversarialSearch
{
    private const int MinimumRows = 30;

    /// <summary>Searches near some rows of a table.</summary>
    /// <remarks>
    /// A change is measured in standard deviations of each feature over the whole table. Every row the model is asked about keeps the
    /// constraints: immutable columns and missing values stay, whole numbers stay whole, numbers stay within their ranges, categories are
    /// ones that were seen, one-hot groups have exactly one column set. The same seed and answers give the same result. Rows whose search
    /// found nothing while more than a tenth of its questions had no answer are left out: an error is no resistance.
    /// </remarks>
    /// <param name="table">Inputs of the model, many of them, and labels where there are.</param>
    /// <param name="scores">What the model answered for each row of the table.</param>
    /// <param name="rows">Positions of the rows to attack.</param>
    /// <param name="score">The model.</param>
    /// <param name="answersClasses">Whether it answers classes and no scores.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Threshold, immutable columns, seed and <see cref="RobustnessOptions.Attack"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">There is not a score for each row.</exception>
    /// <exception cref="InvalidOperationException">The model answered with another number of rows than it was asked about.</exception>
    public static async Task<AttackResult> RunAsync(
        Table table,
        double[] scores,
        int[] rows,
        Func<Table, CancellationToken, Task<double[]>> score,
        bool answersClasses = false,
        ColumnRoles? roles = null,
        RobustnessOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        if (scores.Length != table.RowCount)
        {
            throw new ArgumentException("Each row of the table must have a score.", nameof(scores));
        }
        options ??= RobustnessOptions.Default;
        roles ??= ColumnRoles.Default;
        var attack = options.Attack ?? AttackOptions.Default;
        var space = new FeatureSpace(table, roles, options.Immutable, attack);
        var begun = new AttackResult
        {
            Verdict = RobustnessVerdict.NotRun,
            Options = attack,
            Seed = options.Seed,
            Changeable = [.. space.Variables.SelectMany(v => v.Columns)],
        };
        int[] attacked = [.. rows.Where(r => !double.IsNaN(scores[r]))];
        if (attacked.Length == 0 || space.Variables.Count == 0)
        {
            var reason = attacked.Length == 0 ? "The model assigns no class to any row." : "There is no column that may be changed.";
            return begun with { Reason = reason, LeftOut = rows.Length - attacked.Length, Methods = NotRun(attack, reason) };
        }

        var targets = new Targets(space, scores, options.Binary.Threshold);
        var methods = new List<(AttackMethod Method, RowSearch[]? Searches)>();
        foreach (var method in attack.Methods.Distinct())
        {
            methods.Add(
                (
                    method,
                    method == AttackMethod.Score && answersClasses
                        ? null
                        : await QueryRounds
                            .RunAsync(
                                attacked,
                                row => targets.Search(row, attack.Budget, options.Seed),
                                search => Moves(method, search, targets),
                                score,
                                cancellationToken
                            )
                            .ConfigureAwait(false)
                )
            );
        }
        var tally = new AttackTally(attack, scores, PredictionRows.LabelsOf(table, roles, options.Binary), rows.Length);
        return Judge(tally.Result(begun, methods));
    }

    private static IEnumerable<Query[]> Moves(AttackMethod method, RowSearch search, Targets targets) =>
        method == AttackMethod.Boundary
            ? BoundarySearch.Run(search, targets.Of(search.IsPositive))
            : ScoreSearch.Run(search, targets.Of(search.IsPositive));

    private static AttackMethodResult[] NotRun(AttackOptions attack, string reason) =>
        [.. attack.Methods.Distinct().Select(m => new AttackMethodResult(m, null, reason))];

    private static AttackResult Judge(AttackResult result)
    {
        if (result.Figures is not { Success: { Trials: > 0, Wilson: { } interval } success })
        {
            return result with
            {
                Verdict = RobustnessVerdict.NotRun,
                Reason = string.Join(" ", result.Methods.Select(m => m.Reason).OfType<string>().Distinct(StringComparer.Ordinal))
                    is { Length: > 0 } said
                    ? said
                    : "The model returned too few answers for changed rows.",
            };
        }
        if (success.Trials < MinimumRows)
        {
            return result with
            {
                Verdict = RobustnessVerdict.InsufficientData,
                Reason = string.Create(CultureInfo.InvariantCulture, $"Rows attacked: {success.Trials}; needed: {MinimumRows}."),
            };
        }
        var none =
            success.Successes > 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"No change that flips a prediction was found within {result.Options.Bound} in {result.Options.Budget} queries "
                ) + "per row and method, which does not prove that there is none.";
        if (result.Options.MaximumSuccess is not { } most)
        {
            return result with { Verdict = null, Reason = none };
        }
        if (interval.High <= most)
        {
            return result with { Verdict = RobustnessVerdict.Ok, Reason = none };
        }
        return result with
        {
            Verdict = interval.Low > most ? RobustnessVerdict.Fail : RobustnessVerdict.Warn,
            Reason =
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{success.Value:0.000} of rows flip within {result.Options.Bound} ({interval.Low:0.000} to {interval.High:0.000}); "
                ) + string.Create(CultureInfo.InvariantCulture, $"the maximum is {most}."),
        };
    }

    /// <summary>Points of the rows of each class, from which searches near rows of the other class begin.</summary>
    private sealed class Targets
    {
        // Enough to have some in every corner that matters; more would only take memory.
        private const int MaxRows = 5_000;

        private readonly FeatureSpace _space;
        private readonly double[] _scores;
        private readonly double _threshold;
        private readonly double[][] _positive;
        private readonly double[][] _negative;

        public Targets(FeatureSpace space, double[] scores, double threshold)
        {
            (_space, _scores, _threshold) = (space, scores, threshold);
            (_positive, _negative) = (Points(s => s >= threshold), Points(s => s < threshold));
        }

        public RowSearch Search(int row, int budget, int seed) =>
            new(_space, row, _scores[row] >= _threshold, _threshold, budget, unchecked((seed * 31) + row));

        public double[][] Of(bool isPositive) => isPositive ? _negative : _positive;

        private double[][] Points(Predicate<double> isOne)
        {
            int[] rows = [.. Enumerable.Range(0, _scores.Length).Where(r => isOne(_scores[r]))];
            return [.. TableRows.Spread(rows.Length, MaxRows).Select(i => _space.PointOf(rows[i]))];
        }
    }
}
