using System.Net.Sockets;
using Governance.Data;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.Scanning;

/// <summary>Opens connections to a scanner: a socket of this machine, or a host that configuration allows to be called.</summary>
public sealed class ScannerConnection(OutboundConnector connector)
{
    private const string Unix = "unix:";

    /// <summary>The socket's path; null when the address names none.</summary>
    internal static string? SocketPath(string address) =>
        address.StartsWith(Unix, StringComparison.Ordinal) && Path.IsPathFullyQualified(address[Unix.Length..])
            ? address[Unix.Length..]
            : null;

    /// <summary>Host, port and path; null when the address names none.</summary>
    internal static Uri? Host(string address, string scheme) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.Scheme == scheme
        && url.Host.Length > 0
        && url.Port > 0
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
            ? url
            : null;

    /// <summary>Connects.</summary>
    /// <exception cref="OutboundException">It cannot be reached, or may not be called.</exception>
    internal async Task<Stream> OpenAsync(string address, CancellationToken ct)
    {
        if (SocketPath(address) is not { } path)
        {
            var url = new Uri(address);
            return await connector.ConnectAsync(url.Host, url.Port, ct);
        }

        OpenTransaction.EnsureNone(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new OutboundException($"{path} cannot be reached: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
