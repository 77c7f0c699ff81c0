using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Governance.Cli.Monitoring;
using Governance.Domain.Privacy;

namespace Governance.Cli.Data;

/// <summary>Rewrites a file with findings replaced. The new file appears whole or not at all.</summary>
internal sealed class Redactor(PersonalDataScan scan, IReadOnlySet<(string Column, string Detector)> spared, string method, byte[] key)
{
    private const int HashDigits = 20;

    public long Replaced { get; private set; }

    public long Rows { get; private set; }

    public async Task RunAsync(LogFile file, string output, bool overwrite, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        var half = Path.Combine(folder, $".{Path.GetFileName(output)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                BufferSize = 1 << 16,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var target = new FileStream(half, options))
            {
                await using (
                    Stream packed = output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                        ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true)
                        : target
                )
                await using (
                    var writer = new StreamWriter(
                        packed,
                        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                        1 << 16,
                        leaveOpen: true
                    )
                )
                {
                    await CopyAsync(file, writer, ct);
                    await writer.FlushAsync(ct);
                    if (ReferenceEquals(packed, target))
                    {
                        target.Flush(flushToDisk: true);
                    }
                }
            }

            File.Move(half, output, overwrite);
        }
        catch (IOException problem) when (File.Exists(output) && !overwrite)
        {
            throw CliException.Usage($"{output} already exists; use --overwrite to replace it.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{output} cannot be written: {problem.Message}", problem);
        }
        finally
        {
            File.Delete(half);
        }
    }

    private async Task CopyAsync(LogFile file, StreamWriter writer, CancellationToken ct)
    {
        await using var rows = await RowFiles.OpenAsync(file, ct);
        while (await rows.ReadAsync(ct))
        {
            var any = false;
            for (var i = 0; i < rows.Cells.Count; i++)
            {
                var cell = rows.Cells[i];
                if (!scan.Covers(cell.Column))
                {
                    continue;
                }

                var spans = scan.Find(cell).Where(s => !spared.Contains((cell.Column, s.Detector))).ToList();
                if (spans.Count > 0)
                {
                    rows.Replace(i, Replace(cell.Text, spans));
                    Replaced += spans.Count;
                    any = true;
                }
            }

            Rows += any ? 1 : 0;
            await rows.WriteAsync(writer, ct);
        }

        await rows.FinishAsync(writer, ct);
    }

    private string Replace(string text, List<PersonalDataSpan> spans)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        foreach (var span in spans)
        {
            result.Append(text, from, span.Start - from);
            result.Append(
                method switch
                {
                    "mask" => $"[{span.Detector}]",
                    "hash" => $"[{span.Detector}#{Pseudonym(text.Substring(span.Start, span.Length))}]",
                    _ => string.Empty,
                }
            );
            from = span.Start + span.Length;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The same value has the same pseudonym under one key; without the key no one can try values out.</summary>
    private string Pseudonym(string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)))[..HashDigits];
}
