using System.Globalization;

namespace Governance.Analytics.Io;

/// <summary>Reads a file of columns with types into a table: only what is asked for leaves the file.</summary>
internal static class ColumnarTable
{
    // A file may say that it has any number of rows; room is made only for as many as its bytes make likely.
    private const long RowsPerByte = 32;

    public static async Task<Table> ReadAsync(
        IColumnarReader reader,
        Stream content,
        TabularReadOptions options,
        RowSink sink,
        CancellationToken ct
    )
    {
        var bytes = content.CanSeek ? content.Length : 0;
        var file = await reader.OpenAsync(content, options.Limits, ct).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            var selected = Select(file, options, sink);
            await file.SelectAsync(selected, ct).ConfigureAwait(false);
            if (options.Where is null)
            {
                sink.Expect(Math.Min(file.RowCount, bytes * RowsPerByte));
            }
            long row = 1;
            while (await file.ReadAsync(ct).ConfigureAwait(false) is { } batch)
            {
                sink.Take(batch, selected, row);
                row += batch.Rows;
            }
            var notes = selected
                .Select(i => file.Columns[i])
                .Where(c => c.Note is not null)
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"Column \"{c.Name}\": {c.Note}"));
            return sink.Build([.. notes]);
        }
    }

    private static List<int> Select(IColumnarFile file, TabularReadOptions options, RowSink sink)
    {
        var selected = new List<int>();
        for (var i = 0; i < file.Columns.Count; i++)
        {
            var column = file.Columns[i];
            sink.AddColumn(column);
            if (!sink.IsRead(i))
            {
                continue;
            }
            if (column.Kind is ColumnarKind.Unreadable or ColumnarKind.Nested)
            {
                throw TabularErrors.UnreadableColumn(column);
            }
            selected.Add(i);
        }
        if (file.Columns.Count == 0)
        {
            throw TabularErrors.EmptyFile();
        }
        sink.CheckNames();
        return selected;
    }
}
