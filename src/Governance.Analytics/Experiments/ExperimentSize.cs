using MathNet.Numerics.Distributions;

namespace Governance.Analytics.Experiments;

/// <summary>How many observations an experiment needs.</summary>
/// <param name="Champion">Observations of the champion.</param>
/// <param name="Challenger">Observations of the challenger.</param>
public readonly record struct ExperimentSize(long Champion, long Challenger)
{
    /// <summary>Both arms together.</summary>
    public long Total => Champion + Challenger;

    /// <summary>Two proportions, one-sided, looked at once at the end.</summary>
    /// <remarks>
    /// n = (z_α·√((r+1)·p̄q̄) + z_β·√(r·p₁q₁ + p₂q₂))² / (r·d²), r observations of the challenger for one of the champion. Source: J. L.
    /// Fleiss, A. Tytun, H. K. Ury, Biometrics 36 (1980) 343–346, without correction for continuity.
    /// </remarks>
    /// <param name="baseline">Rate of the champion. Range: (0, 1).</param>
    /// <param name="effect">Difference that has to be found; the challenger's rate stays within (0, 1).</param>
    /// <param name="alpha">Probability of finding one that is not there. Range: (0, 1).</param>
    /// <param name="power">Probability of finding it when it is there. Range: (0, 1).</param>
    /// <param name="share">Share of the observations that the challenger gets. Range: (0, 1).</param>
    /// <returns>The size.</returns>
    public static ExperimentSize OfProportions(double baseline, double effect, double alpha, double power, double share = 0.5)
    {
        var (a, b) = Checked(alpha, power, share, effect);
        var other = baseline + effect;
        ThrowIfNotWithin(baseline);
        ThrowIfNotWithin(other);
        var r = share / (1 - share);
        var mean = (baseline + (r * other)) / (1 + r);
        var root = (a * Math.Sqrt((r + 1) * mean * (1 - mean))) + (b * Math.Sqrt((r * baseline * (1 - baseline)) + (other * (1 - other))));
        return Of(root * root / (r * effect * effect), r);
    }

    /// <summary>Two means with one standard deviation, one-sided, looked at once at the end.</summary>
    /// <remarks>n = (z_α + z_β)²·σ²·(1 + 1/r)/d². Source: J. M. Lachin, Controlled Clinical Trials 2 (1981) 93–113.</remarks>
    /// <param name="deviation">Standard deviation of an observation; positive.</param>
    /// <param name="effect">Difference that has to be found; not 0.</param>
    /// <param name="alpha">Probability of finding one that is not there. Range: (0, 1).</param>
    /// <param name="power">Probability of finding it when it is there. Range: (0, 1).</param>
    /// <param name="share">Share of the observations that the challenger gets. Range: (0, 1).</param>
    /// <returns>The size.</returns>
    public static ExperimentSize OfMeans(double deviation, double effect, double alpha, double power, double share = 0.5)
    {
        var (a, b) = Checked(alpha, power, share, effect);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        var r = share / (1 - share);
        return Of((a + b) * (a + b) * deviation * deviation * (1 + (1 / r)) / (effect * effect), r);
    }

    /// <summary>Yes-or-no outcomes of the same rows by both, one-sided, looked at once at the end.</summary>
    /// <remarks>
    /// n = (z_α·√ψ + z_β·√(ψ − d²))²/d², ψ the share of rows on which the two differ. Source: R. J. Connor, Biometrics 43 (1987) 207–211.
    /// </remarks>
    /// <param name="differing">Share of rows on which the two differ; above the effect.</param>
    /// <param name="effect">Difference of the two rates that has to be found; not 0.</param>
    /// <param name="alpha">Probability of finding one that is not there. Range: (0, 1).</param>
    /// <param name="power">Probability of finding it when it is there. Range: (0, 1).</param>
    /// <returns>The size: the same rows for both.</returns>
    public static ExperimentSize OfPairs(double differing, double effect, double alpha, double power)
    {
        var (a, b) = Checked(alpha, power, 0.5, effect);
        ThrowIfNotWithin(differing);
        ArgumentOutOfRangeException.ThrowIfLessThan(differing, Math.Abs(effect));
        var root = (a * Math.Sqrt(differing)) + (b * Math.Sqrt(differing - (effect * effect)));
        return Of(root * root / (effect * effect), 1);
    }

    /// <summary>The size when the result may be looked at any time, with the test of <see cref="AnytimeTest"/>.</summary>
    /// <remarks>
    /// The logarithm of its bet on the planned effect is near a Brownian motion with drift v/2 and variance v. v is such that it passes
    /// a = log(1.25/α) with the wanted power: Φ((v/2 − a)/√v) + eᵃ·Φ(−(v/2 + a)/√v). Looks at a number of points move the bound to a +
    /// 0.5826·√(v/looks). Source: D. Siegmund, Sequential Analysis (1985), ch. III and X; the bet has 4/5 of the stake, hence 1.25/α.
    /// </remarks>
    /// <param name="alpha">Probability of finding a difference that is not there. Range: (0, 1).</param>
    /// <param name="power">Probability of finding the planned one. Range: (0, 1).</param>
    /// <param name="looks">Looks until the planned size is reached; positive.</param>
    /// <returns>The size, rounded up.</returns>
    public ExperimentSize Anytime(double alpha, double power, int looks = 50)
    {
        var (za, zb) = Checked(alpha, power, 0.5, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        var (low, high) = (0.0, 400.0);
        for (var i = 0; i < 80; i++)
        {
            var v = (low + high) / 2;
            var (a, root) = (Math.Log(1.25 / alpha) + (0.5826 * Math.Sqrt(v / looks)), Math.Sqrt(v));
            var passes = Normal.CDF(0, 1, ((v / 2) - a) / root) + (Math.Exp(a) * Normal.CDF(0, 1, -((v / 2) + a) / root));
            (low, high) = passes < power ? (v, high) : (low, v);
        }
        var factor = high / ((za + zb) * (za + zb));
        return new((long)Math.Ceiling(Champion * factor), (long)Math.Ceiling(Challenger * factor));
    }

    private static ExperimentSize Of(double champion, double ratio) =>
        new((long)Math.Ceiling(champion - 1e-9), (long)Math.Ceiling((champion * ratio) - 1e-9));

    private static (double Alpha, double Power) Checked(double alpha, double power, double share, double effect)
    {
        ThrowIfNotWithin(alpha);
        ThrowIfNotWithin(power);
        ThrowIfNotWithin(share);
        ArgumentOutOfRangeException.ThrowIfZero(effect);
        return (Normal.InvCDF(0, 1, 1 - alpha), Normal.InvCDF(0, 1, power));
    }

    private static void ThrowIfNotWithin(double value)
    {
        if (!(value > 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be above 0 and below 1.");
        }
    }
}
