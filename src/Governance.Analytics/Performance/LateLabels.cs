using Governance.Analytics.Io;

namespace Governance.Analytics.Performance;

/// <summary>Outcome of joining labels that arrived after a window was closed.</summary>
/// <param name="Table">The decisions with the labels filled in.</param>
/// <param name="Added">Decisions that had no label and now have one.</param>
/// <param name="Changed">Decisions whose label is now another one: the later label counts.</param>
/// <param name="Unmatched">Rows of the labels whose decision id is not among the decisions.</param>
public sealed record LateLabelResult(Table Table, int Added, int Changed, int Unmatched);

/// <summary>Joins late labels with decisions by decision id.</summary>
public static class LateLabels
{
    /// <summary>Joins. Of several labels for one decision the last row counts; a row without a label changes nothing.</summary>
    /// <param name="decisions">Decisions with a key column and, usually, a numeric label column.</param>
    /// <param name="labels">Late labels with a key column and a numeric label column.</param>
    /// <param name="roles">Which column is which; <see langword="null"/> for known names.</param>
    /// <returns>A table that shares all other columns, and counts.</returns>
    /// <exception cref="TabularFormatException">A table has no decision ids, or the labels have no label column of numbers.</exception>
    public static LateLabelResult Join(Table decisions, Table labels, ColumnRoles? roles = null)
    {
        roles ??= ColumnRoles.Default;
        var keys = KeysOf(decisions);
        var lateKeys = KeysOf(labels);
        var late =
            labels.Find(roles.LabelIn(labels.SourceColumns)) as NumericColumn
            ?? throw TabularErrors.MissingColumn(roles.Label ?? "true_label");
        var name = roles.LabelIn(decisions.SourceColumns) ?? late.Name;
        var values = Values(decisions, name);

        var rowOf = new Utf8Dictionary();
        var rows = new List<int>(decisions.RowCount);
        for (var row = 0; row < decisions.RowCount; row++)
        {
            rowOf.GetOrAdd(keys[row], out var added);
            // A repeated decision id keeps its first row.
            if (added)
            {
                rows.Add(row);
            }
        }
        var (filled, changed, unmatched) = (new HashSet<int>(), new HashSet<int>(), 0);
        for (var i = 0; i < labels.RowCount; i++)
        {
            var found = lateKeys[i].IsEmpty ? -1 : rowOf.Find(lateKeys[i]);
            if (found < 0)
            {
                unmatched++;
                continue;
            }
            var row = rows[found];
            var label = late.Values[i];
            if (double.IsNaN(label))
            {
                continue;
            }
            if (double.IsNaN(values[row]))
            {
                filled.Add(row);
            }
            else if (values[row] != label && !filled.Contains(row))
            {
                changed.Add(row);
            }
            values[row] = label;
        }
        return new LateLabelResult(decisions.With(new NumericColumn(name, values)), filled.Count, changed.Count, unmatched);
    }

    private static KeyColumn KeysOf(Table table) =>
        table.Columns.OfType<KeyColumn>().FirstOrDefault() ?? throw TabularErrors.MissingColumn("decision_id");

    private static double[] Values(Table decisions, string name)
    {
        switch (decisions.Find(name))
        {
            case NumericColumn numeric:
                return numeric.Values.ToArray();
            case null or CountedColumn { Type: ColumnType.Unknown }:
                var none = new double[decisions.RowCount];
                Array.Fill(none, double.NaN);
                return none;
            default:
                throw TabularErrors.NotNumbers(name);
        }
    }
}
