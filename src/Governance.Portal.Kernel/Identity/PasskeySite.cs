using System.Net;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;

namespace Governance.Portal.Kernel.Identity;

/// <summary>The portal as a browser sees it, and so as its passkeys know it.</summary>
/// <param name="Origin">Scheme, host and port.</param>
/// <param name="RpId">The domain passkeys belong to.</param>
/// <param name="WhyNot">Why no passkey can be used here, in words; null when they can.</param>
public sealed record PasskeySite(string Origin, string RpId, Sentence? WhyNot)
{
    /// <summary>The site a request came to.</summary>
    public static PasskeySite Of(HttpRequest request, SecurityOptions security)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Of(new Uri($"{request.Scheme}://{request.Host}"), security);
    }

    /// <summary>The site at an address.</summary>
    public static PasskeySite Of(Uri address, SecurityOptions security)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(security);
        var host = address.IdnHost;
        var rpId = security.PasskeyDomain is { Length: > 0 } domain ? domain : host;
        return new PasskeySite(address.GetLeftPart(UriPartial.Authority), rpId, Doubt(address, host, rpId));
    }

    private static Sentence? Doubt(Uri address, string host, string rpId)
    {
        if (IPAddress.TryParse(address.DnsSafeHost, out _))
        {
            return $"Passkeys need a host name, but this address is an IP address. Open the portal by its host name to use one.";
        }

        if (address.Scheme != Uri.UriSchemeHttps && host != "localhost")
        {
            return $"Browsers offer passkeys over https only. Open the portal over https to use one.";
        }

        return host == rpId || host.EndsWith("." + rpId, StringComparison.Ordinal)
            ? null
            : (Sentence)$"Passkeys of this portal belong to {rpId}. Open the portal at that address to use one.";
    }
}
