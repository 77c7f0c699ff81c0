namespace Governance.Analytics.Parquet;

/// <summary>Why the child process stopped.</summary>
internal enum Failure : byte
{
    /// <summary>The file is damaged.</summary>
    Damaged = 1,

    /// <summary>DuckDB cannot be loaded or started.</summary>
    Library,

    /// <summary>A text is longer than a line may be.</summary>
    TextTooLong,

    /// <summary>Reading takes more memory than there is for it.</summary>
    Memory,

    /// <summary>The file has other rows than it says.</summary>
    RowCount,

    /// <summary>There are more columns than a file may have.</summary>
    TooManyColumns,

    /// <summary>The file is whole, in a form that DuckDB does not read.</summary>
    Unsupported,

    /// <summary>Columns are encrypted.</summary>
    Encrypted,
}
