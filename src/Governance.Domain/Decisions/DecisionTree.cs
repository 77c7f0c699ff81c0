using System.Security.Cryptography;
using Governance.Transparency;

namespace Governance.Domain.Decisions;

/// <summary>
/// The Merkle tree of a batch: RFC 6962 with SHA-256, leaf data = the 32 bytes of a commitment, in the order of the batch. Only its root
/// and the hashes of every complete run of 256 leaves are stored; the rest of a proof is made from the commitments of one run.
/// </summary>
public sealed class DecisionTree
{
    /// <summary>Level of the stored hashes.</summary>
    public const int RunLevel = 8;

    /// <summary>Leaves below a stored hash.</summary>
    public const int Run = 1 << RunLevel;

    private readonly MerkleTree _tree = new();
    private readonly List<byte[]> _runs = [];

    /// <summary>Leaves so far.</summary>
    public int Count => (int)_tree.Size;

    /// <summary>Adds a commitment.</summary>
    public void Append(ReadOnlySpan<byte> commitment) =>
        _tree.Append(
            Leaf(commitment),
            (node, hash) =>
            {
                if (node.Level == RunLevel)
                {
                    _runs.Add(hash);
                }
            }
        );

    /// <summary>The root.</summary>
    public byte[] Root() => _tree.Root();

    /// <summary>The hashes of the complete runs, one after the other.</summary>
    public byte[] Runs() => [.. _runs.SelectMany(h => h)];

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ commitment).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> commitment)
    {
        Span<byte> data = stackalloc byte[1 + MerkleHash.Size];
        data[0] = 0;
        commitment[..MerkleHash.Size].CopyTo(data[1..]);
        return SHA256.HashData(data);
    }

    /// <summary>The range of leaves whose commitments <see cref="Prove"/> needs.</summary>
    public static (int From, int To) RangeFor(int position, int count) =>
        position / Run < count / Run ? (position / Run * Run, (position / Run * Run) + Run) : (count / Run * Run, count);

    /// <summary>The proof that a commitment stands at its place in the batch.</summary>
    /// <param name="position">Its place, from 0.</param>
    /// <param name="count">Decisions of the batch.</param>
    /// <param name="runs">Stored hashes of the complete runs.</param>
    /// <param name="leaves">Commitments by place: those of <see cref="RangeFor"/>, and of the last, incomplete run.</param>
    public static IReadOnlyList<byte[]> Prove(int position, int count, byte[] runs, Func<int, byte[]> leaves)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(leaves);
        var known = new Dictionary<NodeId, byte[]>();
        return ProofPlan.Inclusion(position, count).Resolve(HashOf);

        byte[] HashOf(NodeId node)
        {
            if (known.TryGetValue(node, out var hash))
            {
                return hash;
            }

            hash = node.Level switch
            {
                0 => Leaf(leaves((int)node.Index)),
                RunLevel => runs.AsSpan((int)node.Index * MerkleHash.Size, MerkleHash.Size).ToArray(),
                _ => MerkleHash.Node(
                    HashOf(new NodeId(node.Level - 1, node.Index * 2)),
                    HashOf(new NodeId(node.Level - 1, (node.Index * 2) + 1))
                ),
            };
            known[node] = hash;
            return hash;
        }
    }
}
