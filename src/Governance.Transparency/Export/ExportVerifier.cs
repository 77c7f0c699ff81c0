using System.IO.Compression;
using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>Takes an entry of a log that is being read.</summary>
/// <param name="index">Its index.</param>
/// <param name="leaf">Its bytes, for the time of the call.</param>
public delegate void LeafSeen(long index, ReadOnlySpan<byte> leaf);

/// <summary>
/// Verifies an export (<c>tlog-export/v1</c>, plain or gzip) of any size as a stream: the log's signature, every entry, every proof, and
/// what the reader knew before. Never throws on what a stranger sent: a file that opens and is no export is not verified.
/// </summary>
public static class ExportVerifier
{
    /// <summary>Verifies.</summary>
    /// <param name="stream">The file; read once, from where it stands.</param>
    /// <param name="anchor">What is known from elsewhere.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Task<LogVerification> VerifyAsync(Stream stream, VerificationAnchor anchor, CancellationToken ct) =>
        VerifyAsync(stream, anchor, null, ct);

    /// <summary>Verifies, and shows every entry to someone who looks for something in them.</summary>
    /// <param name="stream">The file; read once, from where it stands.</param>
    /// <param name="anchor">What is known from elsewhere.</param>
    /// <param name="seen">Gets each entry, on several threads and in no order; what it saw counts only when the answer is verified.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<LogVerification> VerifyAsync(Stream stream, VerificationAnchor anchor, LeafSeen? seen, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(anchor);
        var reader = new ExportReader(seen);
        var pinned = anchor.Checkpoint is { } note && Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint : null;
        string? form = null;
        try
        {
            (var plain, form) = await PlainAsync(stream, ct);
            await using var _ = plain;
            await reader.ReadAsync(plain, pinned is null ? [] : [pinned.Size], ct);
        }
        catch (ExportFormatException e)
        {
            return LogVerification.Unreadable(e.Message, e.Index);
        }
        catch (JsonException e)
        {
            return LogVerification.Unreadable(
                form is not (null or FileForm.Json or FileForm.JsonList) ? $"This is {form}, not an export of the log."
                : e.LineNumber is { } line ? $"The file is not valid JSON from line {line + 1}, byte {e.BytePositionInLine + 1} onwards."
                : "The file is not JSON."
            );
        }
        catch (InvalidDataException)
        {
            return LogVerification.Unreadable("The compressed file is damaged.");
        }

        return new ExportChecks(reader.Parts, anchor).Run();
    }

    // Told by its bytes, not by its name.
    private static async Task<(Stream Plain, string? Form)> PlainAsync(Stream stream, CancellationToken ct)
    {
        var (whole, start) = await PeekAsync(stream, ct);
        if (start.Span is [0x1F, 0x8B, ..])
        {
            (whole, start) = await PeekAsync(new GZipStream(whole, CompressionMode.Decompress), ct);
        }

        return (whole, FileForm.Of(start.Span));
    }

    private static async Task<(Stream Whole, ReadOnlyMemory<byte> Start)> PeekAsync(Stream stream, CancellationToken ct)
    {
        var start = new byte[FileForm.BeginningBytes];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        return (new PrefixedStream(start.AsMemory(0, read), stream), start.AsMemory(0, read));
    }
}
