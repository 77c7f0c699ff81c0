using System.Text.Json.Serialization;
using Governance.Domain.Retirements;

namespace Governance.Portal.Operations.Retirements;

/// <summary>A retirement in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">version, model or system.</param>
/// <param name="Subject">What is retired.</param>
/// <param name="Title">Display name.</param>
/// <param name="State">under-way, to-sign, closed or cancelled.</param>
/// <param name="PlannedAt">Planned end of the retirement.</param>
/// <param name="OwnerName">Name of the person responsible.</param>
/// <param name="Successor">Its successor.</param>
/// <param name="TasksDone">Number of tasks that are done.</param>
/// <param name="Tasks">Number of tasks.</param>
/// <param name="StoppedAt">When the traffic was stopped.</param>
/// <param name="OpenedAt">When it was planned.</param>
/// <param name="ClosedAt">When it was closed or cancelled.</param>
public sealed record RetirementRow(
    RetirementId Id,
    RetirementKind Kind,
    string Subject,
    string Title,
    RetirementState State,
    DateTimeOffset PlannedAt,
    string OwnerName,
    string? Successor,
    int TasksDone,
    int Tasks,
    DateTimeOffset? StoppedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt
)
{
    /// <summary>When the end of the traffic was confirmed. The API states it with the retirement itself.</summary>
    [JsonIgnore]
    public DateTimeOffset? ConfirmedAt { get; init; }
}

/// <summary>A dependant.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Source">The record that shows the dependency.</param>
/// <param name="Decides">True if a decision about it is required.</param>
/// <param name="Decision">migrated or accepted; null until it is decided.</param>
/// <param name="To">What it depends on now.</param>
/// <param name="Reason">The reason.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When it was decided.</param>
public sealed record DependantView(
    DependantKind Kind,
    string Id,
    string Name,
    string Source,
    bool Decides,
    DependantDecisionKind? Decision,
    string? To,
    string? Reason,
    string? By,
    DateTimeOffset? At
);

/// <summary>A task of a retirement.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Short title.</param>
/// <param name="What">What must be done.</param>
/// <param name="Owner">E-mail address of the person who does it.</param>
/// <param name="OwnerName">Name of that person.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="NeedsEvidence">True if evidence is required.</param>
/// <param name="DoneAt">When it was done.</param>
/// <param name="DoneBy">Who did it.</param>
/// <param name="Words">What was done.</param>
/// <param name="Evidence">Proof that it was done.</param>
public sealed record RetirementTaskView(
    int Number,
    string Title,
    string What,
    string Owner,
    string OwnerName,
    DateTimeOffset DueAt,
    bool NeedsEvidence,
    DateTimeOffset? DoneAt,
    string? DoneBy,
    string? Words,
    string? Evidence
);

/// <summary>A key of a retirement.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">Name of the key.</param>
/// <param name="UsedAt">When it was last used for the subject; null if it is no longer valid.</param>
/// <param name="Elsewhere">True if it is also used for other purposes.</param>
/// <param name="Revoked">True if it was revoked, false if it is kept; null until it is decided.</param>
/// <param name="Reason">Why it is kept.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When it was decided.</param>
public sealed record RetirementKeyView(
    string Key,
    string Name,
    DateTimeOffset? UsedAt,
    bool Elsewhere,
    bool? Revoked,
    string? Reason,
    string? By,
    DateTimeOffset? At
);

/// <summary>A piece of data.</summary>
/// <param name="Kind">artifact, dataset, decisions or held-out-set.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Display name.</param>
/// <param name="Sha256">Digest, if it has one.</param>
/// <param name="NotBefore">The day before which it must not be deleted.</param>
/// <param name="NotBeforeBasis">Basis for that day.</param>
/// <param name="Held">The incident that forbids its deletion.</param>
/// <param name="Choice">keep, delete or hand-over; null until it is decided.</param>
/// <param name="Until">Day until which it is kept.</param>
/// <param name="Basis">Legal basis, or who takes it over.</param>
/// <param name="By">Who decided.</param>
/// <param name="DeletedAt">When the portal deleted its content.</param>
public sealed record DataView(
    string Kind,
    string Id,
    string Name,
    string? Sha256,
    DateOnly? NotBefore,
    string? NotBeforeBasis,
    string? Held,
    DispositionKind? Choice,
    DateOnly? Until,
    string? Basis,
    string? By,
    DateTimeOffset? DeletedAt
);

