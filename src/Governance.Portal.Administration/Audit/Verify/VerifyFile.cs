using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Portal.Administration.Audit.Verify;

/// <summary>
/// Says what a file proves: an export, a receipt, or any file whose digest may be on record. Files of this portal's own log are held
/// against its key and against the log as it stands now. Reads a stream of any length once and keeps nothing of it.
/// </summary>
public sealed class VerifyFile(LogKey key, LogReader reader, FindFile find)
{
    private const int Head = 64 * 1024;
    private const int MaxReceipt = 1024 * 1024;

    private static readonly byte[] s_receipt = Encoding.ASCII.GetBytes(TlogProof.Header + "\n");

    private static readonly byte[][] s_members =
    [
        .. new[]
        {
            "format",
            "checkpoint",
            "public_key",
            "leaves",
            "leaf_hashes",
            "inclusion_proofs",
            "consistency_proofs",
            "previous_checkpoints",
            "witness_keys",
        }.Select(m => Encoding.ASCII.GetBytes($"\"{m}\"")),
    ];

    /// <summary>Verifies.</summary>
    /// <param name="file">The file.</param>
    /// <param name="leaf">The entry that goes with a receipt, as text or base64; null to take this portal's own entry.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FileVerdict> RunAsync(Stream file, string? leaf, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[Head];
        var length = await file.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, ct);
        var start = head.AsMemory(0, length);
        await using var whole = new PrefixedStream(start, file);
        if (start.Span.StartsWith(s_receipt))
        {
            var bytes = new byte[MaxReceipt + 1];
            var size = await whole.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
            return await ReceiptAsync(bytes.AsMemory(0, size), leaf, ct);
        }

        if (IsExport(await PeekAsync(start)))
        {
            return await ExportAsync(whole, ct);
        }

        return await find.RunAsync(Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, ct)), ct);
    }

    private static async Task<byte[]> PeekAsync(ReadOnlyMemory<byte> start)
    {
        if (start is not { Length: > 2 } || start.Span[0] != 0x1F || start.Span[1] != 0x8B)
        {
            return start.ToArray();
        }

        try
        {
            await using var gzip = new GZipStream(new MemoryStream(start.ToArray()), CompressionMode.Decompress);
            var text = new byte[256];
            return text[..await gzip.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    // An export is a JSON object whose first member is one of the format's; in which order they stand is free.
    private static bool IsExport(ReadOnlySpan<byte> start)
    {
        var text = start.TrimStart(" \t\r\n"u8);
        if (text is not [(byte)'{', ..])
        {
            return false;
        }

        foreach (var member in s_members)
        {
            if (text[1..].TrimStart(" \t\r\n"u8).StartsWith(member))
            {
                return text.IndexOf("tlog-export/"u8) >= 0 || !member.AsSpan().SequenceEqual("\"format\""u8);
            }
        }

        return false;
    }

    private static FileVerdict Verdict(VerifiedKind kind, LogVerification result, IEnumerable<VerificationFinding> more)
    {
        var findings = result
            .Findings.Concat(more)
            .OrderByDescending(f => f.Kind is FindingKind.Failed)
            .ThenBy(f => f.Kind is FindingKind.Note)
            .ToList();
        var verified = findings.TrueForAll(f => f.Kind is not FindingKind.Failed);
        var what = kind is VerifiedKind.Export ? "export" : "receipt";
        var bad = findings.Where(f => f.Kind is FindingKind.Failed).Min(f => f.Index);
        var headline =
            verified ? $"The {what} is verified."
            : bad is { } index ? string.Create(CultureInfo.InvariantCulture, $"The {what} is not verified: entry {index:N0}.")
            : $"The {what} is not verified.";
        return new FileVerdict(kind, headline, verified, findings) { Checkpoint = result.Checkpoint };
    }

    private async Task<FileVerdict> ExportAsync(Stream file, CancellationToken ct)
    {
        // Whose log it is shows only while reading: the file's own key is believed first and compared afterwards.
        var result = await ExportVerifier.VerifyAsync(file, new VerificationAnchor(), ct);
        if (result.Key is null || !key.All.Contains(result.Key))
        {
            return Verdict(
                VerifiedKind.Export,
                result,
                result.Key is { } other
                    ? [new(FindingKind.Note, $"This is an export of another log, {other.Name}; this portal does not know whose it is.")]
                    : []
            );
        }

        var own = result with { Findings = [.. result.Findings.Where(f => f.Topic is FindingTopic.Other)] };
        return Verdict(
            VerifiedKind.Export,
            own,
            result is { Verified: true, Checkpoint: { } checkpoint } ? [await AgainstOwnAsync(checkpoint, ct)] : []
        );
    }

    private async Task<VerificationFinding> AgainstOwnAsync(Checkpoint checkpoint, CancellationToken ct)
    {
        var size = await reader.SizeAsync(ct);
        var (theirs, own) = (
            checkpoint.Size.ToString("N0", CultureInfo.InvariantCulture),
            size.ToString("N0", CultureInfo.InvariantCulture)
        );
        if (checkpoint.Size > size)
        {
            return new(
                FindingKind.Failed,
                $"This portal's key signed {theirs} entries, but its log holds {own}: entries were lost here, or an older state "
                    + $"was restored.",
                size
            );
        }

        try
        {
            return (await reader.RootAsync(checkpoint.Size, ct)).AsSpan().SequenceEqual(checkpoint.Root)
                ? new(
                    FindingKind.Proven,
                    $"It is signed by this portal's key, and this portal's log of {own} entries begins with these {theirs}."
                )
                : new(
                    FindingKind.Failed,
                    "It is signed by this portal's key, but this portal's log contains a different history: the log was rewritten.",
                    0,
                    checkpoint.Size - 1
                );
        }
        catch (LogDamagedException e)
        {
            return new(FindingKind.Failed, $"This portal's own log is damaged: {e.Message}");
        }
    }

    private async Task<FileVerdict> ReceiptAsync(ReadOnlyMemory<byte> bytes, string? leaf, CancellationToken ct)
    {
        var anchor = new VerificationAnchor { Keys = key.All };
        if (
            bytes.Length > MaxReceipt
            || !TlogProof.TryParse(bytes.Span, out var proof)
            || !Checkpoint.TryParse(proof.Checkpoint.Text, out var checkpoint)
        )
        {
            return Verdict(VerifiedKind.Receipt, LogVerification.Unreadable("The file begins like a receipt but is not one."), []);
        }

        if (!string.IsNullOrWhiteSpace(leaf))
        {
            var candidates = LeafText.Candidates(leaf);
            var best = candidates.FirstOrDefault(c => ReceiptVerifier.Verify(bytes.Span, c, anchor).Verified) ?? candidates[0];
            return Verdict(VerifiedKind.Receipt, ReceiptVerifier.Verify(bytes.Span, best, anchor), []);
        }

        // Without the entry's bytes the portal's own entry is taken, if the receipt is of this log.
        var row = checkpoint.Origin == key.Origin ? await reader.ReadAsync(proof.Index, proof.Index + 1, ct).FirstOrDefaultAsync(ct) : null;
        return row is null
            ? Verdict(
                VerifiedKind.Receipt,
                LogVerification.Unreadable(
                    checkpoint.Origin == key.Origin
                        ? $"This portal's log has no entry {proof.Index}: it was lost, or the receipt is forged."
                        : "The receipt is from another log. Paste the entry; without it and that log's key, nothing can be verified."
                ),
                []
            )
            : Verdict(
                VerifiedKind.Receipt,
                ReceiptVerifier.Verify(bytes.Span, row.Leaf, anchor),
                [new(FindingKind.Note, "The entry was taken from this portal's log. Paste your own copy of the entry to check that one.")]
            );
    }
}
