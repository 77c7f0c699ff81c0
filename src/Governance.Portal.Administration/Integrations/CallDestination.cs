using System.Globalization;
using Governance.Data;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Sends single requests to destinations, for features that know only their ids.</summary>
internal sealed class CallDestination(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    OutboundClient client,
    DestinationSecrets secrets,
    IOptions<OutboundOptions> outbound,
    TimeProvider clock
) : ICallDestination
{
    public async Task<string?> FaultAsync(GovernanceDbContext db, DestinationId destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Destinations.AsNoTracking().SingleOrDefaultAsync(d => d.Id == destination, ct) is { } found
            ? FaultOf(found)
            : $"There is no destination {destination}.";
    }

    public async Task<OutboundAnswer> PostAsync(
        DestinationId destination,
        string message,
        byte[] body,
        string contentType,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db.Destinations.AsNoTracking().SingleOrDefaultAsync(d => d.Id == destination, ct);
        if ((found is null ? $"There is no destination {destination}." : FaultOf(found)) is { } fault)
        {
            throw new OutboundException(fault);
        }

        var now = clock.GetUtcNow();
        var keys = found!.SecretsAt(now).Select(secrets.Open).OfType<string>().ToList();
        var signed = new Dictionary<string, string>(headers, StringComparer.Ordinal)
        {
            ["webhook-id"] = message,
            ["webhook-timestamp"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = WebhookSignature.Sign(keys, message, now.ToUnixTimeSeconds(), body),
        };
        var address = DestinationAddress.Parse(secrets.Open(found.Address))!;
        return await client.SendAsync(HttpMethod.Post, address.Uri, body, contentType, signed, ct);
    }

    private string? FaultOf(Destination destination)
    {
        if (destination.State is not DestinationState.Active || destination.Kind is not DestinationKind.Webhook)
        {
            return $"{destination.Id} is not an active destination that accepts webhooks.";
        }

        return
            DestinationAddress.Parse(secrets.Open(destination.Address)) is not { } address
            || !destination.SecretsAt(clock.GetUtcNow()).Select(secrets.Open).OfType<string>().Any()
            ? $"The address or secret of {destination.Id} can no longer be read. Enter the address again and create a new secret."
            : address.Fault(outbound.Value)?.ToString();
    }
}
