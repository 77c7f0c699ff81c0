namespace Governance.Analytics.Io;

/// <summary>Instants, one a row.</summary>
public sealed class DateTimeColumn : Column
{
    /// <summary>Stands for a value that is missing or invalid.</summary>
    public const long NoTicks = long.MinValue;

    private readonly long[] _utcTicks;

    internal DateTimeColumn(string name, long[] utcTicks, int rows, ColumnCounts counts)
        : base(name, ColumnType.DateTime, rows, counts) => _utcTicks = utcTicks;

    /// <summary>What invalid values were; <see langword="null"/> where there is none.</summary>
    internal ExactRows? Exact { get; init; }

    /// <summary>
    /// UTC ticks (100 ns since 0001-01-01), one a row; a value without an offset counts as UTC. <see cref="NoTicks"/> when missing or
    /// invalid.
    /// </summary>
    public ReadOnlySpan<long> UtcTicks => _utcTicks.AsSpan(0, RowCount);
}
