using System.Security.Cryptography.X509Certificates;
using Governance.Portal.Kernel.Storage;
using Governance.Reporting.Keys;
using Governance.Reporting.Signing;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Sealing;

/// <summary>
/// The installation's seal: in the key folder, made with the first report that needs it, or in a token or behind a program that
/// configuration names. Certificates of every seal there was stay in the key folder, so that what they sealed stays verifiable.
/// </summary>
public sealed class SealStore(KeyFolder keys, IOptions<SealOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>Name of the file in the key folder: key and certificate.</summary>
    public const string FileName = "seal.pem";

    /// <summary>The certificate of a key that lies elsewhere, where none was given.</summary>
    internal const string CertificateName = "seal-certificate.pem";

    /// <summary>Names of files in the key folder that hold the certificate of today's seal, as far as they are there.</summary>
    public static IReadOnlyList<string> CertificateFiles { get; } = [FileName, CertificateName];

    /// <summary>Certificates of every seal, oldest first.</summary>
    internal const string ListName = "seals.pem";

    private readonly Lock _gate = new();
    private SealCertificate? _seal;

    /// <summary>Loads the seal, or makes it for this installation.</summary>
    /// <exception cref="SealCertificateException">The file is open to others or holds no seal.</exception>
    /// <exception cref="SigningKeyException">The key lies elsewhere and does not answer.</exception>
    public SealCertificate Get(string installation)
    {
        lock (_gate)
        {
            return _seal ??= Remembered(options.Value.Signer.Length > 0 ? LoadDistant(installation) : LoadOrMake(installation));
        }
    }

    /// <summary>Public keys of every seal there was, oldest first; today's is the last.</summary>
    public IReadOnlyList<DsseKey> Known()
    {
        lock (_gate)
        {
            return [.. Certificates().Select(KeyOf).OfType<DsseKey>()];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seal?.Dispose();

    private static DsseKey? KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey();
        return key is null ? null : DsseKey.FromSpki(key.ExportSubjectPublicKeyInfo());
    }

    private X509Certificate2Collection Certificates()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(keys.Read(ListName) ?? "");
        return certificates;
    }

    // A seal that was in the key folder before this list was kept, or before a signer was named, is on it too: what it sealed stays
    // verifiable.
    private SealCertificate Remembered(SealCertificate seal)
    {
        var known = Certificates();
        var texts = known.Select(c => c.ExportCertificatePem()).ToList();
        var before = texts.Count;
        if (options.Value.Signer.Length > 0 && keys.Has(FileName))
        {
            using var earlier = SealCertificate.Load(keys.File(FileName));
            Put(texts, earlier.PublicPem, last: false);
        }

        Put(texts, seal.PublicPem, last: true);
        if (texts.Count != before || known[^1].ExportCertificatePem() != seal.PublicPem)
        {
            keys.Write(ListName, string.Concat(texts.Select(t => t + "\n")));
        }

        return seal;
    }

    private static void Put(List<string> texts, string pem, bool last)
    {
        if (last)
        {
            texts.Remove(pem);
        }

        if (!texts.Contains(pem, StringComparer.Ordinal))
        {
            texts.Add(pem);
        }
    }

    private SealCertificate LoadDistant(string installation)
    {
        var key = SignerAddress.Parse("Seal__Signer", options.Value.Signer).Open(TimeSpan.FromSeconds(options.Value.SignerSeconds));
        try
        {
            if (options.Value.CertificateFile is { Length: > 0 } file)
            {
                return SealCertificate.Of(Given(file), key);
            }

            if (keys.Read(CertificateName) is not { } pem)
            {
                var made = SealCertificate.Create(installation, clock.GetUtcNow(), key);
                if (keys.WriteNew(CertificateName, made.PublicPem + "\n"))
                {
                    return made;
                }

                // Another node made it between the look and the save: its certificate is the installation's.
                pem = keys.Read(CertificateName)!;
            }

            return SealCertificate.Of(pem, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string Given(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SealCertificateException($"Seal__CertificateFile: {file} cannot be read.", e);
        }
    }

    private SealCertificate LoadOrMake(string installation)
    {
        var path = keys.File(FileName);
        if (!keys.Has(FileName))
        {
            var made = SealCertificate.Create(installation, clock.GetUtcNow());
            try
            {
                made.Save(path);
                return made;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another node made it between the look and the save: its seal is the installation's.
                made.Dispose();
            }
        }

        return SealCertificate.Load(path);
    }
}
