using System.Text.Json;
using Governance.Domain.Decisions;
using Governance.Portal.Operations.Decisions.Reviews;

namespace Governance.Portal.Operations.Decisions;

/// <summary>A feature of a decision: what it contributed, and its value only where it may be shown.</summary>
public sealed record FactorView(string Name, double Attribution, string? Value);

/// <summary>A person's override of a decision.</summary>
public sealed record OverrideView(string Outcome, OverrideReason ReasonCode, string? Reason, string By, DateTimeOffset At);

/// <summary>The review that came with a decision.</summary>
public sealed record ReviewView(string? By, string? Action, string? Reason);

/// <summary>A decision in a list.</summary>
public sealed record DecisionItem
{
    /// <summary>The sender's id.</summary>
    public required string DecisionId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Pseudonym of the person it concerns.</summary>
    public string? Subject { get; init; }

    /// <summary>The action taken, or otherwise the model's output.</summary>
    public string? Outcome { get; init; }

    /// <summary>The model's confidence, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Most influential features, strongest first.</summary>
    public IReadOnlyList<FactorView> TopFeatures { get; init; } = [];

    /// <summary>The last override.</summary>
    public OverrideView? Override { get; init; }

    /// <summary>Who reviewed it before it took effect.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Whether the data is synthetic.</summary>
    public bool Synthetic { get; init; }

    /// <summary>
    /// Why the version should not have made it, by what is on record now: never approved for production, retired, held by an incident, or
    /// outside of a running experiment. Null if it was allowed to.
    /// </summary>
    public TrafficReason? Contradiction { get; init; }

    /// <summary>True if its content was erased at the end of its retention period.</summary>
    public bool Erased { get; init; }

    /// <summary>Batch in which it was stored.</summary>
    public required DecisionBatchId Batch { get; init; }
}

/// <summary>One decision with everything but the values of its inputs.</summary>
public sealed record DecisionView
{
    /// <summary>The decision as in the list.</summary>
    public required DecisionItem Decision { get; init; }

    /// <summary>The output of the model; null once erased.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>The action taken.</summary>
    public string? Action { get; init; }

    /// <summary>Names of the stored fields of the input. Their values are shown only for a stated purpose.</summary>
    public IReadOnlyList<string> InputFields { get; init; } = [];

    /// <summary>Digest of the input, if the sender sent only that.</summary>
    public string? InputDigest { get; init; }

    /// <summary>Salted commitment to the input as it was sent.</summary>
    public string? InputCommitment { get; init; }

    /// <summary>The review that was sent with it.</summary>
    public ReviewView? HumanReview { get; init; }

    /// <summary>The known outcome; null until a label arrives, and while a review of the decision is open.</summary>
    public TruthView? Truth { get; init; }

    /// <summary>Reviews by people, oldest first.</summary>
    public IReadOnlyList<ReviewSummary> Reviews { get; init; } = [];

    /// <summary>Overrides, oldest first.</summary>
    public required IReadOnlyList<OverrideView> Overrides { get; init; }

    /// <summary>SHA-256(salt ‖ content), lower-case hex.</summary>
    public required string Commitment { get; init; }

    /// <summary>Position in its batch, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Number of decisions in the batch.</summary>
    public required int BatchCount { get; init; }

    /// <summary>When the batch was stored.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Who sent the batch.</summary>
    public required string StoredBy { get; init; }

    /// <summary>Index of the log entry that holds the batch's root.</summary>
    public required long LogIndex { get; init; }

    /// <summary>True if it contains values that are shown only for a stated purpose.</summary>
    public bool HoldsValues { get; init; }
}

/// <summary>The known outcome, according to a label that arrived later.</summary>
/// <param name="Label">The label.</param>
/// <param name="RightOutcome">The outcome that was right, if the model's review rules say so.</param>
/// <param name="ModelWasRight">Whether the model's outcome was right; null if the label names no outcome.</param>
/// <param name="ArrivedAt">When the label arrived.</param>
public sealed record TruthView(string Label, string? RightOutcome, bool? ModelWasRight, DateTimeOffset ArrivedAt);

/// <summary>The values that were asked for.</summary>
public sealed record UnmaskedView(JsonElement? Input, IReadOnlyList<FactorView> TopFeatures);

/// <summary>Reads what is shown out of a decision's content.</summary>
internal static class DecisionReading
{
    public static DecisionItem Item(Decision row, DecisionSource source, DecisionOverride? last, TrafficAuthority authority)
    {
        var content = Parse(row);
        return new DecisionItem
        {
            DecisionId = row.Id,
            Time = row.Time,
            Model = source.Model,
            Version = source.Version,
            Subject = row.Subject,
            Outcome = row.Outcome,
            Confidence = row.Confidence,
            TopFeatures = content is { } c ? Factors(c, withValues: false) : [],
            Override = last is null ? null : Override(last),
            Reviewer = content is { } d ? Review(d)?.By : null,
            Synthetic = row.Synthetic,
            Contradiction = authority.Contradicts(row.Time, !row.Synthetic && content is { } e && Text(e, "action") is not null),
            Erased = row.Content is null,
            Batch = new DecisionNumber(row.Number).Batch,
        };
    }

    public static JsonElement? Parse(Decision row) => row.Content is null ? null : JsonSerializer.Deserialize<JsonElement>(row.Content);

    public static OverrideView Override(DecisionOverride o) => new(o.Outcome, o.ReasonCode, o.Reason?.Text, o.PrintedName, o.At);

    public static ReviewView? Review(JsonElement content) =>
        content.TryGetProperty("humanReview", out var review)
            ? new ReviewView(Text(review, "by"), Text(review, "action"), Text(review, "reason"))
            : null;

    public static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    public static IReadOnlyList<FactorView> Factors(JsonElement content, bool withValues) =>
        !content.TryGetProperty("topFeatures", out var list)
            ? []
            :
            [
                .. list.EnumerateArray()
                    .Select(f => new FactorView(
                        f.GetProperty("name").GetString()!,
                        f.GetProperty("attribution").GetDouble(),
                        withValues && f.TryGetProperty("value", out var value)
                            ? (value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText())
                            : null
                    ))
                    .OrderByDescending(f => Math.Abs(f.Attribution)),
            ];

    /// <summary>True when a content holds a value of an input that someone may not be shown without a purpose.</summary>
    public static bool HoldsValues(JsonElement content) =>
        (content.TryGetProperty("input", out var input) && input.EnumerateObject().Any(f => !IsMasked(f.Value)))
        || (
            content.TryGetProperty("topFeatures", out var list)
            && list.EnumerateArray().Any(f => f.TryGetProperty("value", out var value) && !IsMasked(value))
        );

    private static bool IsMasked(JsonElement value) => value.ValueKind is JsonValueKind.String && value.ValueEquals(DecisionContent.Masked);
}
