using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>The installation's seal: a P-256 key and its certificate, kept in one PEM file that only its owner reads.</summary>
public sealed class SealCertificate : IDisposable
{
    private const int YearsValid = 10;
    private const int SerialLength = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ECDsa? _distant;

    private SealCertificate(X509Certificate2 certificate, ECDsa? distant = null) => (Certificate, _distant) = (certificate, distant);

    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate, lowercase hexadecimal: what a verifier pins.</summary>
    public string Fingerprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>The certificate alone, for publishing to those who verify.</summary>
    public string PublicPem => Certificate.ExportCertificatePem();

    /// <summary>The key, where it lies elsewhere and does not belong to the certificate's own object; null otherwise.</summary>
    public ECDsa? DistantKey => _distant;

    /// <summary>Makes a self-signed seal for an installation, valid for ten years from a day before <paramref name="now"/>.</summary>
    public static SealCertificate Create(string installation, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Request(installation, key).CreateSelfSigned(now.AddDays(-1), now.AddYears(YearsValid)));
    }

    /// <summary>Makes a self-signed certificate for a key that lies elsewhere.</summary>
    public static SealCertificate Create(string installation, DateTimeOffset now, ECDsa distant)
    {
        ArgumentNullException.ThrowIfNull(distant);
        var request = Request(installation, distant);
        var serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] &= 0x7F; // a serial number is positive
        return new(
            request.Create(
                request.SubjectName,
                X509SignatureGenerator.CreateForECDsa(distant),
                now.AddDays(-1),
                now.AddYears(YearsValid),
                serial
            ),
            distant
        );
    }

    /// <summary>Puts a certificate and its key that lies elsewhere together.</summary>
    /// <exception cref="SealCertificateException">The text holds no certificate, or that of another key.</exception>
    public static SealCertificate Of(string pem, ECDsa distant)
    {
        ArgumentNullException.ThrowIfNull(distant);
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new SealCertificateException("There is no certificate in PEM form.", exception);
        }

        using var key = certificate.GetECDsaPublicKey();
        if (key is null || !key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(distant.ExportSubjectPublicKeyInfo()))
        {
            certificate.Dispose();
            throw new SealCertificateException("The certificate is not that of the signer's key.");
        }

        return new(certificate, distant);
    }

    private static CertificateRequest Request(string installation, ECDsa key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(installation);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(Shortened(installation));
        subject.AddCommonName(Shortened($"{installation} report seal"));

        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: false,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    /// <summary>Loads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="SealCertificateException">The file is missing, readable by others, or holds no key with its
    /// certificate.</exception>
    public static SealCertificate Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new SealCertificateException(
                $"The seal certificate {path} does not exist. Start the portal or run \"db migrate\" to create it."
            );
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw new SealCertificateException($"The seal certificate {path} can be read or changed by others. Set its mode to 0600.");
        }

        try
        {
            var pem = File.ReadAllText(path);
            return new(X509Certificate2.CreateFromPem(pem, pem));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new SealCertificateException(
                $"The seal certificate {path} does not hold a private key and its certificate in PEM form.",
                exception
            );
        }
    }

    /// <summary>Writes key and certificate with mode 0600; never replaces a file, since reports in the world were sealed with it.</summary>
    public void Save(string path)
    {
        using var key = Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The seal certificate has no ECDSA key.");
        var pem = $"{key.ExportPkcs8PrivateKeyPem()}\n{Certificate.ExportCertificatePem()}\n";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        stream.Write(Encoding.ASCII.GetBytes(pem));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Signs with the seal's key, wherever it lies.</summary>
    public T UseKey<T>(Func<ECDsa, T> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        if (_distant is not null)
        {
            return sign(_distant);
        }

        using var key = Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The seal has no ECDSA key.");
        return sign(key);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _distant?.Dispose();
    }

    // X.520 allows 64 characters in a name.
    private static string Shortened(string name) => string.Concat(name.EnumerateRunes().Take(64).Select(rune => rune.ToString()));
}
