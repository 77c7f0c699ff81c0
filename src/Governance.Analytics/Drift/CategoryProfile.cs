using Governance.Analytics.Io;

namespace Governance.Analytics.Drift;

/// <summary>A categorical column of a reference: its categories in ordinal order with their counts.</summary>
public sealed class CategoryProfile : ColumnProfile
{
    internal CategoryProfile(string name, ColumnRole role, string[] categories, long[] categoryCounts, ColumnCounts counts)
        : base(name, ColumnType.Categorical, role, ColumnSummary.OfCounts(categoryCounts, counts))
    {
        Categories = categories;
        CategoryCounts = categoryCounts;
        Positions = new Dictionary<string, int>(categories.Length, StringComparer.Ordinal);
        for (var i = 0; i < categories.Length; i++)
        {
            Positions.Add(categories[i], i);
        }
    }

    /// <summary>The categories, ordinal order.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Rows of each category.</summary>
    public IReadOnlyList<long> CategoryCounts { get; }

    internal Dictionary<string, int> Positions { get; }
}
