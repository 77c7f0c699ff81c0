using System.Security.Cryptography;

namespace Governance.Domain.Monitoring;

/// <summary>The id of a decision as filters look it up: two numbers of its SHA-256, because senders choose the ids.</summary>
/// <param name="First">The first bit.</param>
/// <param name="Step">From one bit to the next.</param>
public readonly record struct DecisionIdHash(ulong First, ulong Step)
{
    /// <summary>The hash of an id.</summary>
    /// <param name="id">Its UTF-8 bytes.</param>
    public static DecisionIdHash Of(ReadOnlySpan<byte> id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id, digest);
        return new(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest[8..]) | 1);
    }
}

/// <summary>
/// Which decisions a file of rows or labels can be about, as a Bloom filter over their ids. It saves opening files that have none of the
/// decisions in question: a file that it lets through may still have none, one that it keeps out never has any.
/// </summary>
public sealed class DecisionIdFilter
{
    /// <summary>Longest filter. A file with more ids than fit is only opened more often.</summary>
    public const int MaxBytes = 1024 * 1024;

    // Thirty-two bits an id and eleven probes let one id in a million through: all ids of a window are asked about, not one.
    private const int BitsPerId = 32;
    private const int Probes = 11;

    /// <summary>Digest of the file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The filter.</summary>
    public byte[] Bits { get; init; } = [];

    /// <summary>Makes the filter of a file.</summary>
    /// <param name="sha256">Digest of the file.</param>
    /// <param name="ids">The ids it contains.</param>
    public static DecisionIdFilter Of(string sha256, IReadOnlyCollection<DecisionIdHash> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bits = new byte[Math.Clamp(((long)ids.Count * BitsPerId / 8) + 1, 8, MaxBytes)];
        foreach (var id in ids)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var bit = Bit(id, probe, bits.Length);
                bits[bit >> 3] |= (byte)(1 << (bit & 7));
            }
        }

        return new() { Sha256 = sha256, Bits = bits };
    }

    /// <summary>False when the file has none of these.</summary>
    public bool MayContainAny(IEnumerable<DecisionIdHash> ids) => ids.Any(MayContain);

    private bool MayContain(DecisionIdHash id)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = Bit(id, probe, Bits.Length);
            if ((Bits[bit >> 3] & (1 << (bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Bit(DecisionIdHash id, int probe, int bytes) =>
        (int)(unchecked(id.First + ((ulong)probe * id.Step)) % ((ulong)bytes * 8));
}
