using System.Net;
using Governance.Portal.Kernel.Configuration;

namespace Governance.Portal.Demo;

/// <summary>The password of the demo's accounts. The sign-in page fills it in for browsers on the machine that serves the demo.</summary>
internal static class DemoPassword
{
    private const int MaxLength = 512;

    /// <summary>
    /// True for a request that comes from this machine, asks for it by a name of this machine and went through no proxy: what a proxy
    /// passes on comes from anywhere.
    /// </summary>
    public static bool MayBeShownTo(HttpRequest request, SecurityOptions security) =>
        !security.BehindTlsProxy
        && request.HttpContext.Connection is { RemoteIpAddress: { } from, LocalIpAddress: { } to }
        && IPAddress.IsLoopback(from)
        && IPAddress.IsLoopback(to)
        && (
            request.Host.Host is "localhost" or "[::1]"
            || (IPAddress.TryParse(request.Host.Host, out var host) && IPAddress.IsLoopback(host))
        )
        && !request.Headers.ContainsKey("Forwarded")
        && !request.Headers.ContainsKey("Via")
        && !request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads it; null where the data folder holds none, as when a demo was seeded by hand.</summary>
    public static async Task<string?> ReadAsync(StorageOptions storage, CancellationToken ct)
    {
        var file = new FileInfo(Path.Combine(DemoFolder.Of(storage), DemoFolder.PasswordFile));
        return DemoFolder.IsDemo(storage) && file is { Exists: true, Length: <= MaxLength }
            ? (await File.ReadAllTextAsync(file.FullName, ct)).Trim()
            : null;
    }
}
