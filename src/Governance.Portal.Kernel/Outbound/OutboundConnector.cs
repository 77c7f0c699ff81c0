using System.Net;
using System.Net.Sockets;
using Governance.Data;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Opens connections to hosts that configuration allows, at addresses that were looked at after the name was resolved and are the ones
/// connected to.
/// </summary>
public sealed class OutboundConnector
{
    private readonly IOptions<OutboundOptions> _options;
    private readonly UnresolvedNames? _names;

    /// <param name="options">Says which hosts may be called.</param>
    public OutboundConnector(IOptions<OutboundOptions> options)
        : this(options, names: null) { }

    internal OutboundConnector(IOptions<OutboundOptions> options, UnresolvedNames? names) => (_options, _names) = (options, names);

    /// <summary>Asks the name server; it may take as long as it likes, and no one waits for it longer than they want to.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>True for the connector that asks for this machine's own keys, and for nothing else.</summary>
    private bool IsForMetadata { get; init; }

    /// <summary>A connector that reaches the addresses of <see cref="OutboundOptions.MetadataHosts"/>, and no others.</summary>
    internal OutboundConnector ForMetadata() => new(_options, _names) { IsForMetadata = true };

    /// <summary>Throws when the host may not be called at all.</summary>
    /// <exception cref="OutboundException">The host is not on a list.</exception>
    internal OutboundReach Require(string host, int port)
    {
        OpenTransaction.EnsureNone(host);
        if (IsForMetadata)
        {
            return _options.Value.IsMetadata(host, port)
                ? OutboundReach.Anywhere
                : throw new OutboundException(
                    $"{host} is not in Outbound__MetadataHosts, so it is not asked for the keys of this machine."
                );
        }

        return _options.Value.ReachOf(host, port)
            ?? throw new OutboundException($"{host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts.");
    }

    /// <summary>Whether a host may be called at all.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">Its port.</param>
    public bool MayCall(string host, int port) => _options.Value.ReachOf(host, port) is not null;

    /// <summary>An address of a host at which it may be called, for programs that open the connection themselves.</summary>
    /// <exception cref="OutboundException">The host is not allowed, or stands at an address that is not.</exception>
    public async Task<(IPAddress Address, OutboundReach Reach)> FindAsync(string host, int port, CancellationToken ct)
    {
        var reach = Require(host, port);
        return ((await AllowedAsync(host, reach, ct))[0], reach);
    }

    /// <summary>
    /// Throws when a host may not be called at one of its addresses: for programs that look its name up again and choose among them.
    /// </summary>
    /// <returns>False when it has no address now, so that nobody can call it.</returns>
    /// <exception cref="OutboundException">The host is not allowed, or stands at an address that is not.</exception>
    public async Task<bool> CheckAsync(string host, int port, CancellationToken ct)
    {
        var reach = Require(host, port);
        try
        {
            return (await AddressesAsync(host, ct)).All(a => AddressGuard.Allows(a, reach)) ? true : throw NotAllowed(host);
        }
        catch (OutboundException e) when (e.InnerException is SocketException)
        {
            return false;
        }
    }

    /// <summary>Connects.</summary>
    /// <exception cref="OutboundException">The host is not allowed, or stands at an address that is not.</exception>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var allowed = await AllowedAsync(host, Require(host, port), ct);
        Exception? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException)
                {
                    throw;
                }

                last = e;
            }
        }

        throw new OutboundException($"{host}:{port} cannot be reached: {last?.Message}", last);
    }

    private async Task<IPAddress[]> AllowedAsync(string host, OutboundReach reach, CancellationToken ct)
    {
        // What is listed is an address, which no name server can change.
        if (IsForMetadata)
        {
            return IPAddress.TryParse(host.Trim('[', ']'), out var listed) ? [listed] : throw NotAllowed(host);
        }

        var allowed = (await AddressesAsync(host, ct)).Where(a => AddressGuard.Allows(a, reach)).ToArray();
        return allowed.Length > 0 ? allowed : throw NotAllowed(host);
    }

    private static OutboundException NotAllowed(string host) =>
        new($"{host} is at an address on this machine or its own network. If that is intended, add it to Outbound__PrivateHosts.");

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct)
    {
        var name = host.Trim('[', ']');
        return IPAddress.TryParse(name, out var literal) ? [literal] : await ResolveAsync(name, ct);
    }

    // The system's own look-up cannot be stopped once it has begun: a name server that is silent holds it for as long as the system tries.
    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        var began = _names?.Now() ?? 0;
        try
        {
            var addresses = await Resolve(host, ct).WaitAsync(ct);
            _names?.Found(host);
            return addresses;
        }
        catch (SocketException e)
        {
            _names?.Missed(host);
            throw new OutboundException($"No address was found for {host}: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            _names?.GivenUp(host, began);
            throw;
        }
    }
}
