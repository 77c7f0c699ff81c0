using System.Text.Json;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>What the portal says about a call.</summary>
/// <param name="Decision">What it came to, and why.</param>
/// <param name="Call">Id of the call; null without a record of it.</param>
/// <param name="ExpiresAt">Until when a person may answer.</param>
/// <param name="ManifestSha256">Manifest it was decided by.</param>
internal sealed record PortalAnswer(CallDecision Decision, string? Call, DateTimeOffset? ExpiresAt, string? ManifestSha256)
{
    /// <summary>True when the portal sent no answer of any kind: only then does an offline bundle count.</summary>
    public bool IsAway { get; init; }

    public bool Is(string decision) => Decision.Decision == decision;

    public static PortalAnswer Denied(string reason) => new(new(CallDecision.Deny, reason, null, null, null), null, null, null);

    /// <summary>Reads an answer; what is none denies.</summary>
    public static PortalAnswer Of(JsonElement body)
    {
        var call = Text(body, "id");
        var decision = Text(body, "decision");
        if (call is null || decision is not (CallDecision.Allow or CallDecision.Ask or CallDecision.Deny))
        {
            return Denied("The portal's answer is not a decision.");
        }

        return new(
            new(decision, Why(body, call, decision), Text(body, "policy"), Text(body, "rule"), null),
            call,
            CommonOptions.TryReadInstant(Text(body, "expiresAt"), out var end) ? end : null,
            Text(body, "manifestSha256")
        );
    }

    // Read again, a call that asked names what it was decided at first: then the person counts.
    private static string Why(JsonElement body, string call, string decision)
    {
        var reason = Text(body, "reason") ?? decision;
        return Text(body, "decided") != CallDecision.Ask
            || decision == CallDecision.Ask
            || Text(body, "code")?.StartsWith("agent-call.by-", StringComparison.Ordinal) is false
                ? reason
            : Text(body, "answeredBy") is not { } person ? $"No one answered {call} in time."
            : $"{person} {(decision == CallDecision.Allow ? "allowed" : "refused")} {call}: {Text(body, "answerReason")}";
    }

    private static string? Text(JsonElement body, string member) => McpMessage.Text(body, member);
}
