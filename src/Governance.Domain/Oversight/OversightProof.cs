namespace Governance.Domain.Oversight;

/// <summary>Where a document lies, with the digest of its file where someone gave it.</summary>
/// <param name="Reference">Where: an address, a record's id, a place in an archive.</param>
/// <param name="Sha256">SHA-256 of the file; null when it was not given.</param>
public sealed record OversightProof(string? Reference, string? Sha256)
{
    /// <summary>Longest reference.</summary>
    public const int MaxReference = 500;

    /// <summary>No document.</summary>
    public static OversightProof None { get; } = new(null, null);

    /// <summary>Null when it can be recorded.</summary>
    public Refusal? Refuses() =>
        Reference?.Length > MaxReference ? OversightRefusals.ReferenceTooLong
        : Sha256 is not null && !IsDigest(Sha256) ? OversightRefusals.DigestNotValid
        : null;

    private static bool IsDigest(string text) => text.Length == 64 && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
