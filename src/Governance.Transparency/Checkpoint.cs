using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Governance.Transparency;

/// <summary>How large a log is and what its root is: the text that the log signs (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root of the tree of these entries, 32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>Reads the text of a checkpoint; lines after the third are extensions and left alone.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text?.Split('\n') ?? [];
        if (
            lines.Length < 4
            || lines[0].Length == 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || lines[1] != size.ToString(CultureInfo.InvariantCulture)
            || !Base64Text.TryDecode(lines[2], out var root)
            || root.Length != MerkleHash.Size
            || lines[^1].Length != 0
            || lines[3..^1].Any(l => l.Length == 0)
        )
        {
            return false;
        }

        checkpoint = new Checkpoint(lines[0], size, root);
        return true;
    }

    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");
}
