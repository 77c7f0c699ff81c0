using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Makes a destination, or changes what it is like. Neither address nor secret ever stands in the log.</summary>
public sealed class ChangeDestination(ActionRunner runner, DestinationSecrets secrets, IOptions<OutboundOptions> outbound)
{
    private const int MaxAuthority = 16 * 1024;

    /// <summary>Makes one.</summary>
    /// <returns>Its id and, for a webhook, its secret.</returns>
    public Task<Result<(DestinationId Id, string? Secret)>> CreateAsync(Actor actor, DestinationBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<(DestinationId, string?)>(
            actor,
            new Attempt("integration.created", "integration", Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                var read = Read(body, null);
                if (read.Refusal is { } wrong)
                {
                    return wrong;
                }

                if (await context.Db.Destinations.CountAsync(d => d.State != DestinationState.Removed, token) >= Destination.Most)
                {
                    return DestinationRefusals.TooMany;
                }

                var end = await LogFollowers.EndAsync(context.Db, token);
                if (body.From is < 0 || body.From > end)
                {
                    return DestinationRefusals.Invalid(
                        new Dictionary<string, Sentence[]>(StringComparer.Ordinal)
                        {
                            ["from"] = [$"Choose a log entry from 0 to {end - 1}."],
                        }
                    );
                }

                var (facts, address) = read.Value;
                var secret = facts.Kind is DestinationKind.Webhook ? WebhookSignature.NewSecret() : null;
                var id = await context.Db.NextIdAsync<DestinationId>(token);
                var made = Destination.Create(
                    id,
                    facts,
                    address.Host,
                    secrets.Protect(address.Uri.AbsoluteUri),
                    secret is null ? null : secrets.Protect(secret),
                    context.Now
                );
                if (made.Refusal is { } refusal)
                {
                    return refusal;
                }

                context.Db.Destinations.Add(made.Value);
                context.Db.DestinationHealth.Add(new DestinationHealth { Destination = id });
                await LogFollowers.AddAsync(context.Db, made.Value.Follower, body.From, token);
                context.Append(new AuditEvent("integration.created", id.ToString(), Data(made.Value)));
                return (id, secret);
            },
            ct
        );
    }

    /// <summary>Changes one.</summary>
    public Task<Result<DestinationId>> RunAsync(
        Actor actor,
        DestinationId id,
        DestinationChangeBody body,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<DestinationId>(
            actor,
            new Attempt("integration.changed", id.ToString(), Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                if (
                    await context.Db.Destinations.SingleOrDefaultAsync(d => d.Id == id && d.State != DestinationState.Removed, token)
                    is not { } destination
                )
                {
                    return DestinationRefusals.NotFound;
                }

                if (ETags.Refuses(ifMatch, destination.Revision) is { } stale)
                {
                    return stale;
                }

                var whole = new DestinationBody(
                    body.Name.Or(destination.Name),
                    body.Address.IsSet ? body.Address.Value : secrets.Open(destination.Address),
                    body.Format.Or(WireName.Of(destination.Format)),
                    body.Actions.Or(destination.Actions),
                    body.IncludeNames.Or(destination.IncludeNames) ?? false,
                    body.Authority.Or(destination.Authority)
                );
                var read = Read(whole, destination.Kind);
                if (read.Refusal is { } wrong)
                {
                    return wrong;
                }

                var (facts, address) = read.Value;
                if (
                    destination.Change(
                        facts,
                        address.Host,
                        body.Address.IsSet ? secrets.Protect(address.Uri.AbsoluteUri) : destination.Address
                    ) is
                    { } refusal
                )
                {
                    return refusal;
                }

                var data = Data(destination);
                data["addressChanged"] = body.Address.IsSet;
                context.Append(new AuditEvent("integration.changed", id.ToString(), data));
                return id;
            },
            ct
        );
    }

    private Result<(DestinationFacts Facts, DestinationAddress Address)> Read(DestinationBody body, DestinationKind? kind)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        var address = DestinationAddress.Parse(body.Address);
        if (address is null)
        {
            errors["address"] = [$"Write https://host/path, syslogs://host:port or syslog://host:port, without a user name."];
        }
        else if (kind is not null && address.Kind != kind)
        {
            errors["address"] = [$"This destination is of type {Sentence.Word(kind.Value)}. For another type, create a new destination."];
        }
        else if (address.Fault(outbound.Value) is { } fault)
        {
            errors["address"] = [fault];
        }

        var format = EventFormat.Structured;
        if (body.Format is null ? address?.Kind is DestinationKind.Syslog : !WireName.TryParse(body.Format, out format))
        {
            errors["format"] = [$"Valid formats: {string.Join(", ", WireName.All<EventFormat>())}."];
        }

        if (body.Authority is { } pem && !IsCertificate(pem))
        {
            errors["authority"] = [$"This is not a PEM certificate."];
        }

        return errors.Count > 0
            ? DestinationRefusals.Invalid(errors)
            : (
                new DestinationFacts(body.Name ?? "", address!.Kind, format, body.Actions ?? [], body.IncludeNames, body.Authority),
                address
            );
    }

    private static bool IsCertificate(string pem)
    {
        try
        {
            using var certificate = pem.Length <= MaxAuthority ? X509Certificate2.CreateFromPem(pem) : null;
            return certificate is not null;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static JsonObject Data(Destination destination) =>
        new()
        {
            ["kind"] = WireName.Of(destination.Kind),
            ["format"] = WireName.Of(destination.Format),
            ["host"] = destination.Host,
            ["actions"] = new JsonArray([.. destination.Actions.Select(a => (JsonNode)a)]),
            ["includeNames"] = destination.IncludeNames,
            ["authority"] = destination.Authority is { } pem
                ? Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(pem)))
                : null,
        };
}
