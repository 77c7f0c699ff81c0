using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>Reads one object of <c>inclusion_proofs</c> or <c>consistency_proofs</c>.</summary>
internal sealed class ProofReader(bool isInclusion)
{
    private static readonly string[] s_inclusion =
    [
        ExportMember.LeafIndex,
        ExportMember.TreeSize,
        ExportMember.LeafHash,
        ExportMember.Hashes,
    ];
    private static readonly string[] s_consistency =
    [
        ExportMember.OldSize,
        ExportMember.NewSize,
        ExportMember.OldRoot,
        ExportMember.NewRoot,
        ExportMember.Hashes,
    ];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _bytes = new(StringComparer.Ordinal);
    private readonly List<byte[]> _hashes = [];
    private string? _member;
    private bool _inHashes;

    public int HashCount => _hashes.Count;

    private string Words => isInclusion ? "An inclusion proof" : "A consistency proof";

    /// <summary>Takes the next token; true when it was the last.</summary>
    public bool Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _member = ExportParser.NameOf(ref reader, isInclusion ? s_inclusion : s_consistency, _seen);
                return false;
            case JsonTokenType.EndObject:
                return _seen.Count == (isInclusion ? s_inclusion : s_consistency).Length
                    ? true
                    : throw new ExportFormatException($"{Words} lacks some of its members.");
            case JsonTokenType.StartArray when _member == ExportMember.Hashes && !_inHashes:
                _inHashes = true;
                return false;
            case JsonTokenType.EndArray when _inHashes:
                _inHashes = false;
                return false;
            case JsonTokenType.String when _inHashes && _hashes.Count < ExportMember.MaxPath:
                _hashes.Add(HashOf(ref reader));
                return false;
            case JsonTokenType.String when _member is ExportMember.LeafHash or ExportMember.OldRoot or ExportMember.NewRoot:
                _bytes[_member] = HashOf(ref reader);
                return false;
            case JsonTokenType.Number
                when !_inHashes
                    && _member
                        is not (null or ExportMember.Hashes or ExportMember.LeafHash or ExportMember.OldRoot or ExportMember.NewRoot):
                _numbers[_member] =
                    reader.TryGetInt64(out var number) && number >= 0
                        ? number
                        : throw new ExportFormatException($"{Words} has a \"{_member}\" that is not a whole number.");
                return false;
            default:
                throw new ExportFormatException($"{Words} does not contain what tlog-export/v1 requires.");
        }
    }

    public InclusionProof Inclusion() =>
        new(_numbers[ExportMember.LeafIndex], _numbers[ExportMember.TreeSize], _bytes[ExportMember.LeafHash], _hashes);

    public ConsistencyProof Consistency() =>
        new(
            _numbers[ExportMember.OldSize],
            _numbers[ExportMember.NewSize],
            _bytes[ExportMember.OldRoot],
            _bytes[ExportMember.NewRoot],
            _hashes
        );

    private byte[] HashOf(ref Utf8JsonReader reader) =>
        Base64Text.TryDecode(ExportParser.TextOf(ref reader), out var bytes) && bytes.Length == MerkleHash.Size
            ? bytes
            : throw new ExportFormatException($"{Words} has a hash that is not 32 bytes in canonical base64.");
}
