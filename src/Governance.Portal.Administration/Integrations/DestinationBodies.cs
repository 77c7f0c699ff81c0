using System.ComponentModel.DataAnnotations;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Body of a new destination.</summary>
/// <param name="Name">Name of the destination.</param>
/// <param name="Address">https://host/path, syslogs://host:port or syslog://host:port. Only the host is shown again.</param>
/// <param name="Format">structured or binary for a webhook; cef, ocsf or ecs for syslog.</param>
/// <param name="Actions">Patterns of the actions to send, such as incident.* or promotion.signed (default: all).</param>
/// <param name="IncludeNames">Whether the events include the printed names of signers, which are personal data (default: false).</param>
/// <param name="Authority">Certificate (PEM) of the authority that issued the collector's certificate (default: one that the system
/// trusts).</param>
/// <param name="From">Index of the first log entry to send (default: only new entries).</param>
public sealed record DestinationBody(
    string? Name = null,
    [property: Required] string? Address = null,
    string? Format = null,
    IReadOnlyList<string>? Actions = null,
    bool IncludeNames = false,
    string? Authority = null,
    long? From = null
);

/// <summary>Body of a change; absent members stay unchanged.</summary>
/// <param name="Name">Name of the destination.</param>
/// <param name="Address">Another address of the same kind.</param>
/// <param name="Format">Another format of the same kind.</param>
/// <param name="Actions">Patterns; null means all.</param>
/// <param name="IncludeNames">Whether the events include the printed names of signers.</param>
/// <param name="Authority">Certificate (PEM); null means one the system trusts.</param>
public sealed record DestinationChangeBody(
    Patch<string> Name,
    Patch<string> Address,
    Patch<string> Format,
    Patch<IReadOnlyList<string>> Actions,
    Patch<bool?> IncludeNames,
    Patch<string> Authority
);

/// <summary>Body of a replay.</summary>
/// <param name="From">Index of the first log entry.</param>
/// <param name="To">Index of the last log entry (default: only the first one is sent).</param>
public sealed record ReplayBody(long? From = null, long? To = null);

/// <summary>A destination.</summary>
/// <param name="Id">Such as DST-0001.</param>
/// <param name="Name">Name of the destination.</param>
/// <param name="Kind">webhook or syslog.</param>
/// <param name="Format">Format of the events.</param>
/// <param name="Host">Host of the address; the rest of the address may be secret and is not shown.</param>
/// <param name="Actions">Patterns of the actions to send; none means all.</param>
/// <param name="IncludeNames">Whether the events include the printed names of signers.</param>
/// <param name="HasAuthority">Whether its certificate must be issued by a specific authority.</param>
/// <param name="State">active, paused or disabled.</param>
/// <param name="Problem">Why the destination is disabled, or why the last event was not accepted.</param>
/// <param name="FailingSince">Time since which it has accepted no events; null while it accepts them.</param>
/// <param name="LastTakenAt">When it last accepted an event.</param>
/// <param name="Waiting">Number of waiting events.</param>
/// <param name="Position">Index of the next log entry to be sent.</param>
/// <param name="OldSecretUntil">Time until which messages are also signed with the old secret.</param>
/// <param name="CreatedAt">When the destination was created.</param>
/// <param name="Revision">Increases with every change.</param>
public sealed record DestinationView(
    DestinationId Id,
    string Name,
    DestinationKind Kind,
    EventFormat Format,
    string Host,
    IReadOnlyList<string> Actions,
    bool IncludeNames,
    bool HasAuthority,
    DestinationState State,
    string? Problem,
    DateTimeOffset? FailingSince,
    DateTimeOffset? LastTakenAt,
    int Waiting,
    long Position,
    DateTimeOffset? OldSecretUntil,
    DateTimeOffset CreatedAt,
    int Revision
);

/// <summary>A destination with a new secret.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Secret">Key that signs its messages, shown once. Null for syslog.</param>
public sealed record DestinationSecretView(DestinationView Destination, string? Secret);

/// <summary>The delivery of one event.</summary>
/// <param name="Number">Number of the delivery.</param>
/// <param name="LogIndex">The log entry; null for a test.</param>
/// <param name="MessageId">Id of the message, the same for every attempt.</param>
/// <param name="Action">Action of the log entry.</param>
/// <param name="Subject">Subject of the log entry.</param>
/// <param name="IsReplay">True if someone requested that the event be sent again.</param>
/// <param name="State">waiting, delivered or given-up.</param>
/// <param name="Tries">Number of attempts so far.</param>
/// <param name="QueuedAt">When it was queued.</param>
/// <param name="LastTriedAt">Time of the last attempt.</param>
/// <param name="NextAt">Time of the next attempt; null once the delivery has ended.</param>
/// <param name="Status">HTTP status of the last answer.</param>
/// <param name="LatencyMs">Duration of the last attempt in milliseconds.</param>
/// <param name="Answer">The beginning of the last answer, as the receiver wrote it.</param>
/// <param name="Problem">Why the last attempt failed.</param>
public sealed record DeliveryView(
    long Number,
    long? LogIndex,
    string MessageId,
    string Action,
    string Subject,
    bool IsReplay,
    DeliveryState State,
    int Tries,
    DateTimeOffset QueuedAt,
    DateTimeOffset? LastTriedAt,
    DateTimeOffset? NextAt,
    int? Status,
    int? LatencyMs,
    string? Answer,
    string? Problem
)
{
    internal static DeliveryView Of(Delivery d) =>
        new(
            d.Id,
            d.LogIndex,
            d.MessageId,
            d.Action,
            d.Subject,
            d.IsReplay,
            d.State,
            d.Tries,
            d.QueuedAt,
            d.LastTriedAt,
            d.State is DeliveryState.Waiting ? d.NextAt : null,
            d.Status,
            d.LatencyMs,
            d.Answer,
            d.Problem
        );
}

/// <summary>The number of events queued again.</summary>
/// <param name="Queued">Number of events queued; entries that the destination does not receive are left out.</param>
public sealed record ReplayView(int Queued);
