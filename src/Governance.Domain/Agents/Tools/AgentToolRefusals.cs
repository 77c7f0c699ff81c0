namespace Governance.Domain.Agents.Tools;

/// <summary>Refusals about the tools of agents and the servers they come from.</summary>
public static class AgentToolRefusals
{
    /// <summary>No manifest visible to the caller names a tool with this digest.</summary>
    public static Refusal NotFound { get; } =
        new("agent.tool-not-found", $"No agent manifest names a tool with this digest.", RefusalKind.NotFound);

    /// <summary>A key reports that all is well where someone else saw that it was not.</summary>
    public static Refusal SeenOtherwise(string server) =>
        new(
            "agent.tools-seen-otherwise",
            $"Someone else saw that {server} lists other tools than the manifest, or does not answer. This report does not end that: who "
                + $"saw it has to see the server again, or a person resolves the alert.",
            RefusalKind.Conflict
        );

    /// <summary>No version of the agent names the server.</summary>
    public static Refusal ServerUnknown(string agent) =>
        Refusal.Field("agent.server-unknown", "server", $"No version of {agent} that is in use names this server.");
}
