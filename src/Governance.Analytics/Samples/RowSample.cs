using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Samples;

/// <summary>
/// Whole rows of a table, all of them or a sample, for what looks at several columns at once. The rows with the smallest hashes are taken,
/// in order of their hashes: the same rows whatever their order in the file, so that results do not depend on it.
/// </summary>
internal sealed class RowSample
{
    /// <summary>Rows kept of a larger table.</summary>
    public const int DefaultSize = 20_000;

    public RowSample(long population, IReadOnlyList<SampleColumn> columns, sbyte[]? labels, ulong[] hashes)
    {
        Population = population;
        Columns = columns;
        Labels = labels;
        Hashes = hashes;
    }

    /// <summary>Rows of the table.</summary>
    public long Population { get; }

    /// <summary>Rows kept.</summary>
    public int Count => Hashes.Length;

    /// <summary>The columns compared, score and prediction included.</summary>
    public IReadOnlyList<SampleColumn> Columns { get; }

    /// <summary>1 positive, 0 negative, -1 not known; <see langword="null"/> without a label column of two classes.</summary>
    public sbyte[]? Labels { get; }

    /// <summary>Hashes of the rows kept over model inputs alone, in the order of the rows.</summary>
    public ulong[] Hashes { get; }

    public SampleColumn? Score => Columns.FirstOrDefault(c => c is { Role: ColumnRole.Score, Type: ColumnType.Numeric });

    /// <summary>Takes the sample.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="compared">Columns that are compared, as frozen with the reference.</param>
    /// <param name="roles">What each column is for.</param>
    /// <param name="inputHashes">Hashes over model inputs.</param>
    /// <param name="size">Rows to keep at most.</param>
    public static RowSample Of(
        Table table,
        IReadOnlyList<ComparedInput> compared,
        ColumnRoles roles,
        ulong[] inputHashes,
        int size = DefaultSize
    )
    {
        var kept = compared.Where(p => table.Find(p.Name) is NumericColumn or CategoryColumn).ToArray();
        var labels = PredictionRows.LabelsOf(table, roles);
        var label = table.Find(roles.LabelIn(table.SourceColumns));
        List<Column> extra = [.. kept.Where(p => p.Role is ColumnRole.Score or ColumnRole.Prediction).Select(p => table.Find(p.Name)!)];
        if (label is not null)
        {
            extra.Add(label);
        }
        var order = extra.Count == 0 ? inputHashes : RowHashes.Of(table.RowCount, extra, inputHashes);
        var rows = Smallest(order, size);
        var columns = new SampleColumn[kept.Length];
        Parallel.For(0, kept.Length, Parallelism.Machine, i => columns[i] = Take(kept[i], table.Find(kept[i].Name)!, rows));
        return new RowSample(
            table.RowCount,
            columns,
            labels is null ? null : [.. rows.Select(r => labels[r])],
            [.. rows.Select(r => inputHashes[r])]
        );
    }

    private static int[] Smallest(ulong[] hashes, int size)
    {
        var limit = ulong.MaxValue;
        if (hashes.Length > size)
        {
            var lent = RadixSort.Scratch.Rent(hashes.Length);
            var sorted = lent.AsSpan(0, hashes.Length);
            hashes.CopyTo(sorted);
            RadixSort.Sort(sorted);
            limit = sorted[size - 1];
            RadixSort.Scratch.Return(lent);
        }
        var rows = new List<int>(Math.Min(hashes.Length, size) + 16);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] <= limit)
            {
                rows.Add(i);
            }
        }
        int[] taken = [.. rows];
        Array.Sort([.. rows.Select(r => hashes[r])], taken);
        return taken.Length > size ? taken[..size] : taken;
    }

    private static SampleColumn Take(ComparedInput input, Column column, int[] rows)
    {
        var values = new double[rows.Length];
        if (column is NumericColumn numeric)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var value = numeric.ValueAt(rows[i]);
                values[i] = double.IsFinite(value) ? value : double.NaN;
            }
            return new SampleColumn(input.Name, input.Role, ColumnType.Numeric, values, []);
        }
        var category = (CategoryColumn)column;
        var known = input.Categories!.Categories;
        var positions = new Dictionary<string, int>(input.Categories.Positions, StringComparer.Ordinal);
        var names = new List<string>(known);
        foreach (var name in category.Categories.Where(c => !positions.ContainsKey(c)).Order(StringComparer.Ordinal))
        {
            positions.Add(name, names.Count);
            names.Add(name);
        }
        var map = category.Categories.Select(c => positions[c]).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var code = category.Codes[rows[i]];
            values[i] = code < 0 ? double.NaN : map[code];
        }
        return new SampleColumn(input.Name, input.Role, ColumnType.Categorical, values, [.. names]);
    }
}
