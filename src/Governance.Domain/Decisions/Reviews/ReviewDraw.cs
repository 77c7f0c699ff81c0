using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Decisions.Reviews;

/// <summary>
/// Draws by lot that can be repeated: the same decision is drawn the same way each time, and without the secret no one can say beforehand
/// which decisions are drawn, or name a decision so that it is not.
/// </summary>
public static class ReviewDraw
{
    /// <summary>Length of the secret in bytes.</summary>
    public const int SeedSize = 32;

    /// <summary>A new secret.</summary>
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(SeedSize);

    /// <summary>The first 53 bits of HMAC-SHA256(seed, purpose, id) as a number from 0 up to and without 1; uniform over ids.</summary>
    /// <param name="seed">The secret.</param>
    /// <param name="purpose">What is drawn: draws of two purposes have nothing to do with one another.</param>
    /// <param name="id">The sender's id of the decision.</param>
    public static double Of(byte[] seed, string purpose, string id)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes($"{purpose}\n{id}"), hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * Math.Pow(2, -53);
    }
}
