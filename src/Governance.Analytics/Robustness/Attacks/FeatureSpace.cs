using Governance.Analytics.Io;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Robustness.Attacks;

/// <summary>The inputs of a model as variables that may be changed, with what every changed row must keep.</summary>
/// <remarks>
/// A point holds one number a variable: the number itself, the code of a category, or the position of the column that is set in a one-hot
/// group. NaN stands for what cannot be changed in that row (missing, infinite, a group with none or several set).
/// </remarks>
internal sealed class FeatureSpace
{
    private readonly Table _table;
    private readonly AttackOptions _options;
    private readonly List<Variable> _variables = [];
    private readonly Dictionary<string, (int Variable, int Member)> _places = new(StringComparer.Ordinal);

    public FeatureSpace(Table table, ColumnRoles roles, IReadOnlySet<string> immutable, AttackOptions options)
    {
        (_table, _options) = (table, options);
        var grouped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in options.OneHot)
        {
            grouped.UnionWith(group);
            NumericColumn[] members = [.. group.Select(table.Find).OfType<NumericColumn>()];
            if (
                members.Length == group.Count
                && members.Length > 1
                && !group.Any(immutable.Contains)
                && group.All(n => roles.RoleOf(n) is ColumnRole.Feature && !_places.ContainsKey(n))
            )
            {
                Add(new Variable(VariableKind.OneHot, [.. group], 1, 0, members.Length - 1));
            }
        }
        foreach (var column in table.Columns)
        {
            if (roles.RoleOf(column.Name) is not ColumnRole.Feature || immutable.Contains(column.Name) || grouped.Contains(column.Name))
            {
                continue;
            }
            if (column is NumericColumn numeric)
            {
                AddNumber(numeric);
            }
            else if (column is CategoryColumn { Categories.Count: > 1 } category)
            {
                Add(new Variable(VariableKind.Category, [column.Name], 1, 0, category.Categories.Count - 1));
            }
        }
    }

    public IReadOnlyList<Variable> Variables => _variables;

    public AttackNorm Norm => _options.Norm;

    public double Bound => _options.Bound;

    /// <summary>The point of a row of the table.</summary>
    public double[] PointOf(int row)
    {
        var point = new double[_variables.Count];
        for (var v = 0; v < point.Length; v++)
        {
            point[v] = ValueOf(_variables[v], row);
        }
        return point;
    }

    /// <summary>The values nearest to a point that the constraints allow; what is as in the original stays so.</summary>
    public double[] Allowed(double[] point, double[] origin)
    {
        for (var v = 0; v < point.Length; v++)
        {
            if (double.IsNaN(origin[v]) || double.IsNaN(point[v]))
            {
                point[v] = origin[v];
            }
            else if (point[v] != origin[v])
            {
                var variable = _variables[v];
                var value = variable.Kind == VariableKind.Real ? point[v] : Math.Round(point[v]);
                point[v] = Math.Clamp(value, variable.Low, variable.High) + 0.0;
            }
        }
        return point;
    }

    /// <summary>Size of the change of one variable, in standard deviations.</summary>
    public double Step(int variable, double value, double original) =>
        double.IsNaN(original) || value == original ? 0
        : _variables[variable].IsNumber ? Math.Abs(value - original) / _variables[variable].Sd
        : _options.CategoryDistance;

    /// <summary>Size of a change.</summary>
    public double Distance(double[] point, double[] origin)
    {
        double sum = 0;
        double largest = 0;
        for (var v = 0; v < point.Length; v++)
        {
            var step = Step(v, point[v], origin[v]);
            sum += step * step;
            largest = Math.Max(largest, step);
        }
        return _options.Norm == AttackNorm.L2 ? Math.Sqrt(sum) : largest;
    }

    /// <summary>Rows to ask the model about: rows of the table with the variables of points.</summary>
    public Table Rows(IReadOnlyList<(int Row, double[] Point)> asked)
    {
        int[] rows = [.. asked.Select(a => a.Row)];
        return new Table(
            [
                .. _table.Columns.Select(column =>
                    _places.TryGetValue(column.Name, out var place) ? Changed(column, place, asked) : TableRows.Take(column, rows)
                ),
            ],
            _table.SourceColumns,
            rows.Length
        );
    }

    /// <summary>What differs, the largest change first.</summary>
    public IReadOnlyList<AdversarialChange> Changes(double[] point, double[] origin) =>
        [
            .. Enumerable
                .Range(0, point.Length)
                .Where(v => Step(v, point[v], origin[v]) > 0)
                .Select(v => new AdversarialChange(
                    string.Join('|', _variables[v].Columns),
                    Words(v, origin[v]),
                    Words(v, point[v]),
                    Step(v, point[v], origin[v])
                ))
                .OrderByDescending(c => c.Distance)
                .ThenBy(c => c.Feature, StringComparer.Ordinal),
        ];

    private void AddNumber(NumericColumn column)
    {
        double[] known = [.. column.Values.ToArray().Where(double.IsFinite)];
        if (known.Length == 0)
        {
            return;
        }
        var mean = Sums.Of(known) / known.Length;
        var sd = Math.Sqrt(Sums.OfSquares(known, 1, mean) / known.Length);
        var whole = _options.Integers.Contains(column.Name) || Array.TrueForAll(known, v => v == Math.Floor(v));
        var range = _options.Ranges.TryGetValue(column.Name, out var given) ? given : new FeatureRange(known.Min(), known.Max());
        var (low, high) = whole ? (Math.Ceiling(range.Low), Math.Floor(range.High)) : (range.Low, range.High);
        // Without a spread there is no unit to measure a change by.
        if (sd > 0 && double.IsFinite(sd) && low <= high)
        {
            Add(new Variable(whole ? VariableKind.Whole : VariableKind.Real, [column.Name], sd, low, high));
        }
    }

    private void Add(Variable variable)
    {
        for (var member = 0; member < variable.Columns.Length; member++)
        {
            _places.Add(variable.Columns[member], (_variables.Count, member));
        }
        _variables.Add(variable);
    }

    private double ValueOf(Variable variable, int row)
    {
        if (variable.Kind == VariableKind.OneHot)
        {
            var set = -1;
            for (var member = 0; member < variable.Columns.Length; member++)
            {
                var value = ((NumericColumn)_table.Find(variable.Columns[member])!).ValueAt(row);
                if (value == 0)
                {
                    continue;
                }
                if (value != 1 || set >= 0)
                {
                    return double.NaN;
                }
                set = member;
            }
            return set < 0 ? double.NaN : set;
        }
        return _table.Find(variable.Columns[0]) switch
        {
            CategoryColumn category => category.Codes[row] < 0 ? double.NaN : category.Codes[row],
            NumericColumn numeric when double.IsFinite(numeric.ValueAt(row)) => numeric.ValueAt(row),
            _ => double.NaN,
        };
    }

    private Column Changed(Column column, (int Variable, int Member) place, IReadOnlyList<(int Row, double[] Point)> asked)
    {
        if (column is CategoryColumn category)
        {
            var codes = new int[asked.Count];
            for (var i = 0; i < codes.Length; i++)
            {
                var code = asked[i].Point[place.Variable];
                codes[i] = double.IsNaN(code) ? category.Codes[asked[i].Row] : (int)code;
            }
            return new CategoryColumn(column.Name, new CategoryCodes(codes), (string[])category.Categories, ColumnCounts.None);
        }
        var oneHot = _variables[place.Variable].Kind == VariableKind.OneHot;
        var values = new double[asked.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = asked[i].Point[place.Variable];
            values[i] =
                double.IsNaN(value) ? ((NumericColumn)column).ValueAt(asked[i].Row)
                : !oneHot ? value
                : (int)value == place.Member ? 1
                : 0;
        }
        return new NumericColumn(column.Name, values, values.Length, ColumnCounts.None);
    }

    private object Words(int variable, double value) =>
        _variables[variable] switch
        {
            { Kind: VariableKind.OneHot } group => group.Columns[(int)value],
            { Kind: VariableKind.Category } category => ((CategoryColumn)_table.Find(category.Columns[0])!).Categories[(int)value],
            _ => value,
        };
}

/// <summary>What a variable is.</summary>
internal enum VariableKind
{
    /// <summary>Any number of a range.</summary>
    Real,

    /// <summary>A whole number of a range.</summary>
    Whole,

    /// <summary>One of the categories seen.</summary>
    Category,

    /// <summary>Which column of a group is set.</summary>
    OneHot,
}

/// <summary>Something that may be changed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Columns">The column, or the columns of a group.</param>
/// <param name="Sd">Standard deviation of a number; 1 otherwise.</param>
/// <param name="Low">Smallest value, or 0.</param>
/// <param name="High">Largest value, or the last category.</param>
internal sealed record Variable(VariableKind Kind, string[] Columns, double Sd, double Low, double High)
{
    public bool IsNumber => Kind is VariableKind.Real or VariableKind.Whole;
}
