using Governance.Domain.Cards;

namespace Governance.Portal.Models.Cards;

/// <summary>A card with all its fields.</summary>
public sealed record CardView
{
    /// <summary>Its subject: <c>credit-default@2.0.0</c> or <c>SYS-0001</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>model</c> or <c>system</c>.</summary>
    public required CardKind Kind { get; init; }

    /// <summary>The version's id; null while no one has written a text.</summary>
    public CardId? Id { get; init; }

    /// <summary>Number of the version; 0 while no one has written a text.</summary>
    public required int Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required CardState State { get; init; }

    /// <summary>Every field, in the order of reading.</summary>
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

    /// <summary>By whom.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>When it was reviewed last.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>What the reviewer said.</summary>
    public string? Review { get; init; }

    /// <summary>All versions, newest first.</summary>
    public required IReadOnlyList<CardVersion> Versions { get; init; }

    /// <summary>Two writers collide on it.</summary>
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
public sealed record FieldDifference(string Key, string Title, IReadOnlyList<string> Before, IReadOnlyList<string> After);
