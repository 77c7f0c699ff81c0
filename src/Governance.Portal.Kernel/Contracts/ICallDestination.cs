using Governance.Data;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Sends one request to a destination, whose address and secret no one else reads.</summary>
public interface ICallDestination
{
    /// <summary>Why it cannot be called, in words; null when it can.</summary>
    Task<string?> FaultAsync(GovernanceDbContext db, DestinationId destination, CancellationToken ct);

    /// <summary>Posts a body, signed like an event (Standard Webhooks).</summary>
    /// <param name="destination">Which.</param>
    /// <param name="message">Id of the message: the same for every attempt.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="OutboundException">It could not be called.</exception>
    Task<OutboundAnswer> PostAsync(
        DestinationId destination,
        string message,
        byte[] body,
        string contentType,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken ct
    );
}
