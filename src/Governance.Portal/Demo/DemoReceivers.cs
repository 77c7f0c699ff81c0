using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Administration.Notifications.Channels;

namespace Governance.Portal.Demo;

/// <summary>
/// Who gets events and messages: prepared by the administrator, and paused or off until the other side is ready. The demo calls no one, and
/// their hosts are none that exist. The text of a key that is made here is thrown away: no one has it.
/// </summary>
internal sealed class DemoReceivers(
    ChangeDestination destinations,
    ChangeDestinationState states,
    ChangeChannels channels,
    CreateKey createKey,
    RevokeKey revokeKey
)
{
    /// <summary>An administrator with a fresh proof, one for each act.</summary>
    public delegate Task<Refusal?> Proven(Func<Actor, Task<Refusal?>> act);

    /// <summary>What the key of the pilot is for.</summary>
    public const string Pilot = "Pilot of the complaint router";

    private const int PilotDays = 120;

    private static readonly DestinationBody[] s_destinations =
    [
        new(
            "SIEM, paused until the security team opens its port",
            $"syslogs://siem.{DemoPlaces.Domain}:6514",
            "ocsf",
            ["incident.*", "session.*", "user.*", "key.*"],
            IncludeNames: false,
            Authority: null
        ),
        new(
            "GRC tool, paused until its receiver has the secret",
            $"https://grc.{DemoPlaces.Domain}/events",
            "structured",
            ["promotion.*", "risk.*", "waiver.*", "policy.*"],
            IncludeNames: false,
            Authority: null
        ),
    ];

    private static readonly ChannelBody[] s_channels =
    [
        new(
            "teams",
            "Model risk team, off until the room is approved",
            $"https://chat.{DemoPlaces.Domain}/rooms/model-risk",
            WireName.Of(Urgency.High)
        ),
        new(
            "teams",
            "Incident room, off until the room is approved",
            $"https://chat.{DemoPlaces.Domain}/rooms/ai-incidents",
            WireName.Of(Urgency.Urgent)
        ),
    ];

    /// <summary>The pilot's pipeline gets a key, of which no one needs to know the text any more.</summary>
    public async Task<Refusal?> KeyAsync(Proven proven, string owner, CancellationToken ct) =>
        await proven(async administrator =>
            (
                await createKey.RunAsync(
                    administrator,
                    new(Pilot, [Scopes.RegistryWrite, Scopes.EvidenceWrite, Scopes.GateRead], PilotDays, owner),
                    ct
                )
            ).Refusal
        );

    /// <summary>The pilot is over, and so is its key; the pipeline of releases gets one.</summary>
    public async Task<Refusal?> RenewKeyAsync(Proven proven, string owner, ApiKeyId pilot, CancellationToken ct) =>
        await proven(async administrator =>
            (await revokeKey.RunAsync(administrator, pilot, ct)).Refusal
            ?? (
                await createKey.RunAsync(
                    administrator,
                    new(
                        "Deployment pipeline, set up and not in use yet",
                        [Scopes.RegistryWrite, Scopes.EvidenceWrite, Scopes.GateRead, Scopes.MonitoringWrite],
                        CreateKey.MaxDays / 2,
                        owner
                    ),
                    ct
                )
            ).Refusal
        );

    /// <summary>Destinations of events, each paused at once.</summary>
    public async Task<Refusal?> DestinationsAsync(Proven proven, Action<string> say, CancellationToken ct)
    {
        foreach (var body in s_destinations)
        {
            var refusal = await proven(async administrator =>
            {
                var made = await destinations.CreateAsync(administrator, body, ct);
                return made.IsDone ? (await states.PauseAsync(administrator, made.Value.Id, ct)).Refusal : made.Refusal;
            });
            if (refusal is not null)
            {
                return refusal;
            }
        }

        say($"{s_destinations.Length} destinations for events are prepared and paused");
        return null;
    }

    /// <summary>Chat rooms, each switched off at once.</summary>
    public async Task<Refusal?> ChannelsAsync(Proven proven, Action<string> say, CancellationToken ct)
    {
        foreach (var body in s_channels)
        {
            ChannelId id = default;
            var refusal =
                await proven(async administrator =>
                {
                    var made = await channels.CreateAsync(administrator, body, ct);
                    id = made.IsDone ? made.Value : default;
                    return made.Refusal;
                })
                ?? await proven(async administrator =>
                    (await channels.ChangeAsync(administrator, id, new ChannelBody(IsOn: false), null, ct)).Refusal
                );
            if (refusal is not null)
            {
                return refusal;
            }
        }

        say($"{s_channels.Length} channels are prepared and off");
        return null;
    }
}
