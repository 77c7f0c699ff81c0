using System.Text;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>A checkpoint that the log signed. Never changed, never deleted.</summary>
public sealed class StoredCheckpoint
{
    /// <summary>Entries it covers.</summary>
    public required long Size { get; init; }

    /// <summary>Name of the log.</summary>
    public required string Origin { get; init; }

    /// <summary>Root of the tree of these entries, 32 bytes.</summary>
    public required byte[] Root { get; init; }

    /// <summary>The whole signed note. What counts is this text; the other columns are for searching.</summary>
    public required string Note { get; init; }

    /// <summary>When it was signed.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>
    /// Signature of the log's key over <see cref="TimeStatement"/> (ECDSA P-256, DER): the note itself carries no time, and no column of
    /// the log may be changed unseen.
    /// </summary>
    public byte[] TimeSignature { get; init; } = [];

    /// <summary>The same checkpoint with one more signature below its note; never to be stored.</summary>
    public StoredCheckpoint With(NoteSignature signature) =>
        SignedNote.TryParse(Note, out var note)
            ? new StoredCheckpoint
            {
                Size = Size,
                Origin = Origin,
                Root = Root,
                Note = note.With(signature).ToString(),
                SignedAt = SignedAt,
                TimeSignature = TimeSignature,
            }
            : throw new LogDamagedException($"The checkpoint of {Size} entries is not a signed note.");

    /// <summary>The bytes that bind the time of signing to the checkpoint.</summary>
    public byte[] TimeStatement() => TimeStatementOf(new Checkpoint(Origin, Size, Root), SignedAt);

    /// <summary>The bytes that bind a time of signing to a checkpoint.</summary>
    public static byte[] TimeStatementOf(Checkpoint checkpoint, DateTimeOffset signedAt) =>
        Encoding.UTF8.GetBytes($"governance.checkpoint-time/v1\n{checkpoint}{CanonicalJson.Time(signedAt)}\n");
}
