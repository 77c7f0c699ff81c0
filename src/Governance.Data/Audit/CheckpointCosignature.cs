using System.Globalization;
using Governance.Transparency;

namespace Governance.Data.Audit;

/// <summary>A witness's cosignature of a checkpoint of this log. Never changed, never deleted.</summary>
public sealed class CheckpointCosignature
{
    private CheckpointCosignature() { }

    /// <summary>Checkpoint and witness key: a witness cosigns a checkpoint once as far as we keep it.</summary>
    public string Id { get; private init; } = "";

    /// <summary>Entries of the checkpoint.</summary>
    public long Size { get; private init; }

    /// <summary>The witness's key.</summary>
    public string Witness { get; private init; } = "";

    /// <summary>The signature line, as it stands in a note.</summary>
    public string Line { get; private init; } = "";

    /// <summary>When the witness made it, as it says itself.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Makes the row of a cosignature that was verified.</summary>
    public static CheckpointCosignature Of(long size, NoteKey witness, NoteSignature line)
    {
        ArgumentNullException.ThrowIfNull(witness);
        ArgumentNullException.ThrowIfNull(line);
        return new CheckpointCosignature
        {
            Id = IdOf(size, witness),
            Size = size,
            Witness = witness.ToString(),
            Line = line.ToString(),
            At = Cosignature.TimeOf(line) ?? throw new ArgumentException("This is not a cosignature.", nameof(line)),
        };
    }

    internal static string IdOf(long size, NoteKey witness) =>
        string.Create(CultureInfo.InvariantCulture, $"{size}/{Convert.ToHexStringLower(witness.Id)}");
}