/// <summary>A version that is being retired.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="StoppedAt">When its deployments were blocked.</param>
/// <param name="Promotion">The newest request to retire it.</param>
/// <param name="RetiredAt">When it was retired.</param>
public sealed record RetiringView(string Model, string Version, DateTimeOffset? StoppedAt, string? Promotion, DateTimeOffset? RetiredAt);

/// <summary>An entry of the retirement's record.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">Time of the entry.</param>
/// <param name="By">The person or system.</param>
/// <param name="Action">The action, as written in the audit log.</param>
/// <param name="What">The action, in a sentence.</param>
/// <param name="Words">What the person wrote about it.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record RetirementEntryView(
    int Number,
    DateTimeOffset At,
    string By,
    string Action,
    string What,
    string? Words,
    long? LogIndex
);

/// <summary>A retirement with everything known about it now.</summary>
public sealed record RetirementView
{
    /// <summary>Its id.</summary>
    public required RetirementId Id { get; init; }

    /// <summary>version, model or system.</summary>
    public required RetirementKind Kind { get; init; }

    /// <summary>What is retired.</summary>
    public required string Subject { get; init; }

    /// <summary>Display name.</summary>
    public required string Title { get; init; }

    /// <summary>The reason; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>under-way, to-sign, closed or cancelled.</summary>
    public required RetirementState State { get; init; }

    /// <summary>E-mail address of the person responsible.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of that person.</summary>
    public required string OwnerName { get; init; }

    /// <summary>Planned end of the retirement.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>Its successor.</summary>
    public required string? Successor { get; init; }

    /// <summary>The request it was created with, if it was not planned before.</summary>
    public required string? MadeWith { get; init; }

    /// <summary>When it was planned.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The template of its tasks.</summary>
    public required string Template { get; init; }

    /// <summary>True if Legal must also sign.</summary>
    public required bool HighRisk { get; init; }

    /// <summary>The versions that are retired.</summary>
    public required IReadOnlyList<RetiringView> Versions { get; init; }

    /// <summary>Versions registered since then, which are included when signatures are requested.</summary>
    public required IReadOnlyList<string> NewVersions { get; init; }

    /// <summary>What depends on it.</summary>
    public required IReadOnlyList<DependantView> Dependants { get; init; }

    /// <summary>True when there are more than were examined.</summary>
    public required bool DependantsAreCut { get; init; }

    /// <summary>Its tasks.</summary>
    public required IReadOnlyList<RetirementTaskView> Tasks { get; init; }

    /// <summary>When the traffic was stopped.</summary>
    public required DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Who stopped it.</summary>
    public required string? StoppedBy { get; init; }

    /// <summary>When it was confirmed that it receives no traffic.</summary>
    public required DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>serving-system or person.</summary>
    public required TrafficProof? ConfirmedHow { get; init; }

    /// <summary>Who or what confirmed it.</summary>
    public required string? ConfirmedBy { get; init; }

    /// <summary>Proof of that.</summary>
    public required string? ConfirmedEvidence { get; init; }

    /// <summary>Number of decisions it made since then.</summary>
    public required long DecisionsAfterStop { get; init; }

    /// <summary>Time of the newest of them.</summary>
    public required DateTimeOffset? LastDecisionAfterStop { get; init; }

    /// <summary>Keys used for it.</summary>
    public required IReadOnlyList<RetirementKeyView> Keys { get; init; }

    /// <summary>Its data.</summary>
    public required IReadOnlyList<DataView> Data { get; init; }

    /// <summary>Start of the retention period: as set, or as the law defines it.</summary>
    public required DateTimeOffset? RetentionFrom { get; init; }

    /// <summary>End of the retention period; null until it is set.</summary>
    public required DateTimeOffset? RetentionUntil { get; init; }

    /// <summary>Legal basis of the retention.</summary>
    public required string? RetentionBasis { get; init; }

    /// <summary>The earliest end that the law requires; null if it requires none.</summary>
    public required DateTimeOffset? RetentionLeast { get; init; }

    /// <summary>The provision that requires it.</summary>
    public required string RetentionReference { get; init; }

    /// <summary>What is left to do before it can be signed.</summary>
    public required IReadOnlyList<RetirementBlocker> Blockers { get; init; }

    /// <summary>SHA-256 of the closing statement; null while there is none.</summary>
    public required string? StatementSha256 { get; init; }

    /// <summary>When it was closed or cancelled.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Its revision.</summary>
    public required int Revision { get; init; }
}
