using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.Domain.Risks;
using Governance.Transparency;

namespace Governance.Domain.Threats;

/// <summary>What was decided about a threat.</summary>
/// <param name="Threat">Id of the threat.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Reason">What answers it, or why.</param>
/// <param name="Risk">The risk of the register that is about it; null where none is.</param>
/// <param name="Basis">What the suggestion rested on then.</param>
/// <param name="By">Who, as the log writes an actor.</param>
/// <param name="ByName">Their printed name.</param>
/// <param name="At">When.</param>
public sealed record ThreatDecision(
    string Threat,
    ThreatDecisionKind Kind,
    string Reason,
    int? Risk,
    string Basis,
    string By,
    string ByName,
    DateTimeOffset At
)
{
    /// <summary>The risk of the register.</summary>
    [JsonIgnore]
    public RiskId? RiskId => Risk is { } number ? new RiskId(number) : null;

    internal JsonObject ToJson() =>
        new()
        {
            ["threat"] = Threat,
            ["decision"] = WireName.Of(Kind),
            ["reason"] = Reason,
            ["risk"] = RiskId?.ToString(),
            ["basis"] = Basis,
            ["by"] = ByName,
            ["at"] = CanonicalJson.Time(At),
        };
}
