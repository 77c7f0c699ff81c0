namespace Governance.Analytics.Io.Arrow;

/// <summary>The rows of one batch, given out a part at a time.</summary>
/// <param name="rows">Rows it has.</param>
/// <param name="columns">Those that are wanted, with their names.</param>
/// <param name="before">Rows of the file before it.</param>
/// <param name="limits">Says how long a text may be.</param>
internal sealed class ArrowRows(int rows, IReadOnlyList<(ArrowField Field, ArrowColumn Values)> columns, long before, TabularLimits limits)
{
    // As from other files: no part is so long that its texts fill the memory.
    private const int MostRows = 16_384;
    private const int MostTextBytes = 4 << 20;

    private readonly (ArrowField Field, ArrowColumn Values)[] _texts = [.. columns.Where(c => c.Values.HasTexts)];
    private int _given;

    /// <summary>The next rows; <see langword="null"/> after the last.</summary>
    public ColumnarBatch? Next()
    {
        if (_given == rows)
        {
            return null;
        }
        var count = Fitting(Math.Min(MostRows, rows - _given));
        var values = columns.Select(c => c.Values.Take(_given, count, before)).ToArray();
        _given += count;
        return new ColumnarBatch(count, values);
    }

    private int Fitting(int most)
    {
        var bytes = 0L;
        for (var row = 0; row < most && _texts.Length > 0; row++)
        {
            foreach (var (field, values) in _texts)
            {
                var length = values.IsNull(_given + row) ? 0 : values.TextAt(_given + row).Length;
                if (length > limits.MaxLineBytes)
                {
                    throw ColumnarErrors.TextTooLong(before + _given + row + 1, field.Name, limits.MaxLineBytes);
                }
                bytes += length;
            }
            if (bytes >= MostTextBytes)
            {
                return row + 1;
            }
        }
        return most;
    }
}
