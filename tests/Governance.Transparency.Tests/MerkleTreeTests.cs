using System.Globalization;

namespace Governance.Transparency.Tests;

/// <summary>
/// Against the published leaves, roots and proofs (transparency-dev/merkle, RFC 6962), and against the definition for every small size.
/// </summary>
public sealed class MerkleTreeTests
{
    private static readonly byte[][] s_leaves =
    [
        .. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(
            Convert.FromHexString
        ),
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_PublishedLeaves_EqualsThePublishedRoot(int size, string root) =>
        Assert.Equal(root, Convert.ToHexStringLower(Log.Of(s_leaves.Take(size)).Root(size)));

    [Theory]
    [InlineData(5, 8, "bc1a0643b12e4d2d ca854ea128ed050b d37ee418976dd957")]
    [InlineData(6, 7, "0ebc5d3437fbe2db d37ee418976dd957")]
    public void Inclusion_PublishedLeaves_EqualsThePublishedProof(long index, long size, string hashes) =>
        Assert.Equal(hashes, Beginnings(Log.Of(s_leaves).Proof(ProofPlan.Inclusion(index, size))));

    [Theory]
    [InlineData(3, 7, "0298d122906dcfc1 07506a85fd9dd2f1 fac54203e7cc696c 837dbb152e9b0790")]
    [InlineData(4, 8, "6b47aaf29ee3c2af")]
    [InlineData(6, 8, "0ebc5d3437fbe2db ca854ea128ed050b d37ee418976dd957")]
    public void Consistency_PublishedLeaves_EqualsThePublishedProof(long first, long second, string hashes) =>
        Assert.Equal(hashes, Beginnings(Log.Of(s_leaves).Proof(ProofPlan.Consistency(first, second))));

    [Fact]
    public void EveryProofOfEverySmallTree_Verifies_AndNoNeighbourDoes()
    {
        const int Most = 70;
        var log = Log.Of(Enumerable.Range(0, Most).Select(i => BitConverter.GetBytes(i)));
        for (var size = 1; size <= Most; size++)
        {
            var root = log.Root(size);
            Assert.Equal(Definition(log, 0, size), root);
            for (var index = 0; index < size; index++)
            {
                var proof = log.Proof(ProofPlan.Inclusion(index, size));
                Assert.True(MerkleProofs.Includes(index, size, log.Leaf(index), proof, root));
                Assert.False(MerkleProofs.Includes(index, size, log.Leaf((index + 1) % Most), proof, root));
                Assert.False(MerkleProofs.Includes(index, size, log.Leaf(index), [.. proof, root], root));
                Assert.False(size > 1 && MerkleProofs.Includes(index, size, log.Leaf(index), [.. proof.Skip(1)], root));
                Assert.False(size > 1 && MerkleProofs.Includes((index + 1) % size, size, log.Leaf(index), proof, root));
            }

            for (var first = 0; first <= size; first++)
            {
                var earlier = log.Root(first);
                var proof = log.Proof(ProofPlan.Consistency(first, size));
                Assert.True(MerkleProofs.Extends(first, size, earlier, root, proof));
                Assert.False(first > 0 && MerkleProofs.Extends(first, size, log.Leaf(0).Reverse().ToArray(), root, proof));
                Assert.False(MerkleProofs.Extends(first, size, earlier, root, [.. proof, earlier]));
                Assert.False(proof.Count > 0 && MerkleProofs.Extends(first, size, earlier, root, [.. proof.Skip(1)]));
            }
        }
    }

    [Fact]
    public void GoingOn_FromStoredPeaks_GivesTheSameTree()
    {
        var log = Log.Of(Enumerable.Range(0, 200).Select(i => BitConverter.GetBytes(i)));
        for (var size = 0; size < 200; size += 7)
        {
            var tree = new MerkleTree(size, node => log.Hash(node));
            Assert.Equal(log.Root(size), tree.Root());
            tree.Append(log.Leaf(size));
            Assert.Equal(log.Root(size + 1), tree.Root());
        }
    }

    [Fact]
    public void Appending_WithTheNeededPeaksOnly_CompletesTheSameSubtrees()
    {
        const int Most = 70;
        var log = Log.Of(Enumerable.Range(0, Most).Select(i => BitConverter.GetBytes(i)));
        for (var size = 0; size < Most; size++)
        {
            for (var count = 1; size + count <= Most; count++)
            {
                var needed = MerkleTree.NeededToAppend(size, count).ToHashSet();
                var tree = new MerkleTree(size, node => needed.Contains(node) ? log.Hash(node) : []);
                for (var i = 0; i < count; i++)
                {
                    tree.Append(log.Leaf(size + i), (node, hash) => Assert.Equal(log.Hash(node), hash));
                }
            }
        }
    }

    [Fact]
    public void NeededToAppend_OneLeaf_IsOneForEveryTrailingOne() =>
        Assert.Equal([new NodeId(2, 4), new NodeId(1, 10), new NodeId(0, 22)], MerkleTree.NeededToAppend(0b10111));

    [Fact]
    public void ProofsOfAHugeLog_ReadFewNodes()
    {
        const long Size = 10_000_019;
        Assert.All(new[] { 0L, 1, 4_999_999, Size - 1 }, index => Assert.InRange(ProofPlan.Inclusion(index, Size).Nodes.Count, 1, 48));
        Assert.All(new[] { 1L, 4_999_999, Size - 1 }, first => Assert.InRange(ProofPlan.Consistency(first, Size).Nodes.Count, 1, 48));
    }

    [Fact]
    public void Positions_OfAllNodes_AreDifferent()
    {
        var nodes = Enumerable.Range(0, 6).SelectMany(level => Enumerable.Range(0, 64 >> level).Select(i => new NodeId(level, i))).ToList();
        Assert.Equal(nodes.Count, nodes.Select(n => n.Position).Distinct().Count());
    }

    // RFC 6962 section 2.1, as written.
    private static byte[] Definition(Log log, int from, int to)
    {
        if (to - from == 1)
        {
            return log.Leaf(from);
        }

        var k = 1;
        while (k * 2 < to - from)
        {
            k *= 2;
        }

        return MerkleHash.Node(Definition(log, from, from + k), Definition(log, from + k, to));
    }

    private static string Beginnings(IEnumerable<byte[]> hashes) =>
        string.Join(' ', hashes.Select(h => Convert.ToHexStringLower(h.AsSpan(0, 8)).ToString(CultureInfo.InvariantCulture)));

    // A log that keeps every complete subtree, as the database does.
    private sealed class Log
    {
        private readonly Dictionary<NodeId, byte[]> _nodes = [];

        public static Log Of(IEnumerable<byte[]> leaves)
        {
            var log = new Log();
            var tree = new MerkleTree();
            foreach (var leaf in leaves)
            {
                var hash = MerkleHash.Leaf(leaf);
                log._nodes[new NodeId(0, tree.Size)] = hash;
                tree.Append(hash, (node, bytes) => log._nodes[node] = bytes);
            }

            return log;
        }

        public byte[] Leaf(int index) => _nodes[new NodeId(0, index)];

        public byte[] Hash(NodeId node) => _nodes[node];

        public byte[] Root(int size) => size == 0 ? MerkleHash.Empty : ProofPlan.Root(size).Resolve(Hash)[0];

        public IReadOnlyList<byte[]> Proof(ProofPlan plan) => plan.Resolve(Hash);
    }
}
