using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>TLS for connections that are no HTTP, and whom to trust for those that are.</summary>
public static class OutboundTls
{
    /// <summary>Secures a connection.</summary>
    /// <param name="plain">The open connection; it stays the caller's.</param>
    /// <param name="host">Name that the certificate has to bear.</param>
    /// <param name="authority">Certificate of the authority that it has to come from, in PEM; null: one the system trusts.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate is not valid for the host.</exception>
    public static async Task<SslStream> SecureAsync(Stream plain, string host, string? authority, CancellationToken ct)
    {
        var terms = new SslClientAuthenticationOptions { TargetHost = host };
        Trust(terms, authority);
        var secured = new SslStream(plain, leaveInnerStreamOpen: true);
        try
        {
            await secured.AuthenticateAsClientAsync(terms, ct);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    /// <summary>True when a file holds at least one certificate of an authority, in PEM.</summary>
    public static bool IsAuthority(string file)
    {
        try
        {
            return Certificates(File.ReadAllText(file)).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes one authority the only one that counts; null leaves those that the system trusts. While an authority is replaced, its PEM may
    /// hold the old and the new certificate.
    /// </summary>
    public static void Trust(SslClientAuthenticationOptions terms, string? authority)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (authority is null)
        {
            return;
        }

        terms.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        var trusted = Certificates(authority);
        if (trusted.Count == 0)
        {
            throw new CryptographicException("There is no certificate of a certification authority.");
        }

        terms.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
    }

    private static X509Certificate2Collection Certificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }
}
