using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Governance.Transparency;

/// <summary>
/// A receipt that stands on its own: an entry's index, its proof and the checkpoint it leads to (C2SP tlog-proof, <c>.tlog-proof</c>). With
/// the entry's bytes and the log's key it verifies offline.
/// </summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Hashes">Proof, from the entry's sibling up.</param>
/// <param name="Checkpoint">The signed checkpoint.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, SignedNote Checkpoint)
{
    /// <summary>First line of the file.</summary>
    public const string Header = "c2sp.org/tlog-proof@v1";

    private const int MaxHashes = 63;

    /// <summary>Bytes that only the application understands; none as a rule.</summary>
    public byte[]? Extra { get; init; }

    /// <summary>Reads a receipt; false when it is none. Verifies nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TlogProof? proof)
    {
        proof = null;
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return false;
        }

        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || !SignedNote.TryParse(text[(blank + 2)..], out var note))
        {
            return false;
        }

        var lines = new Queue<string>(text[..blank].Split('\n'));
        if (lines.Dequeue() != Header)
        {
            return false;
        }

        byte[]? extra = null;
        if (lines.TryPeek(out var line) && line.StartsWith("extra ", StringComparison.Ordinal))
        {
            if (!Base64Text.TryDecode(lines.Dequeue()["extra ".Length..], out extra))
            {
                return false;
            }
        }

        if (
            !lines.TryDequeue(out line)
            || !line.StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(line["index ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || line != string.Create(CultureInfo.InvariantCulture, $"index {index}")
            || lines.Count > MaxHashes
        )
        {
            return false;
        }

        var hashes = new List<byte[]>();
        while (lines.TryDequeue(out line))
        {
            if (!Base64Text.TryDecode(line, out var hash) || hash.Length != MerkleHash.Size)
            {
                return false;
            }

            hashes.Add(hash);
        }

        proof = new TlogProof(index, hashes, note) { Extra = extra };
        return true;
    }

    /// <summary>True when the entry stands in the log whose key signed the checkpoint.</summary>
    /// <param name="leafHash">Hash of the entry.</param>
    /// <param name="key">The log's key, known from elsewhere.</param>
    public bool Proves(ReadOnlySpan<byte> leafHash, NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Checkpoint.IsSignedBy(key)
            && Transparency.Checkpoint.TryParse(Checkpoint.Text, out var checkpoint)
            && string.Equals(checkpoint.Origin, key.Name, StringComparison.Ordinal)
            && MerkleProofs.Includes(Index, checkpoint.Size, leafHash, Hashes, checkpoint.Root);
    }

    /// <summary>The file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { } extra)
        {
            text.Append("extra ").Append(Convert.ToBase64String(extra)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}
