namespace Governance.Analytics.Io;

/// <summary>What to read from a file of rows, and how.</summary>
public sealed record TabularReadOptions
{
    /// <summary>Limits of size.</summary>
    public TabularLimits Limits { get; init; } = TabularLimits.Default;

    /// <summary>How the rows are written.</summary>
    public TabularFormat Format { get; init; } = TabularFormat.Detect;

    /// <summary>What each column is for. Ignored columns are not kept, decision ids are kept as keys.</summary>
    public ColumnRoles Roles { get; init; } = ColumnRoles.Default;

    /// <summary>
    /// Types decided on the reference. A feature column that is not in it is only named in <see cref="Table.SourceColumns"/>;
    /// <see langword="null"/> means this is the reference and types are inferred.
    /// </summary>
    public TableSchema? Schema { get; init; }

    /// <summary>Types that overrule the inference, by column name.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = new Dictionary<string, ColumnType>(StringComparer.Ordinal);

    /// <summary>When not <see langword="null"/>, only these columns are kept (each must be in the file).</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>
    /// Values that stand for a missing one in every column, beside the usual spellings, which count in columns of numbers and dates: a code
    /// such as -999, or a word of a certain source. Compared without surrounding spaces, letter by letter.
    /// </summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Rows to keep; <see langword="null"/> keeps all.</summary>
    public RowFilter? Where { get; init; }

    /// <summary>Columns parsed at the same time; results do not depend on it.</summary>
    /// <value>The default value is the number of processors.</value>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Reads files of columns with types, such as Parquet; <see langword="null"/> refuses them.</summary>
    public IColumnarReader? Columnar { get; init; }

    /// <summary>Whether columns are sketched instead of kept: memory no longer grows with rows.</summary>
    internal bool Sketch { get; init; }

    /// <summary>Numbers are kept in half the memory while they have few decimals, for who reads each column once.</summary>
    internal bool Pack { get; init; }
}
