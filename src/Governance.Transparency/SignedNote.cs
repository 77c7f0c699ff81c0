using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Transparency;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Name of the signer.</param>
/// <param name="KeyId">Four bytes that tell keys of one name apart.</param>
/// <param name="Bytes">What stands after the key id.</param>
public sealed record NoteSignature(string Name, byte[] KeyId, byte[] Bytes)
{
    /// <summary>True when the line says that it is this key's; whether it verifies is another question.</summary>
    public bool IsBy(NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return string.Equals(Name, key.Name, StringComparison.Ordinal) && key.Id.SequenceEqual(KeyId);
    }

    /// <summary>The line as it stands in a note, with its line feed.</summary>
    public override string ToString() => $"— {Name} {Convert.ToBase64String([.. KeyId, .. Bytes])}\n";
}

/// <summary>A text with signatures (C2SP signed-note).</summary>
/// <param name="Text">The signed text, to its last line feed.</param>
/// <param name="Signatures">Its signatures, in their order.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int MaxLength = 1_000_000;
    private const int MaxSignatures = 100;
    private const string Dash = "— ";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes that are signed.</summary>
    public byte[] TextBytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>Signs a text with ECDSA P-256 (type 02, DER).</summary>
    /// <param name="text">Ends in a line feed.</param>
    /// <param name="name">Name of the signer.</param>
    /// <param name="key">The private key.</param>
    public static SignedNote Sign(string text, string name, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        if (!IsText(text))
        {
            throw new ArgumentException("The text of a note must end in a line feed and contain no other control character.", nameof(text));
        }

        var verifier = NoteKey.Of(name, key);
        var signature = key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SignedNote(text, [new NoteSignature(name, verifier.Id.ToArray(), signature)]);
    }

    /// <summary>Reads a note; false when it is none. Verifies nothing.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MaxLength)
        {
            return false;
        }

        try
        {
            return TryParse(s_strict.GetString(bytes), out note);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Reads a note; false when it is none. Verifies nothing.</summary>
    public static bool TryParse(string? note, [NotNullWhen(true)] out SignedNote? read)
    {
        read = null;
        if (note is null || note.Length > MaxLength || !IsText(note))
        {
            return false;
        }

        // The last blank line separates: the text may hold blank lines of its own.
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || blank + 2 == note.Length)
        {
            return false;
        }

        var signatures = new List<NoteSignature>();
        foreach (var line in note[(blank + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MaxSignatures || !line.StartsWith(Dash, StringComparison.Ordinal))
            {
                return false;
            }

            var parts = line[Dash.Length..].Split(' ');
            if (parts.Length != 2 || !NoteKey.IsName(parts[0]) || !Base64Text.TryDecode(parts[1], out var bytes) || bytes.Length < 5)
            {
                return false;
            }

            signatures.Add(new NoteSignature(parts[0], bytes[..4], bytes[4..]));
        }

        read = new SignedNote(note[..(blank + 1)], signatures);
        return true;
    }

    /// <summary>
    /// True when the key has signed the note. A line that claims to be the key's and does not verify spoils the note, whatever other lines
    /// say.
    /// </summary>
    public bool IsSignedBy(NoteKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var text = TextBytes;
        var mine = Signatures.Where(s => s.IsBy(key)).ToList();
        return mine.Count > 0 && mine.All(s => key.Verifies(text, s.Bytes));
    }

    /// <summary>The same note with one more signature.</summary>
    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>The note as it is stored and sent.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c != '\n' && (c < 0x20 || c == 0x7F));
}
