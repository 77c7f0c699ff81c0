using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Clients for hosts whose certificates come from an authority of the own network. Each trusts that authority alone, and for nothing else
/// that the portal calls is it trusted. What may be called, and what a certificate has to bear, is as for every other call.
/// </summary>
/// <param name="system">The client that trusts what the system trusts.</param>
/// <param name="connector">Opens connections.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">Measures the time of a call.</param>
public sealed class AuthorityClients(
    OutboundClient system,
    OutboundConnector connector,
    IOptions<OutboundOptions> options,
    TimeProvider clock
) : IDisposable
{
    // By what the file held: one that is replaced applies from the next call on, and calls under way end as they began.
    private readonly ConcurrentDictionary<string, Lazy<OutboundClient>> _clients = new(StringComparer.Ordinal);

    /// <summary>The client that trusts the authority in a file; null: what the system trusts.</summary>
    /// <exception cref="OutboundException">The file cannot be read, or holds no certificate: then nothing is called.</exception>
    public OutboundClient For(string? authorityFile)
    {
        if (authorityFile is null)
        {
            return system;
        }

        try
        {
            var pem = File.ReadAllText(authorityFile);
            return _clients
                .GetOrAdd(pem, authority => new Lazy<OutboundClient>(() => new OutboundClient(connector, options, clock, authority)))
                .Value;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OutboundException($"{authorityFile} cannot be read as CA certificates: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }
}
