using Governance.Analytics.Io;

namespace Governance.Analytics.Attribution;

/// <summary>Asks a model: scores of a table of inputs, row by row; NaN where it gave none.</summary>
/// <param name="inputs">The inputs.</param>
/// <param name="cancellationToken">Stops waiting.</param>
/// <returns>As many scores as rows.</returns>
public delegate Task<double[]> ScoreRows(Table inputs, CancellationToken cancellationToken);

/// <summary>What each input adds to the score of one row.</summary>
/// <param name="Row">Position of the row, counted from 0.</param>
/// <param name="Score">The model's score of it.</param>
/// <param name="Contributions">Contribution of each input, in units of the score, in the order of
/// <see cref="Explanation.Features"/>.</param>
/// <param name="StandardErrors">Uncertainty of each contribution by sampling; <see langword="null"/> when none was sampled or it is not
/// known.</param>
/// <param name="Fit">Share of variance the local model explains; <see langword="null"/> when there is none. Range: (−∞, 1].</param>
public sealed record LocalExplanation(
    int Row,
    double Score,
    IReadOnlyList<double> Contributions,
    IReadOnlyList<double>? StandardErrors = null,
    double? Fit = null
);

/// <summary>What the inputs of a model add to its scores.</summary>
public sealed record Explanation
{
    /// <summary><c>shap</c> or <c>lime</c>.</summary>
    public required string Method { get; init; }

    /// <summary>How it was computed, in words.</summary>
    public required string Description { get; init; }

    /// <summary>Names of the inputs.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The rows explained.</summary>
    public required IReadOnlyList<LocalExplanation> Rows { get; init; }

    /// <summary>
    /// Mean score of the background rows, from which contributions count; <see langword="null"/> where the method has none.
    /// </summary>
    public double? Base { get; init; }

    /// <summary>Whether all coalitions were computed, so that contributions are the Shapley values themselves.</summary>
    public bool IsExact { get; init; }

    /// <summary>Largest |base + Σ contributions − score|; <see langword="null"/> where contributions need not add up.</summary>
    public double? AdditivityError { get; init; }

    /// <summary>Mean rank correlation of repeated runs with other seeds; <see langword="null"/> when nothing was repeated.</summary>
    public double? RankStability { get; init; }

    /// <summary>
    /// Mean overlap (Jaccard) of the three leading inputs between repeated runs; <see langword="null"/> when nothing was repeated.
    /// </summary>
    public double? LeadingStability { get; init; }

    /// <summary>Why nothing was explained; <see langword="null"/> otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Mean absolute contribution of each input over the rows explained: its importance.</summary>
    public IReadOnlyList<double> Importances =>
        [.. Features.Select((_, i) => Rows.Count == 0 ? 0 : Rows.Average(r => Math.Abs(r.Contributions[i])))];

    internal static Explanation None(string method, string reason) =>
        new()
        {
            Method = method,
            Description = string.Empty,
            Features = [],
            Rows = [],
            Reason = reason,
        };
}
