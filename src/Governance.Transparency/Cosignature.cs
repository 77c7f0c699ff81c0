using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Governance.Transparency;

/// <summary>
/// A witness's word that it saw a checkpoint and that it extends what it saw before (C2SP tlog-cosignature, Ed25519, type 04).
/// </summary>
public static class Cosignature
{
    /// <summary>Length of what stands in a note after the key id: eight bytes of time and the signature.</summary>
    public const int Length = 8 + Ed25519.SignatureLength;

    /// <summary>Cosigns the text of a checkpoint.</summary>
    /// <param name="seed">The witness's private key, 32 bytes.</param>
    /// <param name="time">When.</param>
    /// <param name="text">Text of the checkpoint, to its last line feed.</param>
    public static byte[] Sign(ReadOnlySpan<byte> seed, DateTimeOffset time, ReadOnlySpan<byte> text)
    {
        var seconds = time.ToUnixTimeSeconds();
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        Ed25519.Sign(seed, Message(seconds, text)).CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>When a witness cosigned; null for anything else than a cosignature.</summary>
    public static DateTimeOffset? TimeOf(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return TryRead(signature.Bytes, out var seconds, out _) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    internal static bool TryRead(ReadOnlySpan<byte> bytes, out long seconds, out ReadOnlySpan<byte> signature)
    {
        seconds = 0;
        signature = default;
        if (bytes.Length != Length)
        {
            return false;
        }

        seconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        signature = bytes[8..];
        return seconds >= 0;
    }

    internal static byte[] Message(long seconds, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n")), .. text];
}
