using System.ComponentModel.DataAnnotations;

namespace Governance.Analytics.Io;

/// <summary>How much a file of rows may ask for. An excess is a <see cref="TabularFormatException"/> that names the limit.</summary>
public sealed record TabularLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static TabularLimits Default { get; } = new();

    /// <summary>Rows kept (after <see cref="TabularReadOptions.Where"/>).</summary>
    /// <value>The default value is 20,000,000.</value>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; init; } = 20_000_000;

    /// <summary>Bytes of the file after decompression.</summary>
    /// <value>The default value is 8 GiB.</value>
    [Range(1L, long.MaxValue)]
    public long MaxInputBytes { get; init; } = 8L << 30;

    /// <summary>Bytes of memory of the typed columns of one table.</summary>
    /// <value>The default value is 2 GiB.</value>
    [Range(1L, long.MaxValue)]
    public long MaxTableBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of one record, line breaks inside quotes included.</summary>
    /// <value>The default value is 1 MiB.</value>
    [Range(16, 1 << 28)]
    public int MaxLineBytes { get; init; } = 1 << 20;

    /// <summary>Columns of one file.</summary>
    /// <value>The default value is 2,000.</value>
    [Range(1, 1_000_000)]
    public int MaxColumns { get; init; } = 2_000;

    /// <summary>Distinct texts of one categorical column.</summary>
    /// <value>The default value is 100,000.</value>
    [Range(1, 100_000_000)]
    public int MaxCategories { get; init; } = 100_000;
}
