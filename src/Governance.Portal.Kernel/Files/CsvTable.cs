using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Files;

/// <summary>Reads tables that people send as CSV (RFC 4180), as spreadsheets save them.</summary>
public static class CsvTable
{
    private static readonly CsvReaderOptions s_options = CsvReaderOptions.Default with
    {
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        TrimWhitespace = false,
    };

    /// <summary>
    /// Rows of cells, between commas, semicolons or tabs. A line break in quotes belongs to its cell; empty lines are none. Ends when
    /// the caller has had enough of them.
    /// </summary>
    /// <exception cref="TableFileException">The text is no CSV or not UTF-8; says where.</exception>
    public static IEnumerable<TableRow> Read(ReadOnlyMemory<byte> file)
    {
        if (FileForm.Of(file.Span) is { } form)
        {
            throw new TableFileException($"This is {form}, which is not read here. Save the table as CSV UTF-8.");
        }

        if (!Utf8.IsValid(file.Span))
        {
            throw new TableFileException("The file is not UTF-8 text. In a spreadsheet, save it as CSV UTF-8.");
        }

        using var reader = CsvReader.Create(file.Span.StartsWith("\uFEFF"u8) ? file["\uFEFF"u8.Length..] : file, s_options);
        while (Next(reader))
        {
            yield return new TableRow((int)reader.LineNumber, reader.Current.ToArray());
        }
    }

    private static bool Next(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw new TableFileException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {e.LineNumber}: a quotation mark is not closed, or is inside a cell without being doubled."
                ),
                e
            );
        }
    }
}
