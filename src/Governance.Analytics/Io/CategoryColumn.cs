namespace Governance.Analytics.Io;

/// <summary>Texts, one a row, stored as a number into the list of distinct texts.</summary>
public sealed class CategoryColumn : Column
{
    /// <summary>Creates a column from texts.</summary>
    /// <param name="name">Name of the column.</param>
    /// <param name="values">One text a row; <see langword="null"/> and empty are missing.</param>
    public CategoryColumn(string name, IReadOnlyList<string?> values)
        : this(name, Encode(values)) { }

    internal CategoryColumn(string name, CategoryCodes codes, string[] categories, ColumnCounts counts)
        : base(name, ColumnType.Categorical, codes.Length, counts)
    {
        Codes = codes;
        Categories = categories;
    }

    private CategoryColumn(string name, (int[] Codes, string[] Categories, long Missing) encoded)
        : this(name, new CategoryCodes(encoded.Codes), encoded.Categories, ColumnCounts.None with { Missing = encoded.Missing }) { }

    /// <summary>Index into <see cref="Categories"/> a row, -1 for missing.</summary>
    public CategoryCodes Codes { get; }

    /// <summary>
    /// Gives the memory back; the column holds no codes from then on. For anyone who owns the table and needs it no more.
    /// </summary>
    internal void Release() => Codes.Clear();

    /// <summary>The distinct texts in order of first appearance.</summary>
    public IReadOnlyList<string> Categories { get; }

    private static (int[] Codes, string[] Categories, long Missing) Encode(IReadOnlyList<string?> values)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new int[values.Count];
        long missing = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            if (string.IsNullOrEmpty(values[i]))
            {
                codes[i] = -1;
                missing++;
                continue;
            }
            if (!known.TryGetValue(values[i]!, out codes[i]))
            {
                codes[i] = known.Count;
                known.Add(values[i]!, codes[i]);
            }
        }
        return (codes, [.. known.OrderBy(k => k.Value).Select(k => k.Key)], missing);
    }
}
