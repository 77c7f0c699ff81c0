using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Approvals.Hooks;

/// <summary>
/// Whether a call was signed with the shared secret: HMAC-SHA-256 over the body, in hexadecimal, compared in constant time.
/// </summary>
internal static class HookSignature
{
    public static bool IsGood(string secret, ReadOnlySpan<byte> body, string? given)
    {
        var text = given?.Trim() ?? "";
        text = text.StartsWith("sha256=", StringComparison.Ordinal) ? text["sha256=".Length..] : text;
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        return secret.Length > 0
            && text.Length == 2 * SHA256.HashSizeInBytes
            && Convert.FromHexString(text, signature, out _, out _) is System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
    }

    /// <summary>GitLab's plain token, which its push hooks carry.</summary>
    public static bool IsToken(string secret, string? given) =>
        secret.Length > 0
        && given is not null
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            SHA256.HashData(Encoding.UTF8.GetBytes(given))
        );
}
