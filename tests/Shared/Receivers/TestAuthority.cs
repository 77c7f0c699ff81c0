using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Governance.Testing;

/// <summary>An authority and a certificate for this machine.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        using var rootKey = RSA.Create(2048);
        var root = new CertificateRequest(
            $"CN=Test authority {Guid.NewGuid():N}",
            rootKey,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(2));
        _root = root.CreateSelfSigned(from, to);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        Server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        KeyPem = key.ExportPkcs8PrivateKeyPem();
    }

    public X509Certificate2 Server { get; }

    public string Pem => _root.ExportCertificatePem();

    public string KeyPem { get; }

    public void Dispose()
    {
        Server.Dispose();
        _root.Dispose();
    }
}
