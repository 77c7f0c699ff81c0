using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>
/// 512 entries of an export on their way from base64 to the hash of their common subtree. Batches are hashed beside each other; a full one
/// is a complete subtree of level 9, so that only 32 bytes of it have to be kept. Buffers are used again: nothing is allocated per entry.
/// </summary>
internal sealed class LeafBatch
{
    public const int Level = 9;
    public const int Capacity = 1 << Level;

    private readonly int[] _ends = new int[Capacity];
    private byte[] _text = new byte[64 * 1024];

    /// <summary>Gets every entry, on the thread that decodes it.</summary>
    public LeafSeen? Seen { get; init; }

    /// <summary>Where the hashes go.</summary>
    public HashRun Run { get; private set; } = null!;

    /// <summary>True when the texts are hashes already.</summary>
    public bool AreHashes { get; private set; }

    /// <summary>Index of the first entry.</summary>
    public long First { get; private set; }

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>Hashes of the entries, one behind the other.</summary>
    public byte[] Hashes { get; } = new byte[Capacity * MerkleHash.Size];

    /// <summary>Hash of the subtree, when the batch is full.</summary>
    public byte[] Root { get; } = new byte[MerkleHash.Size];

    /// <summary>What is wrong with the first entry that is no entry.</summary>
    public ExportFormatException? Problem { get; private set; }

    private int TextLength => Count == 0 ? 0 : _ends[Count - 1];

    public void Begin(HashRun run, bool areHashes, long first)
    {
        (Run, AreHashes, First, Count, Problem) = (run, areHashes, first, 0, null);
    }

    /// <summary>Takes one text from the reader.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        var from = TextLength;
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        if (_text.Length < from + length)
        {
            Array.Resize(ref _text, int.Max(_text.Length * 2, from + length));
        }

        if (reader.ValueIsEscaped)
        {
            // A solidus may be written with a backslash, and is in base64.
            length = reader.CopyString(_text.AsSpan(from));
        }
        else
        {
            reader.ValueSpan.CopyTo(_text.AsSpan(from));
        }

        _ends[Count++] = from + length;
    }

    /// <summary>Decodes and hashes; on any thread.</summary>
    public LeafBatch Compute()
    {
        var bytes = ArrayPool<byte>.Shared.Rent(1 + (TextLength / 4 * 3) + 3);
        try
        {
            bytes[0] = 0;
            var from = 0;
            for (var i = 0; i < Count; i++)
            {
                var text = _text.AsSpan(from, _ends[i] - from);
                from = _ends[i];
                if (!TryDecode(text, bytes.AsSpan(1), out var length))
                {
                    Problem = new ExportFormatException($"{Words(i)} is not canonical base64.", First + i);
                    return this;
                }

                var hash = Hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size);
                if (!AreHashes && length <= MerkleHash.MaxLeafBytes)
                {
                    SHA256.HashData(bytes.AsSpan(0, 1 + length), hash);
                    Seen?.Invoke(First + i, bytes.AsSpan(1, length));
                }
                else if (AreHashes && length == MerkleHash.Size)
                {
                    bytes.AsSpan(1, length).CopyTo(hash);
                }
                else
                {
                    Problem = new ExportFormatException(
                        AreHashes
                            ? $"{Words(i)} has {length} bytes; a hash has {MerkleHash.Size}."
                            : $"{Words(i)} has {length} bytes; an entry may have at most {MerkleHash.MaxLeafBytes}.",
                        First + i
                    );
                    return this;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        if (IsFull)
        {
            HashRun.Fold(Hashes, Root);
        }

        return this;
    }

    /// <summary>Canonical base64: nothing but the alphabet, padded, no bits left over.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> to, out int length)
    {
        length = 0;
        if (text.Length % 4 != 0)
        {
            return false;
        }

        var padding =
            text.EndsWith("=="u8) ? 2
            : text.EndsWith("="u8) ? 1
            : 0;

        // The framework's decoder leaves out white space and does not look at the bits left over.
        return Base64.DecodeFromUtf8(text, to, out _, out length) is OperationStatus.Done
            && length == (text.Length / 4 * 3) - padding
            && (padding == 0 || (SixBits(text[^(1 + padding)]) & (padding == 1 ? 0b11 : 0b1111)) == 0);
    }

    private static int SixBits(byte c) =>
        c switch
        {
            >= (byte)'A' and <= (byte)'Z' => c - 'A',
            >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
            (byte)'+' => 62,
            _ => 63,
        };

    private string Words(int i) => $"{(AreHashes ? "The hash of entry" : "Entry")} {First + i}";
}
