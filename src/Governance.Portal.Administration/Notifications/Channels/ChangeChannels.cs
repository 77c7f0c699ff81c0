using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Channels;

/// <summary>A channel as an administrator sets it up.</summary>
/// <param name="Kind"><c>slack</c>, <c>teams</c> or <c>pager-duty</c>; it cannot be changed later.</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="Secret">Address of the incoming webhook or workflow, or the integration key. It is kept sealed and never shown
/// again.</param>
/// <param name="From">The lowest urgency that is sent: <c>low</c>, <c>normal</c>, <c>high</c> (default for a new channel) or
/// <c>urgent</c>.</param>
/// <param name="Kinds">Kinds of messages that are sent; an empty list means all.</param>
/// <param name="IsOn">False switches it off.</param>
public sealed record ChannelBody(
    [property: Required] string? Kind = null,
    [property: Required] string? Name = null,
    [property: Required] string? Secret = null,
    string? From = null,
    IReadOnlyList<string>? Kinds = null,
    bool? IsOn = null
);

/// <summary>A change of a channel; absent members stay unchanged.</summary>
/// <param name="Kind">Kind of the channel; it cannot be changed.</param>
/// <param name="Name">Name of the channel.</param>
/// <param name="Secret">Another address or integration key. It is kept sealed and never shown again.</param>
/// <param name="From">The lowest urgency that is sent: <c>low</c>, <c>normal</c>, <c>high</c> or <c>urgent</c>.</param>
/// <param name="Kinds">Kinds of messages that are sent; an empty list means all.</param>
/// <param name="IsOn">False switches it off.</param>
public sealed record ChannelChangeBody(
    string? Kind = null,
    string? Name = null,
    string? Secret = null,
    string? From = null,
    IReadOnlyList<string>? Kinds = null,
    bool? IsOn = null
)
{
    internal ChannelBody ToChannel() => new(Kind, Name, Secret, From, Kinds, IsOn);
}

