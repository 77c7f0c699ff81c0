using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Says whether the calls of a playbook can be made here: to hosts that may be called, with secrets meant for them.</summary>
public sealed class CheckCalls(IOptions<OutboundOptions> outbound, IOptions<PlaybookOptions> options, ICallDestination destinations)
{
    /// <summary>Refuses a playbook whose first call-out that cannot be made is named; null when all can.</summary>
    public async Task<Refusal?> RefusesAsync(GovernanceDbContext db, Playbook playbook, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(playbook);
        foreach (var step in playbook.Steps)
        {
            if (step.Call is { } call && await FaultAsync(db, step, call, ct) is { } fault)
            {
                return PlaybookRefusals.CallNotPossible(step.Id, Sentence.Ours(fault));
            }
        }

        return null;
    }

    /// <summary>The secret that a header takes, in its place.</summary>
    /// <exception cref="OutboundException">There is none of this name, or it is not meant for this host.</exception>
    public string Fill(string value, Uri address)
    {
        if (CallOut.SecretOf(value) is not { } name)
        {
            return value;
        }

        if (SecretFault(name, address) is { } fault)
        {
            throw new OutboundException(fault);
        }

        var secret = Array.Find(options.Value.Secrets, s => s.Name == name)!;
        return CallOut.WithSecret(value, secret.Value.Length > 0 ? secret.Value : Read(secret));
    }

    private async Task<string?> FaultAsync(GovernanceDbContext db, PlaybookStep step, CallOut call, CancellationToken ct)
    {
        if (call.Destination is { } destination)
        {
            return await destinations.FaultAsync(db, destination, ct);
        }

        var address = call.Sample(step);
        return outbound.Value.ReachOf(address.IdnHost, address.Port) switch
        {
            null =>
                $"Calls to {address.Host} are not allowed: the host is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts.",
            OutboundReach.PublicOnly when address.Scheme == Uri.UriSchemeHttp =>
                "Only hosts in Outbound__PrivateHosts are called without TLS. Use https://.",
            _ => call.Secrets().Select(name => SecretFault(name, address)).FirstOrDefault(fault => fault is not null),
        };
    }

    private string? SecretFault(string name, Uri address) =>
        Array.Find(options.Value.Secrets, s => s.Name == name) is not { } secret ? $"There is no secret {name} in Playbooks__Secrets."
        : secret.IsFor(address) ? null
        : $"The secret {name} is not meant for {address.Authority} (Playbooks__Secrets, Hosts).";

    private static string Read(CallSecret secret)
    {
        try
        {
            return File.ReadAllText(secret.File).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutboundException($"The secret {secret.Name} cannot be read from its file.", e);
        }
    }
}
