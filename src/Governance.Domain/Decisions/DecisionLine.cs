using System.Text.Json;

namespace Governance.Domain.Decisions;

/// <summary>
/// A decision as it was sent: one line of NDJSON, read and found well formed. Its members point into the document they were read from.
/// </summary>
public sealed record DecisionLine
{
    /// <summary>The sender's id of the decision.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>The members that are also kept as values, as they were sent.</summary>
    internal SentMembers Sent { get; init; } = null!;

    /// <summary>What the model was given; or its digest was sent instead.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Digest of the input as the sender computed it.</summary>
    public string? InputDigest { get; init; }

    /// <summary>What the model gave.</summary>
    public required JsonElement Output { get; init; }

    /// <summary>What was done about it.</summary>
    public string? Action { get; init; }

    /// <summary>The model's confidence or score, 0 to 1.</summary>
    public required JsonElement Confidence { get; init; }

    /// <summary>Features that mattered, as sent.</summary>
    public IReadOnlyList<TopFeature> TopFeatures { get; init; } = [];

    /// <summary>The person who looked at it before it took effect.</summary>
    public JsonElement? HumanReview { get; init; }

    /// <summary>Pseudonym of whom it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>True for made-up data.</summary>
    public bool Synthetic { get; init; }
}

/// <summary>A feature with what it contributed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value in this decision; undefined when it was not sent.</param>
/// <param name="Attribution">What it contributed, in the explainer's unit.</param>
public readonly record struct TopFeature(string Name, JsonElement Value, JsonElement Attribution);

/// <summary>Members of a line as they were sent, from which its canonical form is made.</summary>
internal sealed record SentMembers(
    JsonElement Id,
    JsonElement Time,
    JsonElement Model,
    JsonElement Version,
    JsonElement? InputDigest,
    JsonElement? Action,
    JsonElement? TopFeatures,
    JsonElement? Subject,
    JsonElement? Synthetic
);