/// <summary>Sets up, changes, tries and removes channels.</summary>
internal sealed class ChangeChannels(
    ActionRunner runner,
    ChannelSecrets secrets,
    ChannelSender sender,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    TimeProvider clock
)
{
    /// <summary>Sets one up.</summary>
    public Task<Result<ChannelId>> CreateAsync(Actor actor, ChannelBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<ChannelId>(
            actor,
            new Attempt("channel.created", "channel", Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                if (!WireName.TryParse<ChannelKind>(body.Kind, out var kind))
                {
                    return NotificationRefusals.ChannelKindUnknown;
                }

                var said = Read(body, Urgency.High, []);
                if (said.Refusal is { } wrong)
                {
                    return wrong;
                }

                if (NotificationChannel.RefusesName(body.Name) is { } nameless)
                {
                    return nameless;
                }

                var sealedSecret = secrets.Seal(kind, body.Secret);
                if (sealedSecret.Refusal is { } refusal)
                {
                    return refusal;
                }

                var id = await context.Db.NextIdAsync<ChannelId>(token);
                var channel = NotificationChannel.Create(
                    id,
                    kind,
                    body.Name!.Trim(),
                    sealedSecret.Value.Sealed,
                    sealedSecret.Value.Host,
                    said.Value.From,
                    said.Value.Kinds,
                    context.Now
                );
                context.Db.NotificationChannels.Add(channel);
                context.Append(new AuditEvent("channel.created", id.ToString(), Data(channel, secretChanged: true)));
                return id;
            },
            ct
        );
    }

    /// <summary>Changes one.</summary>
    public Task<Result<ChannelId>> ChangeAsync(Actor actor, ChannelId id, ChannelBody body, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<ChannelId>(
            actor,
            new Attempt("channel.changed", id.ToString(), Permission.Administer) { WidensRights = true },
            async (context, token) =>
            {
                if (await context.Db.NotificationChannels.SingleOrDefaultAsync(c => c.Id == id, token) is not { } channel)
                {
                    return NotificationRefusals.ChannelNotFound;
                }

                if (ETags.Refuses(ifMatch, channel.Revision) is { } stale)
                {
                    return stale;
                }

                var said = Read(body, channel.From, channel.Kinds);
                if (said.Refusal is { } wrong)
                {
                    return wrong;
                }

                if (body.Name is not null && NotificationChannel.RefusesName(body.Name) is { } nameless)
                {
                    return nameless;
                }

                var (secret, host) = (channel.Secret, channel.Host);
                if (!string.IsNullOrWhiteSpace(body.Secret))
                {
                    var renewed = secrets.Seal(channel.Kind, body.Secret);
                    if (renewed.Refusal is { } refusal)
                    {
                        return refusal;
                    }

                    (secret, host) = renewed.Value;
                }

                channel.Change(
                    body.Name?.Trim() ?? channel.Name,
                    secret,
                    host,
                    said.Value.From,
                    said.Value.Kinds,
                    body.IsOn ?? channel.IsOn
                );
                context.Append(
                    new AuditEvent("channel.changed", id.ToString(), Data(channel, secretChanged: !string.IsNullOrWhiteSpace(body.Secret)))
                );
                return id;
            },
            ct
        );
    }

    /// <summary>Removes one. What waits for it is not sent.</summary>
    public Task<Result<ChannelId>> RemoveAsync(Actor actor, ChannelId id, CancellationToken ct) =>
        runner.RunAsync<ChannelId>(
            actor,
            new Attempt("channel.removed", id.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (await context.Db.NotificationChannels.SingleOrDefaultAsync(c => c.Id == id, token) is not { } channel)
                {
                    return NotificationRefusals.ChannelNotFound;
                }

                context.Db.NotificationChannels.Remove(channel);
                context.Append(new AuditEvent("channel.removed", id.ToString(), []));
                return id;
            },
            ct
        );

    /// <summary>Sends a message that says it is a test, at once. The answer is that of the other side.</summary>
    public async Task<Result<Done>> TestAsync(Actor actor, ChannelId id, CancellationToken ct)
    {
        var asked = await runner.RunAsync<Done>(
            actor,
            new Attempt("channel.tested", id.ToString(), Permission.Administer),
            async (context, token) =>
            {
                if (!await context.Db.NotificationChannels.AnyAsync(c => c.Id == id, token))
                {
                    return NotificationRefusals.ChannelNotFound;
                }

                context.Append(new AuditEvent("channel.tested", id.ToString(), []));
                return Done.Instance;
            },
            ct
        );
        if (asked.Refusal is { } refusal)
        {
            return refusal;
        }

        // After the transaction: no one waits for a stranger's answer with a lock in hand.
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.NotificationChannels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } channel)
        {
            return NotificationRefusals.ChannelNotFound;
        }

        var test = new NotificationEvent(NotificationKind.Security, id.ToString(), "test")
        {
            Urgency = Urgency.Low,
            Link = "/admin/channels",
            Matter = $"test/{id}",
            Parameters = new Dictionary<string, string> { [NotificationTexts.What] = "channel.tested" },
        };
        var outcome = await sender.SendAsync(channel, ChannelMessage.Of(test, clock.GetLocalNow()), ct);
        if (outcome.Problem is null && channel.Kind is ChannelKind.PagerDuty)
        {
            // A test wakes no one for long: what it opened it closes.
            outcome = await sender.SendAsync(
                channel,
                ChannelMessage.Of(test with { Stage = NotificationStage.Over }, clock.GetLocalNow()),
                ct
            );
        }

        return outcome.Problem is { } problem ? NotificationRefusals.TestFailed(Sentence.Ours(problem)) : Done.Instance;
    }

    private static Result<(Urgency From, IReadOnlyList<NotificationKind> Kinds)> Read(
        ChannelBody body,
        Urgency from,
        IReadOnlyList<NotificationKind> known
    )
    {
        if (body.From is not null && !WireName.TryParse(body.From, out from))
        {
            return NotificationRefusals.UrgencyUnknown;
        }

        if (body.Kinds is null)
        {
            return (from, known);
        }

        var kinds = new List<NotificationKind>();
        foreach (var name in body.Kinds)
        {
            if (!WireName.TryParse<NotificationKind>(name, out var kind))
            {
                return NotificationRefusals.KindUnknown;
            }

            kinds.Add(kind);
        }

        return (from, kinds);
    }

    private static JsonObject Data(NotificationChannel channel, bool secretChanged) =>
        new()
        {
            ["kind"] = WireName.Of(channel.Kind),
            ["host"] = channel.Host,
            ["from"] = WireName.Of(channel.From),
            ["kinds"] = new JsonArray([.. channel.Kinds.Select(k => (JsonNode)WireName.Of(k))]),
            ["on"] = channel.IsOn,
            ["secretChanged"] = secretChanged,
            ["revision"] = channel.Revision,
        };
}
