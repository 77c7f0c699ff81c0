using System.Text;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Audit;

/// <summary>Reads what the person knows of the log from elsewhere: its keys, a checkpoint.</summary>
internal static class AnchorFiles
{
    private const int MaxFile = 256 * 1024 * 1024;

    /// <returns>What is known; or, for a file that opens and does not hold it, why nothing can be verified.</returns>
    public static async Task<(VerificationAnchor Anchor, string? Problem)> ReadAsync(
        IReadOnlyList<string> keys,
        string? pinned,
        CancellationToken ct,
        string option = "--public-key"
    )
    {
        var known = new List<NoteKey>();
        foreach (var value in keys)
        {
            if (NoteKey.TryParse(value, out var key))
            {
                known.Add(key);
                continue;
            }

            if (!File.Exists(value))
            {
                throw CliException.Usage($"{option}: {value} is neither a key (name+id+base64) nor a file.");
            }

            var lines = Encoding
                .UTF8.GetString(await LocalFile.ReadAsync(value, MaxFile, ct))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var line in lines)
            {
                if (!NoteKey.TryParse(line, out key))
                {
                    return (new(), $"{value} must contain only log keys, one per line.");
                }

                known.Add(key);
            }

            if (lines.Length == 0)
            {
                return (new(), $"{value} holds no key.");
            }
        }

        if (pinned is null)
        {
            return (new VerificationAnchor { Keys = known }, null);
        }

        return
            SignedNote.TryParse(LastNote(Encoding.UTF8.GetString(await LocalFile.ReadAsync(pinned, MaxFile, ct))), out var note)
            && Checkpoint.TryParse(note.Text, out _)
            ? (new VerificationAnchor { Keys = known, Checkpoint = note }, null)
            : (new(), $"{pinned} is not a signed checkpoint.");
    }

    // An anchor's file holds checkpoints one behind the other, an empty line between; text and signatures of each are two blocks.
    private static string LastNote(string text) =>
        text.TrimEnd('\n').Split("\n\n") is [.., var body, var signatures] ? $"{body}\n\n{signatures}\n" : text;
}
