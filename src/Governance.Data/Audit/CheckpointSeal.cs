using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>Whether a stored checkpoint is one that the log signed: note, columns and time.</summary>
public static class CheckpointSeal
{
    /// <summary>What is wrong with it, in a sentence; null when nothing is. Says nothing about the entries it covers.</summary>
    /// <param name="stored">The row.</param>
    /// <param name="keys">Public keys of the log.</param>
    public static string? Fault(StoredCheckpoint stored, IReadOnlyList<NoteKey> keys)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(keys);
        var which = $"The checkpoint of {stored.Size} entries";
        if (
            !SignedNote.TryParse(stored.Note, out var note)
            || !Checkpoint.TryParse(note.Text, out var checkpoint)
            || note.ToString() != stored.Note
        )
        {
            return $"{which} was changed: its note is not a signed checkpoint.";
        }

        if (checkpoint.Size != stored.Size || checkpoint.Origin != stored.Origin || !checkpoint.Root.AsSpan().SequenceEqual(stored.Root))
        {
            return $"{which} was changed: its columns differ from its note.";
        }

        var signers = Signers(note, checkpoint, keys);
        if (signers.Count == 0 || note.Signatures.Any(s => !signers.Exists(s.IsBy)))
        {
            return $"{which} was changed: not all of its signatures were made with keys of this log.";
        }

        var time = stored.TimeStatement();
        return stored.SignedAt.UtcTicks % TimeSpan.TicksPerMillisecond == 0 && signers.Exists(k => Verifies(k, time, stored.TimeSignature))
            ? null
            : $"{which} was changed: its time is not the one that was signed.";
    }

    /// <summary>The keys of the log that signed a checkpoint.</summary>
    public static List<NoteKey> Signers(SignedNote note, Checkpoint checkpoint, IReadOnlyList<NoteKey> keys)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return [.. keys.Where(k => k.Name == checkpoint.Origin && IsSignedBy(note, k))];
    }

    private static bool IsSignedBy(SignedNote note, NoteKey key)
    {
        try
        {
            return note.IsSignedBy(key);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false; // a signature that is not even encoded as one
        }
    }

    private static bool Verifies(NoteKey key, byte[] text, byte[] signature)
    {
        try
        {
            return key.Verifies(text, signature);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }
}
