using System.Net;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>Tells public addresses from those that lead into the own machine or network (IANA special-purpose registries).</summary>
internal static class AddressGuard
{
    private static readonly IPNetwork[] s_linkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    private static readonly IPNetwork[] s_special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_metadata = IPNetwork.Parse("fd00:ec2::/32");

    /// <summary>Whether an entry names an address, and maybe a port, at which a machine's own keys are handed out.</summary>
    public static bool IsMetadata(string entry)
    {
        var host = entry.StartsWith('[') || !IPAddress.TryParse(entry, out _) ? entry.AsSpan(0, HostLength(entry)).Trim("[]") : entry;
        return IPAddress.TryParse(host, out var address)
            && (IPAddress.IsLoopback(address) || s_metadata.Contains(address) || s_linkLocal.Any(n => n.Contains(address)));
    }

    private static int HostLength(string entry) =>
        entry.LastIndexOf(':') is var colon && colon > entry.LastIndexOf(']') ? Math.Max(colon, 0) : entry.Length;

    /// <summary>Whether an address may be connected to.</summary>
    public static bool Allows(IPAddress address, OutboundReach reach)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        // Link-local addresses are where clouds keep the machine's own credentials: nothing that is to be called stands there.
        return !s_linkLocal.Any(n => n.Contains(plain)) && (reach is OutboundReach.Anywhere || !s_special.Any(n => n.Contains(plain)));
    }
}
