using Governance.Domain.Models;

namespace Governance.Domain.Agents;

/// <summary>Refusals about agents.</summary>
public static class AgentRefusals
{
    /// <summary>No reason, or too long a one.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("agent.reason-missing", "reason", $"Say why, in at most 2,000 characters.");

    /// <summary>Who may neither stop nor resume this agent.</summary>
    public static Refusal NotYours { get; } =
        new(
            "agent.not-yours",
            $"Only an agent's owner, the owner's deputies, security approvers and risk officers can stop and resume it.",
            RefusalKind.Forbidden
        );

    /// <summary>Who may not stop or resume several agents at once.</summary>
    public static Refusal ManyNotYours { get; } =
        new(
            "agent.many-not-yours",
            $"Only security approvers and risk officers can stop and resume several agents at once. Stop your agent on its page.",
            RefusalKind.Forbidden
        );

    /// <summary>Neither a risk class nor all.</summary>
    public static Refusal WhichMissing { get; } =
        Refusal.Field("agent.which", "riskClass", $"Choose a risk class ({string.Join(", ", WireName.All<RiskClass>())}), or all agents.");

    /// <summary>The one that stopped it wants to resume it.</summary>
    public static Refusal ResumedByStopper { get; } =
        new(
            "agent.resumed-by-stopper",
            $"You stopped this agent, so someone else has to decide whether it may continue: its owner, a deputy, a security approver "
                + $"or a risk officer.",
            RefusalKind.Forbidden
        );

    /// <summary>Who answers for it wants to resume what others stopped.</summary>
    public static Refusal StoppedByOthers { get; } =
        new(
            "agent.stopped-by-others",
            $"Someone who does not answer for this agent stopped it. A security approver or risk officer who does not answer for it either "
                + $"has to decide whether it may continue.",
            RefusalKind.Forbidden
        );

    /// <summary>A key wants to resume it.</summary>
    public static Refusal ResumedByKey { get; } =
        new(
            "agent.resumed-by-key",
            $"Only a person can decide whether a stopped agent may continue. Sign in to resume it.",
            RefusalKind.Forbidden
        );

    /// <summary>No such agent.</summary>
    public static Refusal NotFound(string agent) =>
        new("agent.not-found", $"There is no agent called {Short(agent)}.", RefusalKind.NotFound);

    /// <summary>The version of an agent came by another way than with its manifest.</summary>
    public static Refusal ManifestMissing(string agent) =>
        new(
            "agent.manifest-missing",
            $"{agent} is an agent. What a version of it may do is registered together with that version. Register the version with "
                + $"its manifest, under Agents.",
            RefusalKind.Conflict
        );

    /// <summary>A manifest came as the artifact of a model that is no agent.</summary>
    public static Refusal ManifestOfModel(string model) =>
        new(
            "agent.manifest-of-model",
            $"This file is the manifest of an agent, but {model} is a model. Register the agent first, then the version under its name.",
            RefusalKind.Conflict
        );

    /// <summary>The bytes of the manifest are gone, or other ones.</summary>
    public static Refusal ManifestLost(string version) =>
        new(
            "agent.manifest-lost",
            $"The stored manifest of {version} is missing or was changed. Restore it, or register a new version.",
            RefusalKind.Unavailable
        );

    /// <summary>It is stopped.</summary>
    public static Refusal Stopped(string agent) =>
        new("agent.stopped", $"The agent {agent} is stopped. It may continue once someone has resumed it.", RefusalKind.Conflict);

    /// <summary>It is blocked by its name.</summary>
    public static Refusal Blocked(string agent) =>
        new(
            "agent.blocked",
            $"The agent called {Short(agent)} is blocked, so its calls are denied. Ask a risk officer or a security approver.",
            RefusalKind.Forbidden
        );

    private static string Short(string text) => ModelName.IsModel(text) ? text : "this";
}
