using Governance.Samples.Data;

namespace Governance.Samples.Models;

/// <summary>The design matrix of a training set, row by row.</summary>
internal sealed class EncodedRows
{
    private readonly double[] _values;
    private readonly int _width;

    public EncodedRows(IReadOnlyList<ModelColumn> columns, Baseline baseline, IReadOnlyList<SampleRow> rows)
    {
        _width = columns.Count;
        _values = new double[rows.Count * _width];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < _width; c++)
            {
                _values[(r * _width) + c] = columns[c].Encode(rows[r], baseline);
            }
        }
    }

    public ReadOnlySpan<double> Row(int index) => _values.AsSpan(index * _width, _width);
}
