using System.Globalization;
using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Validation;

/// <summary>Asks a model again and compares its answers.</summary>
public static class ConsistencyChecks
{
    private const int RowsListed = 20;

    /// <summary>
    /// Asks about the same rows again, last row first, so that an answer that depends on its neighbours or on state shows.
    /// </summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="first">The scores of the first time.</param>
    /// <param name="score">The model.</param>
    /// <param name="options">Tolerance and threshold; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The comparison.</returns>
    public static async Task<ConsistencyCheck> RepeatAsync(
        Table inputs,
        double[] first,
        ScoreRows score,
        ConsistencyOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        int[] backwards = [.. Enumerable.Range(0, inputs.RowCount).Reverse()];
        var again = await score(inputs.Take(backwards), cancellationToken).ConfigureAwait(false);
        Array.Reverse(again);
        return Compare("repeated_input", null, first, again, _ => true, options ?? ConsistencyOptions.Default);
    }

    /// <summary>Gives each row the value of another row in a column that must not matter.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="first">Their scores as they are.</param>
    /// <param name="column">The column.</param>
    /// <param name="score">The model.</param>
    /// <param name="options">Tolerance and threshold; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The comparison, over rows whose value did change.</returns>
    public static async Task<ConsistencyCheck> IrrelevantAsync(
        Table inputs,
        double[] first,
        string column,
        ScoreRows score,
        ConsistencyOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= ConsistencyOptions.Default;
        if (inputs.Find(column) is not { } original)
        {
            return NotRun(column, $"The inputs have no column \"{column}\".");
        }
        int[] shuffled = [.. Enumerable.Range(0, inputs.RowCount)];
        new Random(options.Seed).Shuffle(shuffled);
        var differs = Differences(original, shuffled);
        if (!Array.Exists(differs, d => d))
        {
            return NotRun(column, "The column has one value only, so nothing could be changed.");
        }
        var answers = await score(inputs.With(TableRows.Take(original, shuffled)), cancellationToken).ConfigureAwait(false);
        return Compare("irrelevant_column", column, first, answers, row => differs[row], options);
    }

    /// <summary>Compares the answers with scores logged before.</summary>
    /// <param name="logged">The scores as logged; NaN where there is none.</param>
    /// <param name="answers">The scores now.</param>
    /// <param name="options">Tolerance and threshold; <see langword="null"/> for the defaults.</param>
    /// <returns>The comparison.</returns>
    public static ConsistencyCheck Logged(double[] logged, double[] answers, ConsistencyOptions? options = null) =>
        Compare("logged_score", null, logged, answers, row => double.IsFinite(logged[row]), options ?? ConsistencyOptions.Default);

    private static ConsistencyCheck Compare(
        string check,
        string? column,
        double[] before,
        double[] after,
        Func<int, bool> counts,
        ConsistencyOptions options
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(after.Length, before.Length);
        var (rows, moved, flipped, largest) = (0, 0, 0, 0.0);
        var listed = new List<int>();
        for (var i = 0; i < before.Length; i++)
        {
            if (!counts(i))
            {
                continue;
            }
            rows++;
            var (one, other) = (double.IsFinite(before[i]), double.IsFinite(after[i]));
            var change = one && other ? Math.Abs(before[i] - after[i]) : 0;
            // An answer given once and refused once is as different as can be.
            var differs = one != other || change > options.Tolerance;
            var turns = one != other || (one && (before[i] >= options.Threshold) != (after[i] >= options.Threshold) && differs);
            largest = Math.Max(largest, change);
            moved += differs ? 1 : 0;
            flipped += turns ? 1 : 0;
            if (differs && listed.Count < RowsListed)
            {
                listed.Add(i);
            }
        }
        if (rows == 0)
        {
            return NotRun(column, "There were no rows to compare.", check);
        }
        var words =
            moved == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{moved} of {rows} scores differ, by up to {largest:G4}; {flipped} predicted "
                        + $"{(flipped == 1 ? "class changes" : "classes change")}."
                );
        var verdict =
            flipped > 0 ? RobustnessVerdict.Fail
            : moved > 0 ? RobustnessVerdict.Warn
            : RobustnessVerdict.Ok;
        return new ConsistencyCheck(
            check,
            column,
            verdict,
            new Proportion(moved, rows),
            new Proportion(flipped, rows),
            largest,
            listed,
            words
        );
    }

    private static ConsistencyCheck NotRun(string? column, string reason, string check = "irrelevant_column") =>
        new(check, column, RobustnessVerdict.NotRun, default, default, null, [], reason);

    private static bool[] Differences(Column column, int[] shuffled)
    {
        var differs = new bool[shuffled.Length];
        for (var i = 0; i < differs.Length; i++)
        {
            differs[i] = column switch
            {
                NumericColumn numeric => !numeric.Values[i].Equals(numeric.Values[shuffled[i]]),
                CategoryColumn category => category.Codes[i] != category.Codes[shuffled[i]],
                DateTimeColumn time => time.UtcTicks[i] != time.UtcTicks[shuffled[i]],
                KeyColumn key => !key[i].SequenceEqual(key[shuffled[i]]),
                _ => false,
            };
        }
        return differs;
    }
}
