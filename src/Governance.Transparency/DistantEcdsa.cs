using System.Security.Cryptography;

namespace Governance.Transparency;

/// <summary>
/// A key that lies elsewhere, for everything that signs with ECDSA. Each signature is verified with the public key before it is handed on,
/// so that a token that was exchanged, or a program that answers nonsense, leaves no wrong signature behind.
/// </summary>
public sealed class DistantEcdsa : ECDsa
{
    private const int Size = 256;
    private const int DigestLength = 32;

    private readonly ISigningKey _key;
    private readonly ECDsa _public = ECDsa.Create();

    /// <param name="key">The key; it is disposed with this.</param>
    /// <exception cref="SigningKeyException">It is not on the curve P-256.</exception>
    public DistantEcdsa(ISigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        if (DsseKey.FromSpki(key.PublicKey.Span) is null)
        {
            throw new SigningKeyException("The signing key is not an ECDSA key on P-256.");
        }

        _public.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
        LegalKeySizesValue = [new KeySizes(Size, Size, 0)];
        KeySizeValue = Size;
    }

    /// <inheritdoc/>
    public override byte[] SignHash(byte[] hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (hash.Length != DigestLength)
        {
            throw new CryptographicException("A key stored elsewhere can sign only SHA-256 digests.");
        }

        var signature = _key.SignDigest(hash);
        return _public.VerifyHash(hash, signature)
            ? signature
            : throw new SigningKeyException("The signing key returned something other than its signature.");
    }

    /// <inheritdoc/>
    public override bool VerifyHash(byte[] hash, byte[] signature) => _public.VerifyHash(hash, signature);

    /// <inheritdoc/>
    public override ECParameters ExportParameters(bool includePrivateParameters) =>
        includePrivateParameters
            ? throw new CryptographicException("The private key is stored elsewhere and cannot be exported.")
            : _public.ExportParameters(includePrivateParameters: false);

    /// <inheritdoc/>
    public override ECParameters ExportExplicitParameters(bool includePrivateParameters) =>
        includePrivateParameters
            ? throw new CryptographicException("The private key is stored elsewhere and cannot be exported.")
            : _public.ExportExplicitParameters(includePrivateParameters: false);

    /// <inheritdoc/>
    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm)
    {
        ArgumentNullException.ThrowIfNull(data);
        return hashAlgorithm == HashAlgorithmName.SHA256
            ? SHA256.HashData(data.AsSpan(offset, count))
            : throw new CryptographicException("A key stored elsewhere can sign only SHA-256 digests.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _public.Dispose();
            _key.Dispose();
        }

        base.Dispose(disposing);
    }
}
