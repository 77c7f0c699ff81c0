namespace Governance.Analytics.Drift;

/// <summary>One bin of both samples, for a picture of the two distributions.</summary>
/// <param name="Label">Words for the bin: a category, a value, or a range such as <c>(1, 2.5]</c>.</param>
/// <param name="Lower">Excluded lower edge of a range, or the value of a value bin; <see langword="null"/> when open or not a
/// number.</param>
/// <param name="Upper">Included upper edge of a range, or the value of a value bin; <see langword="null"/> when open or not a
/// number.</param>
/// <param name="ReferenceCount">Rows of the reference.</param>
/// <param name="CurrentCount">Rows of the current sample.</param>
/// <param name="ReferenceShare">Share of the reference in [0, 1].</param>
/// <param name="CurrentShare">Share of the current sample in [0, 1].</param>
public sealed record HistogramBin(
    string Label,
    double? Lower,
    double? Upper,
    long ReferenceCount,
    long CurrentCount,
    double ReferenceShare,
    double CurrentShare
);

/// <summary>A category with its rows.</summary>
/// <param name="Name">The category.</param>
/// <param name="Count">Its rows.</param>
public sealed record CategoryCount(string Name, long Count);
