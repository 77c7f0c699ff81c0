using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Integrations;

/// <summary>
/// Signatures of Standard Webhooks: HMAC-SHA-256 over <c>id.timestamp.body</c>, keyed with the decoded bytes of <c>whsec_…</c>.
/// </summary>
public static class WebhookSignature
{
    /// <summary>What every secret begins with.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>How far a time may be from ours.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";
    private const int KeyBytes = 32;
    private const int MaxId = 200;

    /// <summary>A new secret.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The key of a secret; null when it is none (24 to 64 bytes are).</summary>
    public static byte[]? KeyOf(string? secret)
    {
        if (secret is null || !secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) && length is >= 24 and <= 64
            ? key[..length]
            : null;
    }

    /// <summary>The header <c>webhook-signature</c>, one signature a secret.</summary>
    /// <exception cref="FormatException">A secret is none.</exception>
    public static string Sign(IReadOnlyList<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var signed = Content(id, timestamp, body);
        return string.Join(
            ' ',
            secrets.Select(s =>
                Version
                + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s) ?? throw new FormatException("The secret is not valid."), signed))
            )
        );
    }

    /// <summary>Whether a message was signed with one of our secrets, within the window.</summary>
    /// <param name="secrets">Secrets in use.</param>
    /// <param name="id">Header <c>webhook-id</c>.</param>
    /// <param name="timestamp">Header <c>webhook-timestamp</c>, in seconds.</param>
    /// <param name="signatures">Header <c>webhook-signature</c>.</param>
    /// <param name="body">The exact bytes.</param>
    /// <param name="now">Our time.</param>
    public static bool IsGood(
        IReadOnlyList<string> secrets,
        string? id,
        string? timestamp,
        string? signatures,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (
            id is not { Length: > 0 and <= MaxId }
            || id.Contains('.', StringComparison.Ordinal)
            || signatures is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > (long)Window.TotalSeconds
        )
        {
            return false;
        }

        var signed = Content(id, seconds, body);
        var good = false;
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var given in signatures.Split(' ', 16, StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                !given.StartsWith(Version, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(given[Version.Length..], mac, out var length)
                || length != mac.Length
            )
            {
                continue;
            }

            foreach (var secret in secrets)
            {
                good |= KeyOf(secret) is { } key && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, signed), mac);
            }
        }

        return good;
    }

    private static byte[] Content(string id, long timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
}
