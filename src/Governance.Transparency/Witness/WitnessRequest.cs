using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Governance.Transparency.Witness;

/// <summary>
/// What a log asks a witness: cosign this checkpoint, which extends the tree you saw last (C2SP tlog-witness, <c>add-checkpoint</c>).
/// </summary>
/// <param name="OldSize">Entries of the checkpoint that the witness cosigned last, as the log believes.</param>
/// <param name="Proof">Consistency proof from there.</param>
/// <param name="Checkpoint">The new checkpoint.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<byte[]> Proof, SignedNote Checkpoint)
{
    /// <summary>Longest body that is read, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxHashes = 63;

    /// <summary>Reads the body of a request; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WitnessRequest? request)
    {
        request = null;
        var blank = body.IndexOf("\n\n"u8);
        if (body.Length > MaxLength || blank < 0 || !SignedNote.TryParse(body[(blank + 2)..], out var note))
        {
            return false;
        }

        var lines = Encoding.ASCII.GetString(body[..blank]).Split('\n');
        if (
            !lines[0].StartsWith("old ", StringComparison.Ordinal)
            || !long.TryParse(lines[0].AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var old)
            || lines[0] != string.Create(CultureInfo.InvariantCulture, $"old {old}")
            || lines.Length - 1 > MaxHashes
        )
        {
            return false;
        }

        var proof = new List<byte[]>();
        foreach (var line in lines.Skip(1))
        {
            if (!Base64Text.TryDecode(line, out var hash) || hash.Length != MerkleHash.Size)
            {
                return false;
            }

            proof.Add(hash);
        }

        request = new WitnessRequest(old, proof, note);
        return true;
    }

    /// <summary>The body.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"old {OldSize}\n");
        foreach (var hash in Proof)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}
