using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness;

/// <summary>Changes inputs a little.</summary>
internal sealed class Perturbation
{
    private readonly Table _table;
    private readonly RobustnessOptions _options;
    private readonly HashSet<string> _fixed;
    private readonly Dictionary<string, (double Sd, bool Whole)> _numbers = new(StringComparer.Ordinal);
    private readonly Random _random;

    public Perturbation(Table table, ColumnRoles roles, RobustnessOptions options)
    {
        _table = table;
        _options = options;
        _random = new Random(options.Seed);
        _fixed =
        [
            .. table.Columns.Select(c => c.Name).Where(n => roles.RoleOf(n) is not ColumnRole.Feature || options.Immutable.Contains(n)),
        ];
        foreach (var column in table.Columns.OfType<NumericColumn>().Where(c => !_fixed.Contains(c.Name)))
        {
            double[] known = [.. column.Values.ToArray().Where(double.IsFinite)];
            if (known.Length == 0)
            {
                continue;
            }
            var mean = Sums.Of(known) / known.Length;
            _numbers[column.Name] = (
                Math.Sqrt(Sums.OfSquares(known, 1, mean) / known.Length),
                Array.TrueForAll(known, v => v == Math.Floor(v))
            );
        }
    }

    /// <summary>A new table with perturbed inputs; columns that are no inputs are shared.</summary>
    public Table Apply(double size) => new(_table.Columns.Select(c => Apply(c, size)), _table.SourceColumns);

    private Column Apply(Column column, double size)
    {
        if (_fixed.Contains(column.Name))
        {
            return column;
        }
        if (column is NumericColumn numeric && _numbers.TryGetValue(column.Name, out var scale))
        {
            return Numbers(numeric, size * scale.Sd, scale.Whole);
        }
        return column is CategoryColumn { Categories.Count: > 1 } category ? Categories(category, size) : column;
    }

    private NumericColumn Numbers(NumericColumn column, double reach, bool whole)
    {
        var values = column.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }
            var moved = values[i] + (reach * ((2 * _random.NextDouble()) - 1));
            values[i] = whole ? Math.Round(moved) : moved;
        }
        return new NumericColumn(column.Name, values);
    }

    private CategoryColumn Categories(CategoryColumn column, double size)
    {
        var texts = new string?[column.RowCount];
        for (var i = 0; i < texts.Length; i++)
        {
            var code = column.Codes[i];
            if (code >= 0 && _random.NextDouble() < size * _options.CategorySwap)
            {
                code = _random.Next(column.Categories.Count);
            }
            texts[i] = code < 0 ? null : column.Categories[code];
        }
        return new CategoryColumn(column.Name, texts);
    }
}
