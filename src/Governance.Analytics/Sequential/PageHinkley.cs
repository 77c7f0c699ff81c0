using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Sequential;

/// <summary>Settings of <see cref="PageHinkley"/>.</summary>
public sealed record PageHinkleyOptions
{
    /// <summary>The values used when none are given.</summary>
    public static PageHinkleyOptions Default { get; } = new();

    /// <summary>Values before the first alarm.</summary>
    /// <value>The default value is 30.</value>
    [Range(1, 1_000_000)]
    public int MinimumValues { get; init; } = 30;

    /// <summary>Change that is tolerated, in units of the data.</summary>
    /// <value>The default value is 0.005.</value>
    [Range(0.0, 1e9)]
    public double Tolerance { get; init; } = 0.005;

    /// <summary>
    /// Sum that raises the alarm (λ), in units of the data: standardise values by the reference's sd, or choose it for the data.
    /// </summary>
    /// <value>The default value is 50.</value>
    [Range(1e-9, 1e9)]
    public double Threshold { get; init; } = 50;

    /// <summary>Share of the sum that is kept from value to value.</summary>
    /// <value>The default value is 0.9999.</value>
    [Range(0.5, 1.0)]
    public double Forgetting { get; init; } = 0.9999;
}

/// <summary>All a <see cref="PageHinkley"/> remembers. Numbers survive JSON to the last bit.</summary>
/// <param name="Count">Values since the last alarm.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Rise">Sum that watches for a rise; at least 0.</param>
/// <param name="Fall">Sum that watches for a fall; at least 0.</param>
public sealed record PageHinkleyState(long Count, double Mean, double Rise, double Fall)
{
    /// <summary>Nothing seen yet.</summary>
    public static PageHinkleyState Empty { get; } = new(0, 0, 0, 0);
}

/// <summary>Page–Hinkley test: notices that the mean of a stream moved, up or down.</summary>
/// <remarks>
/// x̄ₜ running mean; S = max(0, a·S + x − x̄ₜ − δ), alarm from S ≥ λ, and the mirrored sum for a fall; both start again after an alarm.
/// Missing values change nothing. Source: E. S. Page, Biometrika 41 (1954) 100–115.
/// </remarks>
/// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
/// <param name="state">Where to go on; <see langword="null"/> to begin.</param>
public sealed class PageHinkley(PageHinkleyOptions? options = null, PageHinkleyState? state = null)
{
    private readonly PageHinkleyOptions _options = options ?? PageHinkleyOptions.Default;

    /// <summary>All it remembers.</summary>
    public PageHinkleyState State { get; private set; } = state ?? PageHinkleyState.Empty;

    /// <summary>Takes one value.</summary>
    /// <param name="value">The value; NaN and infinities are ignored.</param>
    /// <returns>Whether the mean moved.</returns>
    public bool Update(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }
        var count = State.Count + 1;
        var mean = State.Mean + ((value - State.Mean) / count);
        var rise = Math.Max(0, (_options.Forgetting * State.Rise) + value - mean - _options.Tolerance);
        var fall = Math.Max(0, (_options.Forgetting * State.Fall) + mean - value - _options.Tolerance);
        var alarm = count >= _options.MinimumValues && (rise >= _options.Threshold || fall >= _options.Threshold);
        State = alarm ? PageHinkleyState.Empty : new PageHinkleyState(count, mean, rise, fall);
        return alarm;
    }
}
