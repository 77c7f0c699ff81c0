using System.Globalization;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;

namespace Governance.Analytics.Robustness;

/// <summary>Evasion: how many predictions small changes of the input turn.</summary>
public static class Evasion
{
    /// <summary>Columns that may name the size of a perturbation, the first one present counts.</summary>
    public static IReadOnlyList<string> SizeColumns { get; } = ["perturbation", "epsilon", "eps"];

    private const int MinimumRows = 30;

    /// <summary>Measures a log of predictions on perturbed inputs, joined with the original predictions by decision id.</summary>
    /// <remarks>
    /// Flip rate: rows whose class changes under the worst of their tries / rows. Adversarial accuracy: right and unchanged / right before.
    /// Several perturbed rows with one id and one size are tries. The average distance of successful attacks alone is not reported, because
    /// it is small for a model that is easily fooled and missing for one that never is.
    /// </remarks>
    /// <param name="original">Predictions on the original inputs, with decision ids.</param>
    /// <param name="perturbed">Predictions on perturbed inputs, with the ids of their originals and, usually, a column of sizes.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Bounds; <see langword="null"/> for the defaults.</param>
    /// <returns>The figures; not run without ids or predictions on both sides.</returns>
    public static EvasionResult OfPairs(Table original, Table perturbed, ColumnRoles? roles = null, RobustnessOptions? options = null)
    {
        options ??= RobustnessOptions.Default;
        roles ??= ColumnRoles.Default;
        if (
            original.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } ids
            || perturbed.Columns.OfType<KeyColumn>().FirstOrDefault() is not { } pairs
        )
        {
            return NotRun("Original and perturbed predictions are joined by decision_id, but one of the files does not have it.");
        }
        var before = PredictionRows.From(original, roles, options.Binary);
        var after = PredictionRows.From(perturbed, roles, options.Binary);
        if (before.Predictions is not { } classes || after.Predictions is not { } changed)
        {
            return NotRun("One of the files has neither predictions nor scores.");
        }

        var rowOf = new Utf8Dictionary();
        var rows = new List<int>();
        for (var i = 0; i < original.RowCount; i++)
        {
            rowOf.GetOrAdd(ids[i], out var added);
            if (added)
            {
                rows.Add(i);
            }
        }
        var sizes = SizeColumns.Select(n => perturbed.Find(n)).OfType<NumericColumn>().FirstOrDefault();
        var tally = new EvasionTally(classes, before.Labels);
        long unmatched = 0;
        for (var i = 0; i < perturbed.RowCount; i++)
        {
            var found = pairs[i].IsEmpty ? -1 : rowOf.Find(pairs[i]);
            if (found < 0)
            {
                unmatched++;
            }
            else
            {
                tally.Add(rows[found], sizes?.Values[i] ?? double.NaN, changed[i]);
            }
        }
        return tally.Result(options) with { Unmatched = unmatched };
    }

    /// <summary>Perturbs inputs and asks the model.</summary>
    /// <remarks>
    /// Each try moves every number by up to the size in its standard deviations (whole numbers are rounded) and, with that probability,
    /// swaps a category for another one observed. Immutable columns stay. Predictions are classes at the threshold of the options.
    /// </remarks>
    /// <param name="inputs">Inputs of the model; labels in a label column are used when there is one.</param>
    /// <param name="score">The model: probabilities of the positive class for a table of inputs, row by row.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <param name="options">Sizes, tries and bounds; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="InvalidOperationException">The model answered with another number of rows than it was asked about.</exception>
    public static async Task<EvasionResult> SearchAsync(
        Table inputs,
        Func<Table, CancellationToken, Task<double[]>> score,
        ColumnRoles? roles = null,
        RobustnessOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= RobustnessOptions.Default;
        roles ??= ColumnRoles.Default;
        var labels = PredictionRows.LabelsOf(inputs, roles, options.Binary);
        var classes = Classes(await AskAsync(inputs, score, cancellationToken).ConfigureAwait(false), options.Binary);
        var tally = new EvasionTally(classes, labels);
        var perturbation = new Perturbation(inputs, roles, options);
        foreach (var size in options.Sizes.Order())
        {
            for (var attempt = 0; attempt < options.Tries; attempt++)
            {
                var answer = Classes(
                    await AskAsync(perturbation.Apply(size), score, cancellationToken).ConfigureAwait(false),
                    options.Binary
                );
                for (var row = 0; row < answer.Length; row++)
                {
                    tally.Add(row, size, answer[row]);
                }
            }
        }
        return tally.Result(options);
    }

    internal static EvasionResult NotRun(string reason) => new() { Verdict = RobustnessVerdict.NotRun, Reason = reason };

    internal static (RobustnessVerdict Verdict, string? Reason) Judge(IReadOnlyList<EvasionPoint> curve, RobustnessOptions options)
    {
        var judged = curve.Where(p => p.Size is null || p.Size <= options.JudgedSize).MaxBy(p => p.Flips.Value);
        if (judged is null)
        {
            return (
                RobustnessVerdict.NotRun,
                string.Create(CultureInfo.InvariantCulture, $"No perturbation is as small as {options.JudgedSize} standard deviations.")
            );
        }
        if (judged.Flips.Trials < MinimumRows)
        {
            return (
                RobustnessVerdict.InsufficientData,
                string.Create(CultureInfo.InvariantCulture, $"Rows tried: {judged.Flips.Trials}; needed: {MinimumRows}.")
            );
        }
        var interval = judged.Flips.Wilson!.Value;
        if (interval.High <= options.MaximumFlipRate)
        {
            return (RobustnessVerdict.Ok, null);
        }
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{judged.Flips.Value:0.000} of the predictions flip ({interval.Low:0.000} to {interval.High:0.000}); the maximum "
                + $"is {options.MaximumFlipRate}."
        );
        return (interval.Low > options.MaximumFlipRate ? RobustnessVerdict.Fail : RobustnessVerdict.Warn, words);
    }

    private static async Task<double[]> AskAsync(Table rows, Func<Table, CancellationToken, Task<double[]>> score, CancellationToken ct)
    {
        var scores = await score(rows, ct).ConfigureAwait(false);
        return scores.Length == rows.RowCount
            ? scores
            : throw new InvalidOperationException($"The model returned {scores.Length} answers, but {rows.RowCount} were requested.");
    }

    private static sbyte[] Classes(double[] scores, BinaryOptions options) =>
        [.. scores.Select(s => double.IsNaN(s) ? PredictionRows.Unknown : (sbyte)(s >= options.Threshold ? 1 : 0))];
}
