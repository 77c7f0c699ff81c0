using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;

namespace Governance.Portal.Models.Lineage.Datasets;

/// <summary>A dataset as a list shows it.</summary>
/// <param name="Id">Id of its record.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">E-mail address of its owner.</param>
/// <param name="OwnerName">Name of its owner.</param>
/// <param name="Sensitivity">How sensitive it is.</param>
/// <param name="PersonalData">Whether data about people is in it.</param>
/// <param name="Region">Region in which it is kept.</param>
/// <param name="RetentionUntil">Last day on which it may be kept.</param>
/// <param name="ConsentWithdrawnOn">Day on which the consent was withdrawn.</param>
/// <param name="UsedBy">Number of model versions that use it.</param>
public sealed record DatasetRow(
    DatasetId Id,
    string Name,
    string Owner,
    string OwnerName,
    Sensitivity Sensitivity,
    bool PersonalData,
    string? Region,
    DateOnly? RetentionUntil,
    DateOnly? ConsentWithdrawnOn,
    int UsedBy
);

/// <summary>A state of a dataset that model versions use.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="UsedBy">Number of model versions that use it.</param>
public sealed record DatasetStateView(string Version, string Sha256, int UsedBy);

/// <summary>A model version that uses the dataset.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version.</param>
/// <param name="Role">Role of the dataset; <c>lineage</c> if only lineage says that the version was made from it.</param>
/// <param name="DatasetVersion">Version of the dataset; null if lineage says so.</param>
public sealed record DatasetUseView(string Model, string Version, string Role, string? DatasetVersion)
{
    /// <summary>Environments in which the version runs.</summary>
    public IReadOnlyList<string> RunsIn { get; init; } = [];
}

/// <summary>A task that results from data that may no longer be used.</summary>
public sealed record DataTaskView
{
    /// <summary>Its id.</summary>
    public required DataTaskId Id { get; init; }

    /// <summary>Why the data may not be used.</summary>
    public required DataEnd Cause { get; init; }

    /// <summary>Day since which the data may not be used.</summary>
    public required DateOnly EndedOn { get; init; }

    /// <summary>The part of the data; null for all of it.</summary>
    public string? Scope { get; init; }

    /// <summary>Why its use ended, if stated.</summary>
    public string? Why { get; init; }

    /// <summary>The model; null for the task of the dataset's owner.</summary>
    public string? Model { get; init; }

    /// <summary>Versions of the model.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>Name of the person who must act.</summary>
    public required string Owner { get; init; }

    /// <summary>When the task is due.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>The outcome; null while the task is open.</summary>
    public DataTaskOutcome? Outcome { get; init; }

    /// <summary>What was done, or why the data stays.</summary>
    public string? Reason { get; init; }

    /// <summary>Id of the person who must act.</summary>
    [JsonIgnore]
    public UserId OwnerId { get; init; }
}

/// <summary>A change of a record.</summary>
/// <param name="Revision">The resulting revision.</param>
/// <param name="At">Time of the change.</param>
/// <param name="By">Who made it, as written in the audit log.</param>
/// <param name="ByName">Name of that person.</param>
/// <param name="Members">What changed; none when it was registered.</param>
/// <param name="Before">Values before.</param>
/// <param name="After">Values after.</param>
public sealed record DatasetChangeView(
    int Revision,
    DateTimeOffset At,
    string By,
    string ByName,
    IReadOnlyList<string> Members,
    JsonNode? Before,
    JsonNode? After
);

/// <summary>A dataset with its record.</summary>
public sealed record DatasetView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its record; null if it is not registered yet.</summary>
    public DatasetId? Id { get; init; }

    /// <summary>E-mail address of its owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Name of its owner.</summary>
    public string? OwnerName { get; init; }

    /// <summary>What the dataset contains.</summary>
    public string? Description { get; init; }

    /// <summary>How sensitive it is.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>Whether the dataset contains personal data.</summary>
    public bool PersonalData { get; init; }

    /// <summary>Categories of that data.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether special categories of GDPR Article 9 are among it.</summary>
    public bool SpecialCategories { get; init; }

    /// <summary>Legal basis of the processing.</summary>
    public LegalBasis? LegalBasis { get; init; }

    /// <summary>Where the consent is kept.</summary>
    public string? Consent { get; init; }

    /// <summary>Day on which the consent was withdrawn.</summary>
    public DateOnly? ConsentWithdrawnOn { get; init; }

    /// <summary>Region in which it is kept.</summary>
    public string? Region { get; init; }

    /// <summary>Last day on which it may be kept.</summary>
    public DateOnly? RetentionUntil { get; init; }

    /// <summary>True when that day is over.</summary>
    public bool RetentionIsOver { get; init; }

    /// <summary>Purposes it may be used for.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>AI systems it belongs to, by id; with none, only roles for the whole organisation see its record.</summary>
    public IReadOnlyList<string> Systems { get; init; } = [];

    /// <summary>Licence.</summary>
    public string? Licence { get; init; }

    /// <summary>How it was collected, made and checked.</summary>
    public string? Datasheet { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>Versions of the dataset, as model versions name them, newest first.</summary>
    public IReadOnlyList<DatasetStateView> Versions { get; init; } = [];

    /// <summary>Model versions that use it: those that name it, then those that lineage says were made from it.</summary>
    public IReadOnlyList<DatasetUseView> UsedBy { get; init; } = [];

    /// <summary>Datasets that lineage says were made from it, such as features.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>What people must do because the data may no longer be used; open tasks first.</summary>
    public IReadOnlyList<DataTaskView> Tasks { get; init; } = [];

    /// <summary>True if there are more than are listed.</summary>
    public bool UsedByIsCut { get; init; }

    /// <summary>Changes of the record, newest first.</summary>
    public IReadOnlyList<DatasetChangeView> History { get; init; } = [];

    /// <summary>Revision, for the ETag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }

    /// <summary>Its owner.</summary>
    [JsonIgnore]
    public UserId? OwnerId { get; init; }
}
