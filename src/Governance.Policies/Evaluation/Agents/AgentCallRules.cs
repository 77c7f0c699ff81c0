using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// Decides calls of an agent's tools, from its manifest and the policies in force. A pure function; what is not known is denied, and what
/// the manifest does not allow no policy allows.
/// </summary>
public static class AgentCallRules
{
    private static readonly CallDecision s_allowed = new(CallDecision.Allow, "The manifest and the policies allow it.", null, null, null);

    /// <summary>Decides a call.</summary>
    /// <param name="manifest">What the agent may do: the manifest of the version that acts.</param>
    /// <param name="policies">
    /// The policies that are about this agent, in any order. Of them those count that enforce, are about the stage, and are in force at the
    /// time of the call; their rules <c>agent_tools</c> of severity medium or above are asked, and the strictest decides.
    /// </param>
    /// <param name="stage">Stage the version acts in, one of <see cref="PolicyVocabulary.Stages"/>; nothing is allowed in another.</param>
    /// <param name="call">The call.</param>
    public static CallDecision Decide(AgentManifest manifest, IReadOnlyList<PolicyDocument> policies, string stage, AgentCall call)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(call);
        if (stage == "retired" || !PolicyVocabulary.Stages.Contains(stage, StringComparer.Ordinal))
        {
            return Denied($"Nothing may be called in the stage “{YamlTreeReader.Shown(stage ?? string.Empty)}”.");
        }

        if (AgentManifestIndex.Of(manifest).Find(call.Tool ?? string.Empty, call.Server) is not { } tool)
        {
            return Denied($"The manifest does not name the tool {Named(call)}.");
        }

        return AgentCallLimits.WhyNot(manifest, tool, call) is { } wrong ? Denied(wrong) : Judge(manifest, policies, stage, tool, call);
    }

    private static CallDecision Judge(
        AgentManifest manifest,
        IReadOnlyList<PolicyDocument> policies,
        string stage,
        IndexedTool tool,
        AgentCall call
    )
    {
        var (minutes, checkpoint) = Minutes(manifest, tool, call);
        CallDecision? asked = null;
        CallDecision? denied = null;
        foreach (var policy in policies)
        {
            var read = AgentCallPolicy.Of(policy);
            if (!read.Counts(stage, call.At))
            {
                continue;
            }

            foreach (var rule in read.Rules)
            {
                var (decision, by) = rule.Judge(tool.Tool, call);
                if (decision == CallDecision.Deny)
                {
                    denied = FirstOf(denied, Deny(policy, rule, tool.Tool, by));
                }
                else if (decision == CallDecision.Ask)
                {
                    asked = FirstOf(asked, Ask(policy, rule, by!, minutes ?? CallDecision.DefaultAskMinutes));
                }
            }
        }

        return denied
            ?? asked
            ?? (
                checkpoint is null
                    ? s_allowed
                    : new(CallDecision.Ask, $"The manifest has a checkpoint on {checkpoint.On}: a person decides.", null, null, minutes)
            );
    }

    // The order in which policies are given says nothing, so that the reason does not depend on it either.
    private static CallDecision FirstOf(CallDecision? known, CallDecision found) =>
        known is null || string.CompareOrdinal(found.Policy, known.Policy) is var by && by < 0 ? found
        : by == 0 && string.CompareOrdinal(found.Rule, known.Rule) < 0 ? found
        : known;

    private static (int? Minutes, AgentCheckpoint? Checkpoint) Minutes(AgentManifest manifest, IndexedTool tool, AgentCall call)
    {
        AgentCheckpoint? soonest = null;
        foreach (var checkpoint in tool.Checkpoints)
        {
            var isAbove =
                checkpoint.AboveAmount is not { } above
                || call.Amount is not { } amount
                || manifest.Limits.Currency is null
                || call.Currency != manifest.Limits.Currency
                || amount > above;
            if (isAbove && (soonest is null || checkpoint.Minutes < soonest.Minutes))
            {
                soonest = checkpoint;
            }
        }

        return (soonest?.Minutes, soonest);
    }

    private static CallDecision Denied(string reason) => new(CallDecision.Deny, reason, null, null, null);

    private static CallDecision Deny(PolicyDocument policy, AgentToolRule rule, AgentTool tool, AgentToolEntry? by) =>
        new(
            CallDecision.Deny,
            by is null
                ? $"No entry of rule {rule.Id} in policy {policy.Name} allows this call of {tool.Id}."
                : $"Rule {rule.Id} in policy {policy.Name} denies {by.Written(allows: false)}.",
            policy.Name,
            rule.Id,
            null
        );

    private static CallDecision Ask(PolicyDocument policy, AgentToolRule rule, AgentToolEntry by, int minutes) =>
        new(
            CallDecision.Ask,
            $"Rule {rule.Id} in policy {policy.Name} asks a person before {by.Written(allows: false)}.",
            policy.Name,
            rule.Id,
            minutes
        );

    private static string Named(AgentCall call) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"“{YamlTreeReader.Shown(call.Server is { Length: > 0 } server ? $"{server}.{call.Tool}" : call.Tool ?? string.Empty)}”"
        );
}
