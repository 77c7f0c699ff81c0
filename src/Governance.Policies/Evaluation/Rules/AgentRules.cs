namespace Governance.Policies;

/// <summary>What the rules about agents have in common.</summary>
internal static class AgentRules
{
    /// <summary>A rule about agents has nothing to look at in a version of anything else, and so passes none.</summary>
    public static Finding NoAgent { get; } = Finding.NotApplicable(Sentence.Of("agent.none", "This version is not one of an agent."));
}
