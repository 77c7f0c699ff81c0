using System.Net.Security;
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

    /// <summary>Makes one authority the only one that counts; null leaves those that the system trusts.</summary>
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
        terms.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority));
    }
}
