namespace Governance.Transparency.Witness;

/// <summary>The tree of a log that a witness cosigned last.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root.</param>
public sealed record WitnessedTree(long Size, byte[] Root)
{
    /// <summary>What stands before the first.</summary>
    public static WitnessedTree None { get; } = new(0, MerkleHash.Empty);
}

/// <summary>What a witness remembers of each log. It outlives the process: a witness that forgets vouches for anything.</summary>
public interface IWitnessState
{
    /// <summary>The tree cosigned last; <see cref="WitnessedTree.None"/> before the first.</summary>
    Task<WitnessedTree> GetAsync(string origin, CancellationToken ct);

    /// <summary>
    /// Remembers a tree, durably, if the one remembered is still <paramref name="before"/>; false when someone was quicker.
    /// </summary>
    Task<bool> TrySetAsync(string origin, WitnessedTree before, WitnessedTree after, CancellationToken ct);
}
