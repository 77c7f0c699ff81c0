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
/// <param name="Name">What people call it.</param>
/// <param name="Kind">webhook or syslog.</param>
/// <param name="Format">What an event looks like there.</param>
/// <param name="Host">Where it stands; the rest of its address may be a secret and is not shown.</param>
/// <param name="Actions">Patterns of the actions it gets; none means all.</param>
/// <param name="IncludeNames">Whether printed names go with the events.</param>
/// <param name="HasAuthority">Whether its certificate has to come from an authority of its own.</param>
/// <param name="State">active, paused or disabled.</param>
/// <param name="Problem">Why it is disabled, or why the last event was not taken.</param>
/// <param name="FailingSince">Since when it takes nothing; null while it does.</param>
/// <param name="LastTakenAt">When it last took an event.</param>
/// <param name="Waiting">Events in its queue.</param>
/// <param name="Position">Index of the next log entry it will look at.</param>
/// <param name="OldSecretUntil">Until when the secret before signs too.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Revision">Grows with every change.</param>
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

/// <summary>A destination with a secret just made.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Secret">Key with which its messages are signed: shown once. Null for syslog.</param>
public sealed record DestinationSecretView(DestinationView Destination, string? Secret);

/// <summary>One event on its way.</summary>
/// <param name="Number">Counts deliveries.</param>
/// <param name="LogIndex">The log entry; null for a test.</param>
/// <param name="MessageId">Id of the message, the same at every try.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">To which thing.</param>
/// <param name="IsReplay">True when someone asked for it once more.</param>
/// <param name="State">waiting, delivered or given-up.</param>
/// <param name="Tries">Tries so far.</param>
/// <param name="QueuedAt">When it was queued.</param>
/// <param name="LastTriedAt">When it was last tried.</param>
/// <param name="NextAt">When it is tried next; null when it is over.</param>
/// <param name="Status">HTTP status of the last answer.</param>
/// <param name="LatencyMs">How long the last try took.</param>
/// <param name="Answer">The beginning of the last answer, as the receiver wrote it.</param>
/// <param name="Problem">Why the last try counts as not taken.</param>
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

/// <summary>What was queued again.</summary>
/// <param name="Queued">How many events; entries that the destination does not get are left out.</param>
public sealed record ReplayView(int Queued);
