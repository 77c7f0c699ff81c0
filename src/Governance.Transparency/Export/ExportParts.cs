namespace Governance.Transparency.Export;

/// <summary>What an export holds, read but not yet believed. A list that is null does not stand in the file.</summary>
internal sealed class ExportParts
{
    public string? Format { get; set; }

    public string? Checkpoint { get; set; }

    public string? PublicKey { get; set; }

    public HashRun? Leaves { get; set; }

    public HashRun? LeafHashes { get; set; }

    public List<InclusionProof>? InclusionProofs { get; set; }

    public List<ConsistencyProof>? ConsistencyProofs { get; set; }

    public List<string> PreviousCheckpoints { get; } = [];

    public List<string> WitnessKeys { get; } = [];

    /// <summary>Tree sizes whose roots will be asked for, as far as they are known while the entries stream by.</summary>
    public IEnumerable<long> Sizes() =>
        [.. PreviousCheckpoints.Select(SizeOf).OfType<long>(), .. ConsistencyProofs?.Select(p => p.OldSize) ?? []];

    private static long? SizeOf(string text) =>
        SignedNote.TryParse(text, out var note) && Transparency.Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint.Size : null;
}
