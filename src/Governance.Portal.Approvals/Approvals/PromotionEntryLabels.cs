using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>What an entry about a promotion says besides its action: the slot, the decision, how many were confirmed together.</summary>
internal static class PromotionEntryLabels
{
    /// <summary>Of <c>promotion.signed</c>.</summary>
    public static string? Signed(string words, JsonObject data) => (Decision(data) ?? words) + Together(data);

    /// <summary>Of <c>promotion.batch-confirmed</c>.</summary>
    public static string? Confirmed(string words, JsonObject data) =>
        data["count"] is JsonValue many && many.TryGetValue<int>(out var count) ? $"{words}: {count}" : null;

    /// <summary>Of <c>promotion.revoked</c>.</summary>
    public static string? Revoked(string words, JsonObject data) => Slot(data) is { } slot ? $"{words} as {slot}" : null;

    private static string Together(JsonObject data) =>
        data["batch"] is JsonObject batch && batch["position"] is JsonValue at && batch["count"] is JsonValue of
            ? $", {at} of {of} confirmed together"
            : "";

    private static string? Decision(JsonObject data) =>
        Slot(data) is { } slot && WireName.TryParse<SignOffDecision>(LogLabels.Text(data, "decision"), out var decision)
            ? decision switch
            {
                SignOffDecision.Approve => $"Signed as {slot}",
                SignOffDecision.ApproveWithCondition => $"Signed as {slot}, with a condition",
                SignOffDecision.RequestChanges => $"Changes requested as {slot}",
                SignOffDecision.Reject => $"Rejected as {slot}",
            }
            : null;

    private static string? Slot(JsonObject data) =>
        WireName.TryParse<SignOffRole>(LogLabels.Text(data, "role"), out var role) ? SignOffMeaning.Slot(role) : null;
}
