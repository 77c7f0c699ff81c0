using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Decisions;
using Governance.Transparency;

namespace Governance.Domain.Explanations;

/// <summary>An element of a decision with what it contributed; never its value, which is shown for a purpose only.</summary>
/// <param name="Name">As the sender calls it.</param>
/// <param name="Attribution">What it contributed, in the explainer's unit: above 0 it raised the score.</param>
public sealed record ExplainedElement(string Name, double Attribution);

/// <summary>A person's decision in place of the model's.</summary>
/// <param name="Outcome">What holds instead.</param>
/// <param name="Reason">Why, as a code. What the person wrote stays with the decision.</param>
/// <param name="At">When.</param>
public sealed record ExplainedOverride(string Outcome, OverrideReason Reason, DateTimeOffset At);

/// <summary>An AI system that the model is part of.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name people read.</param>
/// <param name="Purpose">What it is for.</param>
public sealed record ExplainedSystem(string Id, string Name, string Purpose);

/// <summary>
/// What is on record of a decision that a person affected may be told: the role of the system and the main elements. What is not on
/// record is null, so that the explanation can say so.
/// </summary>
public sealed record ExplanationFacts
{
    /// <summary>Elements that are named at most, the strongest first.</summary>
    public const int MaxElements = 10;

    /// <summary>The sender's id.</summary>
    public required string DecisionId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The commitment that the log holds, lower-case hex.</summary>
    public required string Commitment { get; init; }

    /// <summary>Name of the model that people read.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>AI systems that the model is part of.</summary>
    public IReadOnlyList<ExplainedSystem> Systems { get; init; } = [];

    /// <summary>True when the recorded reasons were erased at the end of their retention.</summary>
    public bool IsErased { get; init; }

    /// <summary>What the system gave as its result.</summary>
    public string? Result { get; init; }

    /// <summary>The score, 0 to 1.</summary>
    public double? Score { get; init; }

    /// <summary>What was done about it.</summary>
    public string? Action { get; init; }

    /// <summary>True when a person looked at it before it took effect; null when the record is gone.</summary>
    public bool? IsReviewed { get; init; }

    /// <summary>What that person did.</summary>
    public string? Review { get; init; }

    /// <summary>The elements that weighed most, the strongest first; empty when none are on record.</summary>
    public IReadOnlyList<ExplainedElement> Elements { get; init; } = [];

    /// <summary>What people decided otherwise, the oldest first.</summary>
    public IReadOnlyList<ExplainedOverride> Overrides { get; init; } = [];

    /// <summary>Digest of all of it: a draft names what it was made from.</summary>
    public string Sha256 => Sha256Hex.Of(CanonicalJson.Serialize(ToJson()));

    /// <summary>Reads a decision.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="model">Name of its model that people read.</param>
    /// <param name="version">Its version.</param>
    public static ExplanationFacts Of(Decision row, string model, string version)
    {
        ArgumentNullException.ThrowIfNull(row);
        var facts = new ExplanationFacts
        {
            DecisionId = row.Id,
            At = row.Time,
            Commitment = Convert.ToHexStringLower(row.Commitment),
            Model = model,
            Version = version,
            IsErased = row.Content is null,
        };
        if (row.Content is null)
        {
            return facts;
        }

        using var document = JsonDocument.Parse(row.Content);
        var content = document.RootElement;
        var reviewed = content.TryGetProperty("humanReview", out var review);
        return facts with
        {
            // The outcome is the action where there is one: what the system itself said stands in the output.
            Result = DecisionContent.OutcomeOf(null, content.GetProperty("output")),
            Score = row.Confidence,
            Action = TextOf(content, "action"),
            IsReviewed = reviewed,
            Review = reviewed ? TextOf(review, "action") : null,
            Elements = ElementsOf(content),
        };
    }

    private static IReadOnlyList<ExplainedElement> ElementsOf(JsonElement content) =>
        content.TryGetProperty("topFeatures", out var features)
            ?
            [
                .. features
                    .EnumerateArray()
                    .Select(f => new ExplainedElement(f.GetProperty("name").GetString()!, f.GetProperty("attribution").GetDouble()))
                    .OrderByDescending(f => Math.Abs(f.Attribution))
                    .Take(MaxElements),
            ]
            : [];

    private static string? TextOf(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private JsonObject ToJson() =>
        new()
        {
            ["decision"] = DecisionId,
            ["commitment"] = Commitment,
            ["model"] = Model,
            ["version"] = Version,
            ["systems"] = new JsonArray([
                .. Systems.Select(s => new JsonObject
                {
                    ["id"] = s.Id,
                    ["name"] = s.Name,
                    ["purpose"] = s.Purpose,
                }),
            ]),
            ["erased"] = IsErased,
            ["overrides"] = new JsonArray([
                .. Overrides.Select(o => new JsonObject
                {
                    ["outcome"] = o.Outcome,
                    ["reason"] = WireName.Of(o.Reason),
                    ["at"] = CanonicalJson.Time(o.At),
                }),
            ]),
        };
}
