namespace Governance.Data.Copies;

/// <summary>What came of a copy.</summary>
/// <param name="Findings">What differs between source and target, in sentences; nothing when all is equal.</param>
/// <param name="Digest">One digest over all rows of the source, in lower-case hexadecimal.</param>
/// <param name="Tables">How many tables were compared.</param>
/// <param name="Entries">Entries of the log.</param>
public sealed record CopyResult(IReadOnlyList<string> Findings, string Digest, int Tables, long Entries);
