using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Transparency;

/// <summary>Kinds of keys that sign notes (C2SP signed-note and tlog-cosignature).</summary>
public enum NoteKeyKind
{
    /// <summary>Ed25519 over the text of the note.</summary>
    Ed25519 = 1,

    /// <summary>ECDSA P-256 with SHA-256 over the text of the note, in DER.</summary>
    Ecdsa = 2,

    /// <summary>Ed25519 cosignature of a witness: over a time and the text of the note.</summary>
    Cosignature = 4,
}

/// <summary>A public key that verifies signed notes, written as <c>name+hash+base64</c> (C2SP signed-note, "vkey").</summary>
public sealed class NoteKey : IEquatable<NoteKey>
{
    private const int IdLength = 4;
    private const int Ed25519Length = 32;

    private readonly byte[] _id;
    private readonly byte[] _key;

    private NoteKey(string name, NoteKeyKind kind, byte[] key)
    {
        Name = name;
        Kind = kind;
        _key = key;
        _id = IdOf(name, kind, key);
    }

    /// <summary>Name of the signer; of a log's key, the log's origin.</summary>
    public string Name { get; }

    /// <summary>What kind of key it is.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>Four bytes that stand before each of its signatures.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The key: a SubjectPublicKeyInfo in DER (ECDSA) or 32 bytes (Ed25519).</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>The key of a log that signs with ECDSA P-256.</summary>
    /// <exception cref="FormatException">The name cannot stand in a note.</exception>
    public static NoteKey Of(string name, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new NoteKey(Checked(name), NoteKeyKind.Ecdsa, key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>An Ed25519 key.</summary>
    /// <param name="name">Name of the signer.</param>
    /// <param name="kind">Plain or of a witness.</param>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="FormatException">The name cannot stand in a note, or the key is no Ed25519 key.</exception>
    public static NoteKey Of(string name, NoteKeyKind kind, ReadOnlySpan<byte> key) =>
        kind is not NoteKeyKind.Ecdsa && key.Length == Ed25519Length
            ? new NoteKey(Checked(name), kind, key.ToArray())
            : throw new FormatException("An Ed25519 key must have 32 bytes.");

    /// <summary>The same key under another name: a log that goes on from a loss changes its name, not its key.</summary>
    /// <exception cref="FormatException">The name cannot stand in a note.</exception>
    public NoteKey Named(string name) => new(Checked(name), Kind, _key);

    /// <summary>Reads a key as it is printed.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        // A name has no plus sign, base64 may: only the first two separate.
        var parts = text?.Trim().Split('+', 3) ?? [];
        if (parts.Length != 3 || !IsName(parts[0]) || !Base64Text.TryDecode(parts[2], out var bytes) || bytes.Length < 2)
        {
            return false;
        }

        var kind = (NoteKeyKind)bytes[0];
        var material = bytes[1..];
        var known = kind switch
        {
            NoteKeyKind.Ed25519 or NoteKeyKind.Cosignature => material.Length == Ed25519Length,
            NoteKeyKind.Ecdsa => IsP256(material),
            _ => false,
        };
        if (!known)
        {
            return false;
        }

        var found = new NoteKey(parts[0], kind, material);
        if (!string.Equals(parts[1], Convert.ToHexStringLower(found._id), StringComparison.Ordinal))
        {
            return false;
        }

        key = found;
        return true;
    }

    /// <summary>True for a name that may stand in a note: not empty, no space, no plus sign, nothing unprintable.</summary>
    public static bool IsName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= 255 } && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>True when the signature is this key's over the text.</summary>
    /// <param name="text">Text of the note, to its last line feed.</param>
    /// <param name="signature">What stands in the note after the key id.</param>
    /// <exception cref="PlatformNotSupportedException">The key is Ed25519 and the system has no OpenSSL 3.</exception>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        switch (Kind)
        {
            case NoteKeyKind.Ecdsa:
                return VerifiesEcdsa(text, signature);

            case NoteKeyKind.Ed25519:
                return Ed25519.Verify(_key, text, signature);

            case NoteKeyKind.Cosignature:
                return Cosignature.TryRead(signature, out var time, out var bytes)
                    && Ed25519.Verify(_key, Cosignature.Message(time, text), bytes);

            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}+{Convert.ToHexStringLower(_id)}+{Convert.ToBase64String([(byte)Kind, .. _key])}";

    /// <inheritdoc/>
    public bool Equals(NoteKey? other) =>
        other is not null
        && Kind == other.Kind
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && _key.AsSpan().SequenceEqual(other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, BitConverter.ToInt32(_id));

    private static byte[] IdOf(string name, NoteKeyKind kind, byte[] key) =>
        kind is NoteKeyKind.Ecdsa
            ? SHA256.HashData(key)[..IdLength]
            : SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. key])[..IdLength];

    private static string Checked(string name) =>
        IsName(name)
            ? name
            : throw new FormatException(
                "The name of a key must not be empty and must not contain a space, a plus sign or an unprintable character."
            );

    private bool VerifiesEcdsa(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(_key, out _);
        try
        {
            return ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false; // not even encoded as a signature
        }
    }

    private static bool IsP256(byte[] spki)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(spki, out var read);
            return read == spki.Length && ecdsa.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
