namespace Governance.Reporting.Signing;

/// <param name="Signatures">In the order they were made.</param>
/// <param name="Problem">Null when every signature holds and the last one covers the whole file.</param>
/// <param name="Manifest">The attached evidence manifest; trust it only when <see cref="IsIntact"/>.</param>
public sealed record PdfVerification(IReadOnlyList<PdfSignature> Signatures, string? Problem, byte[]? Manifest)
{
    public bool IsIntact => Problem is null;

    /// <summary>
    /// Intact, and the signature over the whole file is by the certificate with this fingerprint. A file that someone else
    /// signed after the installation is intact but not sealed by it: what they added is theirs.
    /// </summary>
    public bool IsSealedBy(string certificateSha256) =>
        IsIntact && Signatures.Any(signature => signature.CoversWholeFile && signature.CertificateSha256 == certificateSha256);
}

/// <param name="Name">Signer as the signature dictionary names it.</param>
/// <param name="SignedAt">PDF date of the signature dictionary, as written.</param>
/// <param name="Subject">Subject of the certificate.</param>
/// <param name="CertificateSha256">Fingerprint, lowercase hexadecimal.</param>
/// <param name="CoversWholeFile">False for an earlier signature that a later one follows.</param>
/// <param name="Problem">Null when this signature holds.</param>
public sealed record PdfSignature(
    string Name,
    string SignedAt,
    string Subject,
    string CertificateSha256,
    bool CoversWholeFile,
    string? Problem
);
