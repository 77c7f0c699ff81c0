using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>How an adversarial row is searched for.</summary>
public enum AttackMethod
{
    /// <summary>By decisions alone: along the boundary between the classes.</summary>
    Boundary,

    /// <summary>By scores: random changes that bring the score nearer to the threshold.</summary>
    Score,
}

/// <summary>How the size of a change is measured.</summary>
public enum AttackNorm
{
    /// <summary>Root of the sum of squares over features.</summary>
    L2,

    /// <summary>The largest change of a feature.</summary>
    LInf,
}

/// <summary>Values a number may be changed to.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
public readonly record struct FeatureRange(double Low, double High);

/// <summary>How hard adversarial rows are searched for, and which changes are allowed.</summary>
public sealed record AttackOptions
{
    /// <summary>The values used when none are given.</summary>
    public static AttackOptions Default { get; } = new();

    /// <summary>Searches that are made, each with a budget of its own.</summary>
    /// <value>The default value is both.</value>
    public IReadOnlyList<AttackMethod> Methods { get; init; } = [AttackMethod.Boundary, AttackMethod.Score];

    /// <summary>Rows the model may be asked about for a row and method; never exceeded.</summary>
    /// <value>The default value is 5,000.</value>
    [Range(10, 1_000_000)]
    public int Budget { get; init; } = 5_000;

    /// <summary>Largest change that counts as a success.</summary>
    /// <value>In standard deviations of each feature. The default value is 0.5.</value>
    [Range(0.0, 1_000.0)]
    public double Bound { get; init; } = 0.5;

    /// <summary>How the size of a change is measured.</summary>
    /// <value>The default value is <see cref="AttackNorm.L2"/>.</value>
    public AttackNorm Norm { get; init; } = AttackNorm.L2;

    /// <summary>What another category, or another column set in a one-hot group, adds to the size of a change.</summary>
    /// <value>In standard deviations. The default value is 1.</value>
    [Range(0.01, 1_000.0)]
    public double CategoryDistance { get; init; } = 1;

    /// <summary>Columns that hold whole numbers only, beside those in which all numbers seen are whole.</summary>
    public IReadOnlySet<string> Integers { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Groups of columns of which exactly one is 1 and the others are 0.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OneHot { get; init; } = [];

    /// <summary>Values a column may be changed to; the smallest and largest seen where nothing is said.</summary>
    public IReadOnlyDictionary<string, FeatureRange> Ranges { get; init; } = new Dictionary<string, FeatureRange>(StringComparer.Ordinal);

    /// <summary>Largest success rate: fails when its whole interval lies above, warns when part of it does.</summary>
    /// <value>The default value is <see langword="null"/>: the rate is measured and not judged.</value>
    [Range(0.0, 1.0)]
    public double? MaximumSuccess { get; init; }

    /// <summary>Adversarial rows kept, those with the smallest change first.</summary>
    /// <value>The default value is 20.</value>
    [Range(0, 1_000)]
    public int RowsKept { get; init; } = 20;
}
