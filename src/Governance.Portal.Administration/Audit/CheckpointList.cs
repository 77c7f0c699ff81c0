using System.Text;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Checkpoints that were signed, one a line, in the key folder: only ever appended to, each line on the disk before the database hears of
/// it. When it grows long, older lines are thinned out; each that stays is still held against the log, and each covers everything before
/// it.
/// </summary>
public sealed class CheckpointList(KeyFolder keys)
{
    /// <summary>Name of the file in the key folder.</summary>
    public const string FileName = "checkpoints.log";

    /// <summary>Lines after which older ones are thinned out.</summary>
    internal const int Most = 1_000;

    private const int Newest = 400;
    private const string Head = "# Signed checkpoints of the audit log, oldest first.\n";

    /// <summary>True when there is a list, were it an empty one: then nothing is forgotten by not being in it.</summary>
    public bool Exists => keys.Has(FileName);

    /// <summary>Begins a list. One that is there stays.</summary>
    public void Begin() => keys.WriteNew(FileName, Head);

    /// <summary>The checkpoints, oldest first.</summary>
    /// <exception cref="LogDamagedException">A line is not a signed checkpoint.</exception>
    public IReadOnlyList<(SignedNote Note, Checkpoint Checkpoint)> Read()
    {
        var found = new List<(SignedNote, Checkpoint)>();
        foreach (var line in Lines())
        {
            found.Add(Parse(line));
        }

        return found;
    }

    /// <summary>The last one, or null.</summary>
    /// <exception cref="LogDamagedException">The line is not a signed checkpoint.</exception>
    public (SignedNote Note, Checkpoint Checkpoint)? Last() => Lines() is [.., var last] ? Parse(last) : null;

    /// <summary>Appends one, unless it is the last already.</summary>
    public void Append(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var line = Convert.ToBase64String(Encoding.UTF8.GetBytes(note.ToString()));
        var lines = Lines();
        if (lines is [.., var last] && last == line)
        {
            return;
        }

        if (lines.Count >= Most)
        {
            var kept = lines.Where((_, i) => i == 0 || i % 2 == 1 || i >= lines.Count - Newest);
            keys.Write(FileName, Head + string.Concat(kept.Select(l => l + "\n")) + line + "\n");
            return;
        }

        Begin();
        using var file = new FileStream(keys.File(FileName), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.ASCII.GetBytes(line + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts the list aside for good and begins another: the log goes on from an earlier state.</summary>
    public void SetAside(DateTimeOffset now)
    {
        if (Exists)
        {
            keys.Replace(FileName, $"{FileName}.lost-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");
        }

        Begin();
    }

    private static (SignedNote Note, Checkpoint Checkpoint) Parse(string line)
    {
        var bytes = new byte[line.Length];
        return
            Convert.TryFromBase64String(line, bytes, out var length)
            && SignedNote.TryParse(Encoding.UTF8.GetString(bytes, 0, length), out var note)
            && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? (note, checkpoint)
            : throw new LogDamagedException($"A line of the file {FileName} in the key folder is not a signed checkpoint.");
    }

    // What stands behind the last line break was never wholly written: no one heard of it.
    private List<string> Lines()
    {
        var text = keys.Read(FileName) ?? "";
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#'))];
    }
}
