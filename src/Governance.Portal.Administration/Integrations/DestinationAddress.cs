using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Administration.Integrations;

/// <summary>An address of a destination: <c>https://host/path</c>, <c>syslog://host:port</c> or <c>syslogs://host:port</c>.</summary>
/// <param name="Kind">How it takes events.</param>
/// <param name="Uri">The address; path and query may be secrets.</param>
public sealed record DestinationAddress(DestinationKind Kind, Uri Uri)
{
    private const int MaxAddress = 2_000;

    /// <summary>Whether syslog goes over TLS.</summary>
    public bool IsSecured => Uri.Scheme == "syslogs";

    /// <summary>As much of it as may be shown.</summary>
    public string Host => Kind is DestinationKind.Webhook ? $"{Uri.Scheme}://{Uri.Authority}" : $"{Uri.Scheme}://{Uri.Host}:{Uri.Port}";

    /// <summary>Reads an address; null when it is none.</summary>
    public static DestinationAddress? Parse(string? text)
    {
        if (
            text is not { Length: > 0 and <= MaxAddress }
            || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
            || uri.UserInfo.Length > 0
        )
        {
            return null;
        }

        return uri.Scheme switch
        {
            "https" or "http" when uri.Fragment.Length == 0 => new DestinationAddress(DestinationKind.Webhook, uri),
            "syslog" or "syslogs" when uri.Port > 0 && uri.AbsolutePath is "" or "/" => new DestinationAddress(DestinationKind.Syslog, uri),
            _ => null,
        };
    }

    /// <summary>What is wrong with calling it, in words; null when nothing is.</summary>
    public Sentence? Fault(OutboundOptions outbound)
    {
        ArgumentNullException.ThrowIfNull(outbound);
        return outbound.ReachOf(Uri.IdnHost, Uri.Port) switch
        {
            null => $"Calls to the host {Uri.Host} are not allowed. Ask the person who runs the portal to add it to "
                + $"Outbound__AllowedHosts, or to Outbound__PrivateHosts if it is in your own network.",
            OutboundReach.PublicOnly when Uri.Scheme is "http" or "syslog" =>
                $"Only hosts in Outbound__PrivateHosts are called without TLS. Use {Uri.Scheme}s://.",
            _ => null,
        };
    }
}
