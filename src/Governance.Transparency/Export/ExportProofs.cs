namespace Governance.Transparency.Export;

/// <summary>A proof that an entry stands in a tree.</summary>
/// <param name="LeafIndex">Index of the entry.</param>
/// <param name="TreeSize">Entries of the tree.</param>
/// <param name="LeafHash">Hash of the entry.</param>
/// <param name="Hashes">From the entry's sibling up.</param>
public sealed record InclusionProof(long LeafIndex, long TreeSize, byte[] LeafHash, IReadOnlyList<byte[]> Hashes);

/// <summary>A proof that a tree begins with all of an earlier one.</summary>
/// <param name="OldSize">Entries of the earlier tree.</param>
/// <param name="NewSize">Entries of the later tree.</param>
/// <param name="OldRoot">Root of the earlier tree.</param>
/// <param name="NewRoot">Root of the later tree.</param>
/// <param name="Hashes">The proof.</param>
public sealed record ConsistencyProof(long OldSize, long NewSize, byte[] OldRoot, byte[] NewRoot, IReadOnlyList<byte[]> Hashes);

/// <summary>Everything of an export but its entries.</summary>
public sealed record ExportHead
{
    /// <summary>The newest signed checkpoint.</summary>
    public required SignedNote Checkpoint { get; init; }

    /// <summary>The log's key.</summary>
    public required NoteKey PublicKey { get; init; }

    /// <summary>Earlier signed checkpoints.</summary>
    public IReadOnlyList<SignedNote> PreviousCheckpoints { get; init; } = [];

    /// <summary>Keys of witnesses whose cosignatures stand on the checkpoints.</summary>
    public IReadOnlyList<NoteKey> WitnessKeys { get; init; } = [];

    /// <summary>Proofs of single entries.</summary>
    public IReadOnlyList<InclusionProof> InclusionProofs { get; init; } = [];

    /// <summary>Proofs that the log only grew.</summary>
    public IReadOnlyList<ConsistencyProof> ConsistencyProofs { get; init; } = [];
}
