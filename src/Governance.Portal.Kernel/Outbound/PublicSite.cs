using System.Net;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// The address of this portal in links that leave it. The name a request came with is the sender's word: it is believed only where the
/// operator named the portal's hosts (<c>AllowedHosts</c>), and on this machine.
/// </summary>
public sealed class PublicSite(IConfiguration configuration)
{
    // Checked at the start with the other settings of notifications, whose links need it most.
    private string Configured => configuration["Notifications:PublicAddress"]?.TrimEnd('/') ?? "";

    /// <summary>The address without a slash at its end; null when no one has said it.</summary>
    public string? AddressOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Configured.Length > 0 ? Configured
            : IsBelieved(request.Host.Host) ? $"{request.Scheme}://{request.Host}{request.PathBase}"
            : null;
    }

    /// <summary>A link to a page: whole where the address is known, otherwise from the first slash on.</summary>
    public string Link(HttpRequest request, string path)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (AddressOf(request) ?? request.PathBase.Value) + path;
    }

    private bool IsBelieved(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || AreHostsNamed(configuration["AllowedHosts"]);

    // The framework lets every name in when one of the entries stands for all.
    private static bool AreHostsNamed(string? hosts) =>
        (hosts ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } named
        && !named.Any(h => h is "*" or "[::]" or "0.0.0.0");
}
