namespace Governance.Data.Artifacts;

/// <summary>What was stored.</summary>
/// <param name="Sha256">Digest, lower-case hex: the name in the store.</param>
/// <param name="SizeBytes">Length.</param>
public sealed record StoredContent(string Sha256, long SizeBytes);
