using System.Security.Cryptography;

namespace Governance.Transparency;

/// <summary>A public key that verifies DSSE envelopes: ECDSA on P-256 with SHA-256.</summary>
public sealed class DsseKey : IEquatable<DsseKey>
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int RawLength = 64;

    private readonly byte[] _spki;

    private DsseKey(byte[] spki)
    {
        _spki = spki;
        Id = Sha256Hex.Of(spki);
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo in DER, lower-case hex: what our envelopes carry as <c>keyid</c>.</summary>
    public string Id { get; }

    /// <summary>The SubjectPublicKeyInfo in DER.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>The SubjectPublicKeyInfo in PEM with a line feed at its end, as OpenSSL writes it.</summary>
    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _spki) + "\n";

    /// <summary>The public half of a key pair.</summary>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    public static DsseKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return FromSpki(key.ExportSubjectPublicKeyInfo()) ?? throw new ArgumentException("The key is not on the curve P-256.", nameof(key));
    }

    /// <summary>Reads a SubjectPublicKeyInfo in DER; null when it is no P-256 key.</summary>
    public static DsseKey? FromSpki(ReadOnlySpan<byte> spki)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out var read);
            if (read != spki.Length || key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
            {
                return null;
            }

            return new DsseKey(key.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Reads a public key, or the public half of a private one, in PEM; null when it holds no P-256 key.</summary>
    public static DsseKey? FromPem(string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return FromSpki(key.ExportSubjectPublicKeyInfo());
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>True when the signature over these bytes is this key's. DSSE leaves the form open: DER and r ‖ s are both taken.</summary>
    public bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_spki, out _);
        try
        {
            return key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                || (
                    signature.Length == RawLength
                    && key.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                );
        }
        catch (CryptographicException)
        {
            return false; // not a signature at all
        }
    }

    /// <inheritdoc/>
    public bool Equals(DsseKey? other) => other is not null && _spki.AsSpan().SequenceEqual(other._spki);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DsseKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}
