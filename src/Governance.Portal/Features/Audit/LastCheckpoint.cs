using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Portal.Hosting;

namespace Governance.Portal.Features.Audit;

/// <summary>
/// The last checkpoint that was signed, in the key folder: outside the database, so that a database set back or cut off contradicts it. Written
/// before the row, so that nothing that was ever signed can be forgotten.
/// </summary>
public sealed class LastCheckpoint(KeyFolder keys)
{
    /// <summary>Name of the file in the key folder.</summary>
    public const string FileName = "last-checkpoint";

    /// <summary>Reads it; null when none was signed yet.</summary>
    /// <exception cref="LogDamagedException">The file holds something else.</exception>
    public (SignedNote Note, Checkpoint Checkpoint)? Read()
    {
        if (keys.Read(FileName) is not { } text)
        {
            return null;
        }

        return SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (note, checkpoint)
            : throw new LogDamagedException($"The file {FileName} in the key folder holds no signed checkpoint.");
    }

    /// <summary>Replaces it.</summary>
    public void Write(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        keys.Write(FileName, note.ToString());
    }

    /// <summary>Puts it aside for good: the log goes on from an earlier state. The file stays beside, as evidence.</summary>
    public void SetAside(DateTimeOffset now)
    {
        if (keys.Read(FileName) is not null)
        {
            keys.Replace(FileName, $"{FileName}.lost-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");
        }
    }
}
