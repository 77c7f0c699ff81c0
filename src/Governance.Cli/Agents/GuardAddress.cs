using System.Globalization;
using System.Net;

namespace Governance.Cli.Agents;

/// <summary>Where a guard listens, and from where it takes requests.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Port">The port.</param>
/// <param name="Origins">Web pages that may call it; usually none.</param>
internal sealed record GuardAddress(IPAddress Ip, int Port, IReadOnlyCollection<string> Origins)
{
    /// <summary>As people write it.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"http://{new IPEndPoint(Ip, Port)}/");

    /// <summary>As it is listened on.</summary>
    public IEnumerable<string> Prefixes =>
        Ip.Equals(IPAddress.Any) || Ip.Equals(IPAddress.IPv6Any)
            ? [string.Create(CultureInfo.InvariantCulture, $"http://+:{Port}/")]
            : [Text];

    /// <summary>Reads <c>127.0.0.1:8931</c>.</summary>
    /// <param name="text">Address and port.</param>
    /// <param name="beyond">True: also an address that other machines reach.</param>
    /// <param name="origins">Web pages that may call it.</param>
    /// <exception cref="CliException">It is none, or one that other machines reach.</exception>
    public static GuardAddress Of(string text, bool beyond, IReadOnlyCollection<string> origins)
    {
        if (!IPEndPoint.TryParse(text, out var end) || end.Port == 0)
        {
            throw CliException.Usage("Give the address to listen on as ADDRESS:PORT, such as 127.0.0.1:8931.");
        }

        return beyond || IPAddress.IsLoopback(end.Address)
            ? new(end.Address, end.Port, origins)
            : throw CliException.Usage(
                $"{end.Address} can be reached from other machines, and the guard does not authenticate callers. Listen on "
                    + "127.0.0.1, or set --listen-beyond and put a proxy that authenticates callers in front of the guard."
            );
    }

    /// <summary>Why a request is not taken, in a sentence; null when it is.</summary>
    /// <remarks>A web page can send its reader's browser here, under a name of its own that leads to this machine.</remarks>
    public string? WhyNot(HttpListenerRequest request) =>
        request.Headers["Origin"] is { } origin && !Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            ? "The guard accepts no requests from web pages. If the page is the agent, name it with --allow-origin."
        : IPAddress.IsLoopback(Ip) && !IsOwn(request.UserHostName) ? "The request names a host that is not the guard's address."
        : null;

    private bool IsOwn(string? host) => IPEndPoint.TryParse(host ?? "", out var end) && end.Address.Equals(Ip) && end.Port == Port;
}
