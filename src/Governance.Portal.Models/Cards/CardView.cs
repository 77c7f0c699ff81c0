using System.Text.Json.Serialization;
using Governance.Domain.Cards;

namespace Governance.Portal.Models.Cards;

/// <summary>A card with all its fields.</summary>
public sealed record CardView
{
    /// <summary>Subject of the card: <c>credit-default@2.0.0</c> or <c>SYS-0001</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>model</c> or <c>system</c>.</summary>
    public required CardKind Kind { get; init; }

    /// <summary>Id of the version; null until someone has written a text.</summary>
    public CardId? Id { get; init; }

    /// <summary>Number of the version; 0 until someone has written a text.</summary>
    public required int Number { get; init; }

    /// <summary>State of the version.</summary>
    public required CardState State { get; init; }

    /// <summary>Every field, in reading order.</summary>
    public required IReadOnlyList<FieldValue> Fields { get; init; }

    /// <summary>Fields that say something, or why they do not apply.</summary>
    public int Filled => Fields.Count(f => f.Status is not (FieldStatus.Missing or FieldStatus.Claimed));

    /// <summary>Fields that say nothing.</summary>
    public int Missing => Fields.Count(f => f.Status is FieldStatus.Missing);

    /// <summary>Fields that say what an author elsewhere claims.</summary>
    public int Claimed => Fields.Count(f => f.Status is FieldStatus.Claimed);

    /// <summary>Digest of the fields as submitted; null while a draft.</summary>
    public string? ContentSha256 { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Who submitted it.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>When it was last reviewed.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Who reviewed it.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>The reviewer's comment.</summary>
    public string? Review { get; init; }

    /// <summary>All versions, newest first.</summary>
    public required IReadOnlyList<CardVersion> Versions { get; init; }

    /// <summary>Revision, for detecting concurrent changes.</summary>
    public required int Revision { get; init; }
}

/// <summary>A version in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record CardVersion(CardId Id, int Number, CardState State, DateTimeOffset ChangedAt);

/// <summary>A field that differs between two versions.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Before">What it said.</param>
/// <param name="After">What it says.</param>
public sealed record FieldDifference(string Key, string Title, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    /// <summary>What it said, as texts of the portal; none where people wrote it.</summary>
    [JsonIgnore]
    public IReadOnlyList<FormattableString> SentencesBefore { get; init; } = [];

    /// <summary>What it says, as texts of the portal; none where people wrote it.</summary>
    [JsonIgnore]
    public IReadOnlyList<FormattableString> SentencesAfter { get; init; } = [];
}
