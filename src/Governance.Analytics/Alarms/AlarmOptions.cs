using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Alarms;

/// <summary>
/// How seldom a stream that does not change may raise an alarm, and how far a column has to move before anyone is called.
/// </summary>
public sealed record AlarmOptions
{
    /// <summary>The values used when none are given.</summary>
    public static AlarmOptions Default { get; } = new();

    /// <summary>Largest probability that a stable stream ever breaks a bound within <see cref="Horizon"/> windows.</summary>
    /// <value>The default value is 0.05.</value>
    [Range(0.0001, 0.5)]
    public double FalseAlarm { get; init; } = 0.05;

    /// <summary>Windows over which <see cref="FalseAlarm"/> is spent, evenly.</summary>
    /// <value>The default value is 50.</value>
    [Range(1, 100_000)]
    public int Horizon { get; init; } = 50;

    /// <summary>PSI in nats from which a change of a column may call someone.</summary>
    /// <value>The default value is 0.10, as for the verdict.</value>
    [Range(0.0, 10.0)]
    public double PsiEffect { get; init; } = 0.10;

    /// <summary>Kolmogorov–Smirnov D from which it may.</summary>
    /// <remarks>
    /// The verdict of drift begins at 0.1 and is shown from there; a person is called later. A shift of 0.3 standard deviations has 0.12.
    /// </remarks>
    /// <value>The default value is 0.15.</value>
    [Range(0.0, 1.0)]
    public double KolmogorovSmirnovEffect { get; init; } = 0.15;

    /// <summary>Wasserstein distance in standard deviations of the reference from which it may.</summary>
    /// <remarks>The verdict begins at 0.1. A shift of 0.3 standard deviations has 0.3 and is found by this band.</remarks>
    /// <value>The default value is 0.2.</value>
    [Range(0.0, 100.0)]
    public double WassersteinEffect { get; init; } = 0.2;

    /// <summary>Cramér's V from which it may.</summary>
    /// <value>The default value is 0.1, as for the verdict.</value>
    [Range(0.0, 1.0)]
    public double CramersVEffect { get; init; } = 0.1;

    /// <summary>Share of rows with a category the reference does not have from which it may.</summary>
    /// <value>The default value is 0.05, as for the verdict.</value>
    [Range(0.0, 1.0)]
    public double NewCategoryEffect { get; init; } = 0.05;

    /// <summary>Difference of the shares of rows without a usable value from which it may.</summary>
    /// <value>The default value is 0.1, as for the verdict.</value>
    [Range(0.0, 1.0)]
    public double MissingEffect { get; init; } = 0.1;

    /// <summary>Level of significance of one window: all its figures together may break a bound by chance with this probability.</summary>
    /// <remarks>
    /// <see cref="FalseAlarm"/> / <see cref="Horizon"/>, one window in a thousand by default. The union bound over windows holds whatever
    /// their dependence: all windows share one reference, so an odd reference makes them odd together, and asking for several breaches in a
    /// row would alone not keep the promise.
    /// </remarks>
    public double Level => FalseAlarm / Horizon;
}
