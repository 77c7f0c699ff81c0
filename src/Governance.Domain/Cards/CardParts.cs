using System.Text.Json.Serialization;
using Governance.Domain.Identity;

namespace Governance.Domain.Cards;

/// <summary>A version of a card.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct CardId(int Number) : IDisplayId<CardId>
{
    /// <inheritdoc/>
    public static string Prefix => "CRD";

    /// <inheritdoc/>
    public static CardId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What a card is about.</summary>
public enum CardKind
{
    /// <summary>A version of a model.</summary>
    Model,

    /// <summary>An AI system.</summary>
    System,
}

/// <summary>Where a version of a card stands.</summary>
public enum CardState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Complete for its authors; waits for a review.</summary>
    Submitted,

    /// <summary>Approved by someone who wrote nothing of it.</summary>
    Approved,

    /// <summary>A newer version is approved.</summary>
    Superseded,
}

/// <summary>How a field came to what it says.</summary>
public enum FieldStatus
{
    /// <summary>Taken from a record of the portal.</summary>
    FilledFromRecord,

    /// <summary>Written by a named person.</summary>
    WrittenByPerson,

    /// <summary>Said by the author of an imported card; no one here has confirmed it.</summary>
    Claimed,

    /// <summary>Left out on purpose, with a reason.</summary>
    NotApplicable,

    /// <summary>Nothing is there.</summary>
    Missing,
}

/// <summary>A text of a field.</summary>
/// <param name="Field">Key of the field.</param>
/// <param name="Text">The text, or the reason why the field does not apply.</param>
/// <param name="Status"><see cref="FieldStatus.WrittenByPerson"/>, <see cref="FieldStatus.Claimed"/> or
/// <see cref="FieldStatus.NotApplicable"/>.</param>
/// <param name="By">Who, as the log writes an actor.</param>
/// <param name="ByName">Their printed name.</param>
/// <param name="At">When.</param>
public sealed record CardText(string Field, string Text, FieldStatus Status, string By, string ByName, DateTimeOffset At);

/// <summary>A text as sent: null takes it away.</summary>
/// <param name="Text">The text, or the reason why the field does not apply.</param>
/// <param name="Status">As in <see cref="CardText"/>.</param>
public sealed record NewText(string? Text, FieldStatus Status = FieldStatus.WrittenByPerson);

/// <summary>A field of a card.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Section">The section it stands in.</param>
/// <param name="FromRecords">True when records of the portal can fill it; a person's text counts where they do not.</param>
public sealed record CardField(string Key, string Title, string Section, bool FromRecords)
{
    /// <summary>True when a person may write it: what a record says, no one overwrites.</summary>
    public bool IsWritable { get; init; } = true;
}

/// <summary>Fields of both kinds of card, in the order of reading.</summary>
public static class CardTemplate
{
    private const string Overview = "Overview";
    private const string Use = "Use";

    /// <summary>
    /// A model card. Keys that gates read with a form of their own in evidence (metrics, oversight, regions, findings) are not used.
    /// </summary>
    public static IReadOnlyList<CardField> Model { get; } =
    [
        Record("name", "Name and version", Overview),
        new("intendedUse", "Intended use", Overview, FromRecords: true),
        Record("owner", "Owner", Overview),
        Record("riskClass", "Risk class", Overview),
        new("architecture", "Approach and architecture", "Model", FromRecords: false),
        Record("artifact", "Artifact", "Model"),
        Record("source", "Source", "Model"),
        new("licence", "Licence", "Model", FromRecords: false),
        Record("trainingData", "Training data", "Data"),
        Record("evaluationData", "Evaluation data", "Data"),
        new("dataLimits", "What the data lacks", "Data", FromRecords: false),
        Record("performance", "Performance", "Evaluation"),
        Record("fairness", "Fairness", "Evaluation"),
        Record("robustness", "Robustness", "Evaluation"),
        new("users", "Intended users", Use, FromRecords: false),
        new("outOfScope", "Not to be used for", Use, FromRecords: false),
        new("limitations", "Known limits", Use, FromRecords: false),
        new("ethicalConsiderations", "Ethical considerations", Use, FromRecords: false),
        new("humanOversight", "Human oversight", Use, FromRecords: false),
        new("environment", "Energy and environment", Use, FromRecords: false),
        Record("monitoring", "Monitoring", "Operation"),
        Record("risks", "Risks", "Operation"),
    ];

    /// <summary>A system card.</summary>
    public static IReadOnlyList<CardField> System { get; } =
    [
        Record("name", "Name", Overview),
        Record("intendedUse", "Purpose", Overview),
        Record("owner", "Owner", Overview),
        Record("roles", "Roles of the organisation", Overview),
        Record("classification", "Classification", Overview),
        Record("models", "Models", "Parts"),
        Record("components", "Parts supplied by others", "Parts"),
        new("dataFlows", "Data flows", "Parts", FromRecords: false),
        new("interfaces", "Interfaces", "Parts", FromRecords: false),
        Record("affectedGroups", "People affected", Use),
        Record("countries", "Countries of use", Use),
        new("users", "Intended users", Use, FromRecords: false),
        new("humanOversight", "Human oversight", Use, FromRecords: false),
        new("evaluations", "Evaluations", "Evaluation", FromRecords: false),
        new("limitations", "Known limits", "Evaluation", FromRecords: false),
        Record("risks", "Risks", "Evaluation"),
        new("contacts", "Contacts", "Operation", FromRecords: false),
        Record("decommissioning", "End of use", "Operation"),
    ];

    /// <summary>Fields of a kind.</summary>
    public static IReadOnlyList<CardField> Of(CardKind kind) => kind is CardKind.Model ? Model : System;

    private static CardField Record(string key, string title, string section) =>
        new(key, title, section, FromRecords: true) { IsWritable = false };
}

/// <summary>Where the value of a field comes from.</summary>
/// <param name="Kind"><c>registry</c>, <c>evidence</c>, <c>monitoring</c>, <c>risks</c>, <c>assessment</c>, <c>person</c> or
/// <c>claim</c>.</param>
/// <param name="Id">Readable id of the record, or printed name of the person.</param>
/// <param name="At">When it was recorded or written.</param>
/// <param name="Sha256">Digest of the record, where it has one.</param>
/// <param name="Href">Its page; null when it has none.</param>
public sealed record FieldSource(string Kind, string Id, DateTimeOffset? At, string? Sha256, string? Href)
{
    /// <summary>
    /// True when the digest was computed over the lines of the field because the record is stored without one: no entry of the log names
    /// it.
    /// </summary>
    [JsonIgnore]
    public bool IsComputed { get; init; }
}

/// <summary>A field with what it says.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Section">The section it stands in.</param>
/// <param name="Status">How it came to it.</param>
/// <param name="Lines">What it says, a line a fact; empty when missing.</param>
/// <param name="Sources">Where from.</param>
public sealed record FieldValue(
    string Key,
    string Title,
    string Section,
    FieldStatus Status,
    IReadOnlyList<string> Lines,
    IReadOnlyList<FieldSource> Sources
)
{
    /// <summary>True when a person may write it now.</summary>
    public bool IsWritable { get; init; }

    /// <summary>
    /// The lines as texts of the portal, with the names that people gave in their places; none where people wrote the lines, or where they
    /// were stored before the portal kept them so.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<FormattableString> Sentences { get; init; } = [];
}

/// <summary>People behind an act, for who may not review.</summary>
internal static class Authors
{
    public static IEnumerable<UserId> Of(Access access) =>
        access.People.Count > 0 ? access.People
        : access.Person is { } person ? [person]
        : [];
}
