using System.IO.Compression;
using System.Text;
using Governance.Cli.Monitoring;
using Governance.Cli.Shared;

namespace Governance.Cli.Data;

/// <summary>Rows of a file, one at a time, as texts that can be replaced; what is not replaced is written as it was read.</summary>
internal interface IRowFile : IAsyncDisposable
{
    /// <summary>Row read last, counted from 1; a header does not count.</summary>
    long Row { get; }

    /// <summary>Its values, with the names of their columns.</summary>
    IReadOnlyList<Cell> Cells { get; }

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end.</returns>
    Task<bool> ReadAsync(CancellationToken ct);

    /// <summary>Puts a text in the place of a value of this row.</summary>
    void Replace(int cell, string text);

    /// <summary>Writes this row, and before the first one what stands above it.</summary>
    Task WriteAsync(TextWriter writer, CancellationToken ct);

    /// <summary>Writes what stands behind the last row, and the header of a file without rows.</summary>
    Task FinishAsync(TextWriter writer, CancellationToken ct);
}

/// <summary>A value.</summary>
internal readonly record struct Cell(string Column, string Text);

/// <summary>Opens files of rows: CSV or NDJSON, gzip or not, told by their bytes.</summary>
internal static class RowFiles
{
    /// <summary>Most characters one record may have.</summary>
    public const int MaxRecord = 1 << 20;

    /// <summary>Most columns a file may have.</summary>
    public const int MaxColumns = 2_000;

    public static async Task<IRowFile> OpenAsync(LogFile file, CancellationToken ct)
    {
        if (file.MediaType.StartsWith("application/vnd.apache", StringComparison.Ordinal))
        {
            throw LogFile.OtherForm(
                file.Path,
                file.MediaType.EndsWith("parquet", StringComparison.Ordinal) ? "a Parquet file" : "an Arrow file"
            );
        }

        Stream stream = LocalFile.Open(file.Path);
        if (file.IsGzip)
        {
            stream = new GZipStream(stream, CompressionMode.Decompress);
        }

        var reader = new StreamReader(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false,
            1 << 16
        );
        if (file.MediaType == "application/x-ndjson")
        {
            return new NdjsonRowFile(file.Path, reader);
        }

        var csv = new CsvRowFile(file.Path, reader);
        try
        {
            await csv.ReadHeaderAsync(ct);
            return csv;
        }
        catch
        {
            await csv.DisposeAsync();
            throw;
        }
    }

    public static CliException Malformed(string path, long line, string words) => CliException.Usage($"{path}: Line {line} {words}");

    /// <summary>Reads characters and says what is wrong with a file that is no text.</summary>
    public static async Task<int> FillAsync(string path, long line, StreamReader reader, Memory<char> buffer, CancellationToken ct)
    {
        try
        {
            return await reader.ReadAsync(buffer, ct);
        }
        catch (DecoderFallbackException problem)
        {
            throw CliException.Usage($"{path}: After line {line} the file is not valid UTF-8. Save it as UTF-8.", problem);
        }
        catch (InvalidDataException problem)
        {
            throw CliException.Usage($"{path}: The gzip data is damaged after line {line}. Compress it again.", problem);
        }
        catch (IOException problem)
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }
}
