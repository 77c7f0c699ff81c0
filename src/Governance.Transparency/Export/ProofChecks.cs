namespace Governance.Transparency.Export;

/// <summary>Checks the proofs in an exported log file against checkpoints that the log signed, and against the entries.</summary>
internal static class ProofChecks
{
    /// <summary>What is wrong with a proof, as the end of a sentence; null when it holds.</summary>
    public static string? Refuses(InclusionProof proof, SortedDictionary<long, byte[]> trusted, HashRun entries)
    {
        if (!trusted.TryGetValue(proof.TreeSize, out var root))
        {
            return $"names a tree of {proof.TreeSize} entries, for which the file holds no verified checkpoint.";
        }

        if (!MerkleProofs.Includes(proof.LeafIndex, proof.TreeSize, proof.LeafHash, proof.Hashes, root))
        {
            return "does not lead to the signed root.";
        }

        return entries.LeafAt(proof.LeafIndex) is { } own && !own.AsSpan().SequenceEqual(proof.LeafHash)
            ? "is for a different entry than the one in the file."
            : null;
    }

    /// <summary>What is wrong with a proof, as the end of a sentence; null when it holds.</summary>
    public static string? Refuses(ConsistencyProof proof, SortedDictionary<long, byte[]> trusted, HashRun entries)
    {
        if (!trusted.TryGetValue(proof.NewSize, out var newRoot))
        {
            return $"names a tree of {proof.NewSize} entries, for which the file holds no verified checkpoint.";
        }

        // A new log has no earlier checkpoint: then the root of its beginning is computed from the entries.
        if (!trusted.TryGetValue(proof.OldSize, out var oldRoot) && (oldRoot = entries.RootAt(proof.OldSize)) is null)
        {
            return $"names a tree of {proof.OldSize} entries, for which the file holds no verified checkpoint.";
        }

        return
            proof.OldRoot.AsSpan().SequenceEqual(oldRoot)
            && proof.NewRoot.AsSpan().SequenceEqual(newRoot)
            && MerkleProofs.Extends(proof.OldSize, proof.NewSize, proof.OldRoot, proof.NewRoot, proof.Hashes)
            ? null
            : "is not valid.";
    }
}
