namespace Governance.Analytics.Io;

/// <summary>Neighbouring rows of a file that has types. Valid until the next batch is asked for.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Columns">The columns that were selected, in that order.</param>
public sealed record ColumnarBatch(int Rows, IReadOnlyList<ColumnarValues> Columns);
