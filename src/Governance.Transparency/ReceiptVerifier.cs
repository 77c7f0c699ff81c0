using System.Globalization;

namespace Governance.Transparency;

/// <summary>
/// Verifies a receipt (<c>.tlog-proof</c>) offline, with the entry's bytes and the log's key. Never throws on what a stranger sent.
/// </summary>
public static class ReceiptVerifier
{
    private const int MaxLength = 1_000_000;

    /// <summary>Verifies.</summary>
    /// <param name="receipt">The file.</param>
    /// <param name="leaf">The exact bytes of the entry.</param>
    /// <param name="anchor">What is known from elsewhere; a receipt does not bring the log's key.</param>
    public static LogVerification Verify(ReadOnlySpan<byte> receipt, ReadOnlySpan<byte> leaf, VerificationAnchor anchor)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        if (
            receipt.Length > MaxLength
            || !TlogProof.TryParse(receipt, out var proof)
            || !Checkpoint.TryParse(proof.Checkpoint.Text, out var checkpoint)
        )
        {
            return LogVerification.Unreadable("The file is not a receipt.");
        }

        var findings = new List<VerificationFinding>();
        NoteKey? key = null;
        try
        {
            key = Signature(proof, checkpoint, anchor, findings);
            Entry(proof, checkpoint, MerkleHash.Leaf(leaf), findings);
            Pinned(checkpoint, anchor, findings);
        }
        catch (PlatformNotSupportedException e)
        {
            findings.Add(new(FindingKind.Failed, $"A signature cannot be checked on this system. {e.Message}"));
        }

        findings.Add(new(FindingKind.Note, "This proves what was logged, not that the logged content is true."));
        return new LogVerification
        {
            Findings = [.. findings.OrderByDescending(f => f.Kind is FindingKind.Failed).ThenBy(f => f.Kind is FindingKind.Note)],
            Entries = 1,
            Checkpoint = checkpoint,
            Key = key,
            KeyPinned = key is not null,
            Pinned = anchor.Checkpoint is { } note && Checkpoint.TryParse(note.Text, out var pinned) ? pinned : null,
        };
    }

    private static NoteKey? Signature(TlogProof proof, Checkpoint checkpoint, VerificationAnchor anchor, List<VerificationFinding> findings)
    {
        var mine = anchor.Keys.Where(k => string.Equals(k.Name, checkpoint.Origin, StringComparison.Ordinal)).ToList();
        var key = mine.Find(proof.Checkpoint.IsSignedBy);
        findings.Add(
            key is null
                ? new(
                    FindingKind.Failed,
                    mine.Count == 0
                        ? $"The receipt is from the log {Shown(checkpoint.Origin)}; no key of that log was given."
                        : "The receipt's checkpoint is not signed by the log's key: it was altered, or another log made it."
                )
                : new(
                    FindingKind.Proven,
                    $"The receipt's checkpoint is signed by the log's key {key.Name}+{Convert.ToHexStringLower(key.Id)}."
                )
        );
        return key;
    }

    private static void Entry(TlogProof proof, Checkpoint checkpoint, byte[] leafHash, List<VerificationFinding> findings)
    {
        var (index, size) = (
            proof.Index.ToString("N0", CultureInfo.InvariantCulture),
            checkpoint.Size.ToString("N0", CultureInfo.InvariantCulture)
        );
        findings.Add(
            MerkleProofs.Includes(proof.Index, checkpoint.Size, leafHash, proof.Hashes, checkpoint.Root)
                ? new(
                    FindingKind.Proven,
                    $"These bytes are entry {index} of the {size} that the checkpoint covers; they have not been "
                        + "altered since it was signed.",
                    proof.Index
                )
                : new(
                    FindingKind.Failed,
                    $"These bytes are not entry {index} of the log: the entry was altered, or the receipt is for another one.",
                    proof.Index
                )
        );
    }

    private static void Pinned(Checkpoint checkpoint, VerificationAnchor anchor, List<VerificationFinding> findings)
    {
        if (anchor.Checkpoint is not { } note)
        {
            return;
        }

        if (!Checkpoint.TryParse(note.Text, out var pinned) || pinned.Origin != checkpoint.Origin || !anchor.Keys.Any(note.IsSignedBy))
        {
            findings.Add(new(FindingKind.Failed, "The pinned checkpoint is not a checkpoint that the log signed."));
        }
        else if (pinned.Size == checkpoint.Size)
        {
            findings.Add(
                pinned.Root.AsSpan().SequenceEqual(checkpoint.Root)
                    ? new(FindingKind.Proven, "The receipt's checkpoint is the pinned one.")
                    : new(
                        FindingKind.Failed,
                        "The receipt's checkpoint has as many entries as the pinned one but a different root: the log showed "
                            + "different histories to different people."
                    )
            );
        }
        else
        {
            findings.Add(
                new(FindingKind.Note, "A receipt cannot show how its checkpoint relates to the pinned one; an export of the log can.")
            );
        }
    }

    private static string Shown(string text) => Export.ExportParser.Shown(text);
}
