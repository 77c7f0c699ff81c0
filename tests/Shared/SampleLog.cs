using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Testing;

/// <summary>A log in memory that can be exported, and lied about.</summary>
internal sealed class SampleLog : IDisposable
{
    public const string Origin = "governance/test";

    private readonly ECDsa _ecdsa;

    public SampleLog(int size, int seed = 1, ECDsa? key = null)
    {
        _ecdsa = key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var random = new Random(seed);
        for (var i = 0; i < size; i++)
        {
            Leaves.Add(
                Encoding.UTF8.GetBytes($$"""{"index":{{i}},"salt":{{random.Next()}},"text":"{{new string('x', random.Next(60))}}"}""")
            );
        }
    }

    public List<byte[]> Leaves { get; } = [];

    public ECDsa PrivateKey => _ecdsa;

    public NoteKey Key => NoteKey.Of(Origin, _ecdsa);

    public List<int> PreviousSizes { get; } = [];

    public List<NoteKey> WitnessKeys { get; } = [];

    public VerificationAnchor KeyPinned => new() { Keys = [Key] };

    public byte[] Root(long size)
    {
        var tree = new MerkleTree();
        foreach (var leaf in Leaves.Take((int)size))
        {
            tree.Append(MerkleHash.Leaf(leaf));
        }

        return tree.Root();
    }

    public SignedNote Checkpoint(long size) => SignedNote.Sign(new Checkpoint(Origin, size, Root(size)).ToString(), Origin, _ecdsa);

    public VerificationAnchor Pinned(long size) => new() { Keys = [Key], Checkpoint = Checkpoint(size) };

    public ExportHead Head(SignedNote? checkpoint = null) =>
        new()
        {
            Checkpoint = checkpoint ?? Checkpoint(Leaves.Count),
            PublicKey = Key,
            WitnessKeys = WitnessKeys,
            PreviousCheckpoints = [.. PreviousSizes.Select(s => Checkpoint(s))],
            InclusionProofs = Leaves.Count == 0 ? [] : [Inclusion(Leaves.Count - 1)],
            ConsistencyProofs = [.. PreviousSizes.DefaultIfEmpty(1).Where(s => s < Leaves.Count).Select(s => Consistency(s, Leaves.Count))],
        };

    public InclusionProof Inclusion(long index) =>
        new(index, Leaves.Count, MerkleHash.Leaf(Leaves[(int)index]), ProofPlan.Inclusion(index, Leaves.Count).Resolve(Node));

    public byte[] Receipt(int index) =>
        Encoding.UTF8.GetBytes(new TlogProof(index, Inclusion(index).Hashes, Checkpoint(Leaves.Count)).ToString());

    public ConsistencyProof Consistency(long from, long to) =>
        new(from, to, Root(from), Root(to), ProofPlan.Consistency(from, to).Resolve(Node));

    public async Task<byte[]> ExportAsync(bool hashes = true, ExportHead? head = null)
    {
        using var to = new MemoryStream();
        await ExportWriter.WriteAsync(
            to,
            head ?? Head(),
            Leaves.ToAsyncEnumerable(),
            hashes ? Leaves.Select(l => MerkleHash.Leaf(l)).ToAsyncEnumerable() : null,
            TestContext.Current.CancellationToken
        );
        return to.ToArray();
    }

    public async Task<JsonObject> JsonAsync(bool hashes = true) => JsonNode.Parse(await ExportAsync(hashes))!.AsObject();

    public static Task<LogVerification> VerifyAsync(JsonObject export, VerificationAnchor? anchor = null) =>
        VerifyAsync(Encoding.UTF8.GetBytes(export.ToJsonString()), anchor);

    public static async Task<LogVerification> VerifyAsync(byte[] export, VerificationAnchor? anchor = null)
    {
        using var stream = new MemoryStream(export);
        return await ExportVerifier.VerifyAsync(stream, anchor ?? new(), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _ecdsa.Dispose();

    private byte[] Node(NodeId node)
    {
        var tree = new MerkleTree();
        foreach (var leaf in Leaves.Skip((int)node.First).Take((int)(node.End - node.First)))
        {
            tree.Append(MerkleHash.Leaf(leaf));
        }

        return tree.Root();
    }
}
