using System.Net;
using System.Net.Sockets;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Identity;

/// <summary>What is kept of where a session comes from: enough for its owner to know it again, too little to find a person.</summary>
/// <param name="Browser">The browser in words.</param>
/// <param name="Network">The network, never the whole address.</param>
public sealed record SessionOrigin(string? Browser, string? Network)
{
    private static readonly (string Sign, string Name)[] s_browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] s_systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    private const string Other = "Another program";

    /// <summary>Of no one's browser: a command or a test.</summary>
    public static SessionOrigin Unknown { get; } = new(null, null);

    /// <summary>Of a request.</summary>
    public static SessionOrigin Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(Words(context.Request.Headers.UserAgent.ToString()), NetworkOf(context.Connection.RemoteIpAddress));
    }

    /// <summary>A user agent in words. Nothing of its text is kept: anyone who signs in can write into it what they like.</summary>
    public static string? Words(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
        {
            return null;
        }

        var browser = Array.Find(s_browsers, b => userAgent.Contains(b.Sign, StringComparison.Ordinal)).Name;
        var system = Array.Find(s_systems, s => userAgent.Contains(s.Sign, StringComparison.Ordinal)).Name;
        return (browser, system) switch
        {
            (null, _) => Other,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    /// <summary>The browser of a session in the reader's language: it is kept in English, Chrome on Linux.</summary>
    public static string Say(string browser)
    {
        ArgumentNullException.ThrowIfNull(browser);
        return browser.Split(" on ") is [var program, var system] ? T["{0} on {1}", program, system]
            : browser == Other ? T[Other]
            : browser;
    }

    private static string? NetworkOf(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return "this machine";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily is AddressFamily.InterNetwork
            ? $"{bytes[0]}.{bytes[1]}.{bytes[2]}.0/24"
            : $"{new IPAddress([.. bytes.AsSpan(0, 6), .. new byte[10]])}/48";
    }
}
