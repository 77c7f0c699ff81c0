using System.Globalization;
using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Experiments;

/// <summary>
/// Sums up rows of both arms. A table has a column <c>arm</c>, which holds champion or challenger, and one for each metric; rows that are
/// paired have a <c>decision_id</c> too. A row without a value of a metric does not count for it.
/// </summary>
public static class ArmTables
{
    private const string Arm = "arm";
    private const string Key = "decision_id";

    /// <summary>Sums up the rows.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="metrics">Columns of the metrics.</param>
    /// <param name="paired">Whether both arms scored the same rows: a row counts once both have a value.</param>
    /// <returns>Sums in the order of <paramref name="metrics"/>.</returns>
    /// <exception cref="TabularFormatException">
    /// A column is missing, or a row holds what cannot be. The message names column and row, counted from 1 below the header.
    /// </exception>
    public static IReadOnlyList<ArmSums> Sum(Table table, IReadOnlyList<ArmMetric> metrics, bool paired)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(metrics);
        var arms = ArmsOf(table);
        var keys = table.Columns.OfType<KeyColumn>().FirstOrDefault();
        return paired && keys is null
            ? throw Wrong(Key, $"There is no column \"{Key}\" to pair rows by.")
            : [.. metrics.Select(m => paired ? Paired(m, arms, ValuesOf(table, m), keys!) : Single(m, arms, ValuesOf(table, m)))];
    }

    private static ArmSums Single(ArmMetric metric, int[] arms, NumericColumn values)
    {
        var sums = new ArmSums(metric.Name);
        for (var row = 0; row < arms.Length; row++)
        {
            if (Value(metric, values, row) is { } value)
            {
                sums.Add(arms[row], value);
            }
        }
        return sums;
    }

    private static ArmSums Paired(ArmMetric metric, int[] arms, NumericColumn values, KeyColumn keys)
    {
        var sums = new ArmSums(metric.Name);
        sums.Pairs();
        var first = new Dictionary<string, (int Arm, double? Value)>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < arms.Length; row++)
        {
            var (key, value) = (Encoding.UTF8.GetString(keys[row]), Value(metric, values, row));
            if (key.Length == 0)
            {
                throw Wrong(Key, $"Row {row + 1}: {Key} is empty.");
            }
            if (value is not (null or 0 or 1))
            {
                throw Wrong(metric.Name, $"Row {row + 1}: {metric.Name} is {Shown(value.Value)}; in paired rows it has to be 0 or 1.");
            }
            if (!first.Remove(key, out var other))
            {
                if (!done.Add(key))
                {
                    throw Wrong(Key, $"Row {row + 1}: decision_id {key} occurs more than twice.");
                }
                first.Add(key, (arms[row], value));
            }
            else if (other.Arm == arms[row])
            {
                throw Wrong(Key, $"Row {row + 1}: decision_id {key} occurs twice for the {ArmSums.Arms[other.Arm]}.");
            }
            else if (other.Value is { } earlier && value is { } later)
            {
                sums.AddPair(other.Arm == 0 ? earlier : later, other.Arm == 0 ? later : earlier);
            }
        }
        return sums;
    }

    private static int[] ArmsOf(Table table)
    {
        if (table.Find(Arm) is not CategoryColumn column)
        {
            throw Wrong(Arm, $"There is no column \"{Arm}\" with champion or challenger.");
        }
        var known = column.Categories.Select(c => ArmSums.Arms.ToList().IndexOf(c)).ToList();
        var arms = new int[table.RowCount];
        for (var row = 0; row < arms.Length; row++)
        {
            var code = column.Codes[row];
            arms[row] = code < 0 ? -1 : known[code];
            if (arms[row] < 0)
            {
                throw Wrong(
                    Arm,
                    code < 0
                        ? $"Row {row + 1}: {Arm} is empty; it has to be champion or challenger."
                        : $"Row {row + 1}: {Arm} is \"{column.Categories[code]}\"; it has to be champion or challenger."
                );
            }
        }
        return arms;
    }

    private static NumericColumn ValuesOf(Table table, ArmMetric metric)
    {
        switch (table.Find(metric.Name))
        {
            case NumericColumn numbers:
                return numbers;
            case CategoryColumn texts:
                for (var row = 0; row < table.RowCount; row++)
                {
                    if (
                        texts.Codes[row] is >= 0 and var code
                        && !double.TryParse(texts.Categories[code], NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    )
                    {
                        throw Wrong(metric.Name, $"Row {row + 1}: {metric.Name} is \"{texts.Categories[code]}\", which is not a number.");
                    }
                }
                break;
            default:
                break;
        }
        throw Wrong(
            metric.Name,
            $"There is no numeric column \"{metric.Name}\"; the columns are {string.Join(", ", table.SourceColumns.Take(50))}."
        );
    }

    private static double? Value(ArmMetric metric, NumericColumn values, int row)
    {
        var value = values.Values[row];
        return double.IsNaN(value) ? null
            : value >= metric.Low && value <= metric.High && double.IsFinite(value) ? value
            : throw Wrong(
                metric.Name,
                $"Row {row + 1}: {metric.Name} is {Shown(value)}; it has to be between {Shown(metric.Low)} and {Shown(metric.High)}."
            );
    }

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static TabularFormatException Wrong(string column, string message) =>
        new(TabularErrorKind.MissingColumn, message, null, column);
}
