using System.IO.Compression;
using Governance.Analytics.Io;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Monitoring;

/// <summary>What a prediction log is: CSV or NDJSON, plain or gzip, Parquet or Arrow. Told by its bytes, as in the portal.</summary>
internal sealed record LogFile(string Path, long Length, string MediaType, bool IsGzip)
{
    public static async Task<LogFile> OpenAsync(string path, CancellationToken ct)
    {
        await using var file = LocalFile.Open(path);
        try
        {
            var length = file.Length;
            var magic = new byte[ColumnarFormat.BeginningBytes];
            var read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, ct);
            if (ColumnarFormat.IsParquet(magic.AsSpan(0, read)))
            {
                return new LogFile(path, length, "application/vnd.apache.parquet", IsGzip: false);
            }

            if (ColumnarFormat.IsArrow(magic.AsSpan(0, read)))
            {
                // A file has a name of its own at its beginning, a stream begins with its first message.
                return new LogFile(path, length, $"application/vnd.apache.arrow.{(magic[0] == 'A' ? "file" : "stream")}", IsGzip: false);
            }

            var isGzip = magic is [0x1f, 0x8b, ..];
            file.Position = 0;
            Stream text = isGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            var beginning = new byte[4096];
            read = await text.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, ct);
            if (FileForm.Of(beginning.AsSpan(0, read)) is { } form and not FileForm.Json)
            {
                throw OtherForm(path, form);
            }

            return new LogFile(path, length, IsJson(beginning.AsSpan(0, read)) ? "application/x-ndjson" : "text/csv", isGzip);
        }
        catch (InvalidDataException problem)
        {
            throw CliException.Usage($"{path} is damaged gzip data. Compress it again.", problem);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }

    /// <summary>The file is none that is read as rows.</summary>
    public static CliException OtherForm(string path, string form) =>
        CliException.Usage(
            form == FileForm.JsonList
                ? $"{path}: This is a JSON list, which is not read here. Write one flat JSON object per line (NDJSON)."
                : $"{path}: This is {form}, which is not read here. Send CSV or NDJSON."
        );

    private static bool IsJson(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith("\uFEFF"u8))
        {
            beginning = beginning[3..];
        }

        return beginning.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }
}
