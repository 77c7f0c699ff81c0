namespace Governance.Transparency.Export;

/// <summary>Members of <c>tlog-export/v1</c>, and how much of each is read: a verifier is given files by strangers.</summary>
internal static class ExportMember
{
    public const string FormatName = "tlog-export/v1";

    public const string Format = "format";
    public const string Checkpoint = "checkpoint";
    public const string PublicKey = "public_key";
    public const string Leaves = "leaves";
    public const string LeafHashes = "leaf_hashes";
    public const string InclusionProofs = "inclusion_proofs";
    public const string ConsistencyProofs = "consistency_proofs";
    public const string PreviousCheckpoints = "previous_checkpoints";
    public const string WitnessKeys = "witness_keys";

    public const string LeafIndex = "leaf_index";
    public const string TreeSize = "tree_size";
    public const string LeafHash = "leaf_hash";
    public const string Hashes = "hashes";
    public const string OldSize = "old_size";
    public const string NewSize = "new_size";
    public const string OldRoot = "old_root";
    public const string NewRoot = "new_root";

    /// <summary>Longest single text: a leaf of 65,535 bytes needs 87,384; a note may be longer.</summary>
    public const int MaxToken = 2 * 1024 * 1024;

    /// <summary>Most earlier checkpoints, and most witness keys.</summary>
    public const int MaxTexts = 1_000;

    /// <summary>Longest checkpoint and key.</summary>
    public const int MaxText = 100_000;

    /// <summary>Most proof hashes of all proofs together (32 MiB).</summary>
    public const int MaxProofHashes = 1 << 20;

    /// <summary>Most hashes of one proof.</summary>
    public const int MaxPath = 64;

    public static readonly string[] All =
    [
        Format,
        Checkpoint,
        PublicKey,
        Leaves,
        LeafHashes,
        InclusionProofs,
        ConsistencyProofs,
        PreviousCheckpoints,
        WitnessKeys,
    ];
}

/// <summary>The file is no <c>tlog-export/v1</c>; the message says where it stops being one.</summary>
internal sealed class ExportFormatException(string message, long? index = null) : Exception(message)
{
    public long? Index { get; } = index;
}
