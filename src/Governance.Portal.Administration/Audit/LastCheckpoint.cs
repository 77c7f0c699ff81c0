using Governance.Data.Audit;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// The last checkpoint that was signed, in the key folder: outside the database, so that a database set back or cut off contradicts it.
/// Written before the row, so that nothing that was ever signed can be forgotten. The list beside it says what was signed before, and that
/// something was.
/// </summary>
public sealed class LastCheckpoint(KeyFolder keys)
{
    /// <summary>Name of the file in the key folder.</summary>
    public const string FileName = "last-checkpoint";

    /// <summary>What is wrong when the key folder knows of no checkpoint and the log has entries.</summary>
    public const string Forgotten =
        $"The file {FileName} is missing from the key folder, and the log has entries. It cannot be determined "
        + "whether the end of the log was cut off. "
        + "Restore the key folder, or accept the loss with: db restore --accept-loss REASON";

    private volatile Signed? _signed;

    /// <summary>Earlier checkpoints.</summary>
    public CheckpointList List { get; } = new(keys);

    /// <summary>True when nothing is known of what was signed, not even that nothing was: fine for an empty log alone.</summary>
    public bool IsForgotten => keys.Read(FileName) is null && !List.Exists;

    /// <summary>Reads the newest of the file and the list; null when none was signed yet.</summary>
    /// <exception cref="LogDamagedException">The file holds something else, or is missing although something was signed.</exception>
    public (SignedNote Note, Checkpoint Checkpoint)? Read()
    {
        var listed = List.Last();
        if (ReadFile() is not { } file)
        {
            return listed is null ? null : throw new LogDamagedException(Forgotten);
        }

        return listed is { } newer && newer.Checkpoint.Size > file.Checkpoint.Size ? newer : file;
    }

    /// <summary>
    /// The newest that can still be read, and whether the file is missing although something was signed: for going on from a loss.
    /// </summary>
    /// <exception cref="LogDamagedException">The file holds something else.</exception>
    public (Checkpoint? Newest, bool IsMissing) Find()
    {
        var listed = List.Last();
        return ReadFile() is null ? (listed?.Checkpoint, listed is not null || !List.Exists) : (Read()?.Checkpoint, false);
    }

    /// <summary>Entries that the last signed checkpoint covers; 0 when none is remembered.</summary>
    /// <exception cref="LogDamagedException">What is remembered cannot be read.</exception>
    /// <remarks>Reads the files again only when they were written: another node, or a host command, may have signed.</remarks>
    public long SignedSize()
    {
        var stamp = (Stamp(FileName), Stamp(CheckpointList.FileName));
        if (_signed is { } known && known.Stamp == stamp)
        {
            return known.Size;
        }

        var size = Find().Newest?.Size ?? 0;
        _signed = new Signed(stamp, size);
        return size;
    }

    /// <summary>Replaces it, and then appends it to the list: a list with no file beside it means that the file was lost.</summary>
    public void Write(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        keys.Write(FileName, note.ToString());
        List.Append(note);
    }

    /// <summary>Puts it aside for good: the log goes on from an earlier state. The files stay beside, as evidence.</summary>
    public void SetAside(DateTimeOffset now)
    {
        if (keys.Read(FileName) is not null)
        {
            keys.Replace(FileName, $"{FileName}.lost-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");
        }

        List.SetAside(now);
    }

    private (DateTime Written, long Length) Stamp(string name)
    {
        var file = new FileInfo(keys.File(name));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, -1);
    }

    private (SignedNote Note, Checkpoint Checkpoint)? ReadFile()
    {
        if (keys.Read(FileName) is not { } text)
        {
            return null;
        }

        return SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (note, checkpoint)
            : throw new LogDamagedException($"The file {FileName} in the key folder holds no signed checkpoint.");
    }

    private sealed record Signed(((DateTime Written, long Length) File, (DateTime Written, long Length) List) Stamp, long Size);
}
