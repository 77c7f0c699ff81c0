using Governance.Analytics.Drift;

namespace Governance.Analytics.Alarms;

/// <summary>One watched figure of a window, before it is said whether it breaks its bound.</summary>
/// <param name="HasEffect">The change is large enough to matter.</param>
/// <param name="PValue">Probability of such a change by chance; <see langword="null"/> for a figure that is certain, such as a count of
/// rows.</param>
/// <param name="IsEnough">There are enough rows to say anything.</param>
public readonly record struct AlarmFigure(bool HasEffect, double? PValue, bool IsEnough)
{
    /// <summary>The drift of a column.</summary>
    /// <param name="feature">The column, as it was compared.</param>
    /// <param name="limit">PSI from which it counts; <see langword="null"/> for the bands of the options.</param>
    /// <param name="minimumRows">Usable values each side needs.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <returns>The figure.</returns>
    public static AlarmFigure Of(DriftFeature feature, double? limit, long minimumRows, AlarmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return Of(
            new ColumnChange(
                feature.Verdict.ToWireName(),
                feature.Psi,
                feature.KolmogorovSmirnov?.Statistic,
                feature.Binning is BinningKind.Quantile ? feature.WassersteinNormalised : null,
                feature.ChiSquare?.CramersV,
                feature.NewCategoryShare,
                feature.KolmogorovSmirnov?.PValue ?? feature.ChiSquare?.PValue,
                Math.Min(feature.Reference.Used, feature.Current.Used)
            )
            {
                Vanished = feature.IsDrift
                    ? VanishedColumn.PValue(feature.Reference.Used, feature.Reference.Rows, feature.Current.Used, feature.Current.Rows)
                    : null,
                VanishedRows = Math.Min(feature.Reference.Used, feature.Current.Rows),
                Usable = new(feature.Reference.Used, feature.Reference.Rows, feature.Current.Used, feature.Current.Rows),
            },
            limit,
            minimumRows,
            options
        );
    }

    /// <summary>The drift of a column, from its figures in the drift JSON.</summary>
    /// <param name="change">The figures.</param>
    /// <param name="limit">PSI from which it counts; <see langword="null"/> for the bands of the options.</param>
    /// <param name="minimumRows">Usable values each side needs.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <returns>The figure.</returns>
    public static AlarmFigure Of(ColumnChange change, double? limit, long minimumRows, AlarmOptions? options = null)
    {
        options ??= AlarmOptions.Default;
        if (change.Vanished is { } chance)
        {
            return new AlarmFigure(HasEffect: true, chance, change.VanishedRows >= minimumRows);
        }
        var effect = limit is { } own
            ? change.Psi >= own
            : change.Psi >= options.PsiEffect
                || change.KolmogorovSmirnov >= options.KolmogorovSmirnovEffect
                || change.WassersteinNormalised >= options.WassersteinEffect
                || change.CramersV >= options.CramersVEffect
                || change.NewCategoryShare >= options.NewCategoryEffect;
        var figure = new AlarmFigure(
            effect,
            change.PValue ?? 1,
            change.Verdict is not ("skipped" or "insufficient_data") && change.Used >= minimumRows
        );
        if (
            change.Verdict is "skipped"
            || !(change.Usable.Shift >= options.MissingEffect)
            || change.Usable.Rows < minimumRows
            || change.Usable.PValue is not { } missing
        )
        {
            return figure;
        }
        // Two ways to break a bound: the p-value pays for both.
        var other = figure is { IsEnough: true, HasEffect: true, PValue: { } known } ? known : 1;
        return new AlarmFigure(HasEffect: true, Math.Min(1, 2 * Math.Min(other, missing)), IsEnough: true);
    }
}

/// <summary>How far a column moved, as the drift JSON has it.</summary>
/// <param name="Verdict">Verdict as the JSON writes it.</param>
/// <param name="Psi">PSI in nats.</param>
/// <param name="KolmogorovSmirnov">D of a numeric column.</param>
/// <param name="WassersteinNormalised">Wasserstein distance in standard deviations of the reference; only of a quantile-binned
/// column.</param>
/// <param name="CramersV">Cramér's V of a categorical column.</param>
/// <param name="NewCategoryShare">Share of rows with a category the reference does not have.</param>
/// <param name="PValue">p-value of the column's test, not adjusted.</param>
/// <param name="Used">Usable values of the smaller side.</param>
public readonly record struct ColumnChange(
    string Verdict,
    double? Psi,
    double? KolmogorovSmirnov,
    double? WassersteinNormalised,
    double? CramersV,
    double? NewCategoryShare,
    double? PValue,
    long Used
)
{
    /// <summary>
    /// Probability that chance left the window without any value; <see langword="null"/> when the column has not vanished.
    /// </summary>
    public double? Vanished { get; init; }

    /// <summary>Usable values of the reference or rows of the window, whichever are fewer: what <see cref="Vanished"/> rests on.</summary>
    public long VanishedRows { get; init; }

    /// <summary>Usable values on both sides; by default none is known, and nothing is said of them.</summary>
    public UsableValues Usable { get; init; }
}

/// <summary>Usable values of a column on both sides.</summary>
/// <param name="ReferenceUsed">Usable values of the reference.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="CurrentUsed">Usable values of the window.</param>
/// <param name="CurrentRows">Rows of the window.</param>
public readonly record struct UsableValues(long ReferenceUsed, long ReferenceRows, long CurrentUsed, long CurrentRows)
{
    /// <summary>How far the share of rows without one moved.</summary>
    public double? Shift => MissingShift.Of(ReferenceUsed, ReferenceRows, CurrentUsed, CurrentRows);

    /// <summary>Two-sided p-value of that.</summary>
    public double? PValue => MissingShift.PValue(ReferenceUsed, ReferenceRows, CurrentUsed, CurrentRows);

    /// <summary>Rows of the smaller side.</summary>
    public long Rows => Math.Min(ReferenceRows, CurrentRows);
}

/// <summary>What is said of a watched figure in one window.</summary>
public enum AlarmOutcome
{
    /// <summary>No change that matters.</summary>
    Ok,

    /// <summary>A change that matters, and not by chance.</summary>
    Breach,

    /// <summary>A change that would matter, but that chance alone may bring about.</summary>
    Unclear,

    /// <summary>Too few rows.</summary>
    NotEnough,
}

/// <summary>The outcome of one figure.</summary>
/// <param name="Outcome">What is said.</param>
/// <param name="PValueAdjusted">The p-value corrected for all figures judged together; <see langword="null"/> when it was not
/// tested.</param>
public readonly record struct AlarmVerdict(AlarmOutcome Outcome, double? PValueAdjusted);
