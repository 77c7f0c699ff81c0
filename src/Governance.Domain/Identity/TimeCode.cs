using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Identity;

/// <summary>
/// One-time codes made of a shared secret and the time (RFC 6238): six digits, thirty seconds, HMAC-SHA-1, as authenticator apps make them.
/// </summary>
public static class TimeCode
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a secret: as long as the hash, as RFC 4226 section 4 asks.</summary>
    public const int SecretBytes = 20;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step an instant lies in.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="step">The step.</param>
    /// <param name="digits">How many digits, 6 to 8.</param>
    /// <param name="hash">The hash function; apps know only SHA-1.</param>
    public static string Of(ReadOnlySpan<byte> secret, long step, int digits = Digits, HashAlgorithmName? hash = null)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[64];
        mac = mac[..Mac(hash ?? HashAlgorithmName.SHA1, secret, counter, mac)];
        var offset = mac[^1] & 0x0F;
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[offset..]) & 0x7FFF_FFFF;
        return (number % (uint)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>
    /// The step whose code this is, or null: the present one, the one before or the one after, and none at or before the last that was
    /// taken.
    /// </summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="code">What was typed; spaces do not count.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="last">The step whose code was taken last: none is taken twice.</param>
    public static long? Accept(ReadOnlySpan<byte> secret, string? code, DateTimeOffset now, long last)
    {
        var typed = Normalise(code);
        if (typed.Length != Digits)
        {
            return null;
        }

        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            // All three are always compared, so that the time says nothing about which.
            if (
                CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret, step)), Encoding.ASCII.GetBytes(typed))
                && step > last
            )
            {
                found ??= step;
            }
        }

        return found;
    }

    /// <summary>A secret as apps take it by hand: base32 without padding (RFC 4648).</summary>
    public static string Text(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        int bits = 0,
            value = 0;
        foreach (var b in secret)
        {
            (value, bits) = ((value << 8) | b, bits + 8);
            while (bits >= 5)
            {
                text.Append(Alphabet[(value >> (bits - 5)) & 31]);
                bits -= 5;
            }

            value &= (1 << bits) - 1;
        }

        return bits > 0 ? text.Append(Alphabet[(value << (5 - bits)) & 31]).ToString() : text.ToString();
    }

    /// <summary>What a picture for an app says.</summary>
    /// <param name="issuer">Whose installation.</param>
    /// <param name="account">Whose account.</param>
    /// <param name="secret">The shared secret.</param>
    public static string Uri(string issuer, string account, ReadOnlySpan<byte> secret)
    {
        var label = System.Uri.EscapeDataString($"{issuer}:{account}");
        return $"otpauth://totp/{label}?secret={Text(secret)}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits="
            + $"{Digits}&period={StepSeconds}";
    }

    /// <summary>A typed code without the spaces and dashes people put in.</summary>
    public static string Normalise(string? code) =>
        code is null or { Length: > 64 } ? "" : string.Concat(code.Where(c => !char.IsWhiteSpace(c) && c != '-'));

    private static int Mac(HashAlgorithmName hash, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> counter, Span<byte> mac) =>
        hash.Name switch
        {
            "SHA256" => HMACSHA256.HashData(secret, counter, mac),
            "SHA512" => HMACSHA512.HashData(secret, counter, mac),
#pragma warning disable CA5350 // RFC 6238 and every authenticator app: HMAC does not rest on the collisions that SHA-1 lost to.
            _ => HMACSHA1.HashData(secret, counter, mac),
#pragma warning restore CA5350
        };
}

/// <summary>Codes for the day the phone is lost: ten at a time, each good once, 80 random bits each.</summary>
public static class RecoveryCode
{
    /// <summary>Codes of a set.</summary>
    public const int Count = 10;

    /// <summary>With so few left it is time for a new set.</summary>
    public const int Few = 3;

    /// <summary>A new one, in groups to be written down.</summary>
    public static string New()
    {
        var text = TimeCode.Text(RandomNumberGenerator.GetBytes(10)).ToLowerInvariant();
        return string.Join('-', Enumerable.Range(0, 4).Select(i => text.Substring(i * 4, 4)));
    }

    /// <summary>What is compared and hashed: without dashes, spaces and capitals. Null when it cannot be one.</summary>
    public static string? Normalise(string? code)
    {
        var text = TimeCode.Normalise(code).ToLowerInvariant();
        return text.Length == 16 && text.All(char.IsAsciiLetterOrDigit) ? text : null;
    }
}
