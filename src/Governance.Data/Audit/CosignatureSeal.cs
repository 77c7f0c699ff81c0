using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>Whether a stored cosignature is one that its witness made of the checkpoint it stands under.</summary>
internal static class CosignatureSeal
{
    /// <summary>
    /// What is wrong with it, in a sentence; null when nothing is. Says nothing about whether the witness is one to be trusted.
    /// </summary>
    /// <param name="stored">The row.</param>
    /// <param name="note">The note of the checkpoint of its size; null when there is none.</param>
    public static string? Fault(CheckpointCosignature stored, string? note)
    {
        var which = $"The cosignature of the checkpoint of {stored.Size} entries";
        if (
            !NoteKey.TryParse(stored.Witness, out var witness)
            || witness.Kind is not NoteKeyKind.Cosignature
            || witness.ToString() != stored.Witness
        )
        {
            return $"{which} was changed: it names no key of a witness.";
        }

        if (stored.Id != CheckpointCosignature.IdOf(stored.Size, witness))
        {
            return $"{which} was changed: its columns do not match each other.";
        }

        if (
            !SignedNote.TryParse(note, out var signed)
            || !Checkpoint.TryParse(signed.Text, out var checkpoint)
            || checkpoint.Size != stored.Size
        )
        {
            return $"{which} was changed, or its checkpoint is missing.";
        }

        // The line stands in a note: whatever it holds besides a signature would spoil the note.
        if (
            !SignedNote.TryParse($"{signed.Text}\n{stored.Line}", out var cosigned)
            || cosigned.Signatures is not [var line]
            || line.ToString() != stored.Line
            || !line.IsBy(witness)
        )
        {
            return $"{which} was changed: it is not a signature by {witness.Name}.";
        }

        if (Cosignature.TimeOf(line) != stored.At)
        {
            return $"{which} was changed: its time is not the one that was signed.";
        }

        return Holds(cosigned, witness) ? null : $"{which} was changed: it is not what {witness.Name} signed.";
    }

    private static bool Holds(SignedNote cosigned, NoteKey witness)
    {
        try
        {
            return cosigned.IsSignedBy(witness);
        }
        catch (PlatformNotSupportedException)
        {
            return true; // without OpenSSL 3 no one could have asked a witness here either
        }
    }
}
