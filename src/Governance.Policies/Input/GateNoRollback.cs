using System.Text.Json.Nodes;

namespace Governance.Policies;

/// <summary>
/// Why no way back was found, from the portal's own records: described in <c>docs/policy-input.md</c>. Whether there was an earlier version
/// is counted, whatever a plan says.
/// </summary>
/// <param name="FirstVersion">True when no other version of the model was ever approved for the target stage, or served there.</param>
/// <param name="Possible">Other versions that could be deployed at the target stage now.</param>
/// <param name="Impossible">Other versions that were approved for it and could not be deployed there now.</param>
/// <param name="Explanation">The plan in force, when it states why no rollback is possible; null for every other.</param>
public sealed record GateNoRollback(
    bool FirstVersion,
    IReadOnlyList<string> Possible,
    IReadOnlyList<string> Impossible,
    GateExplanation? Explanation
)
{
    /// <summary>True when an explanation may take the place of a way back, where a rule accepts one.</summary>
    public bool IsExplained => FirstVersion && Possible.Count + Impossible.Count == 0 && Explanation is not null;

    internal static GateNoRollback Read(JsonFields fields) =>
        new(
            fields.OptionalFlag("firstVersion") is true,
            fields.Texts("possible"),
            fields.Texts("impossible"),
            fields.OptionalObject("explanation", plan => new GateExplanation(plan.Sha256("planSha256"), plan.Time("recordedAt")))
        );

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["firstVersion"] = FirstVersion,
            ["possible"] = Sorted(Possible),
            ["impossible"] = Sorted(Impossible),
        };
        if (Explanation is { } plan)
        {
            json["explanation"] = new JsonObject { ["planSha256"] = plan.PlanSha256, ["recordedAt"] = Instant.Write(plan.RecordedAt) };
        }

        return json;
    }

    private static JsonArray Sorted(IEnumerable<string> versions) =>
        new([.. versions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(version => (JsonNode)version)]);
}

/// <summary>A plan that states why no rollback is possible.</summary>
/// <param name="PlanSha256">Its digest.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record GateExplanation(string PlanSha256, DateTimeOffset RecordedAt);
