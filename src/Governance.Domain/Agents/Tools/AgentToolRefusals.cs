namespace Governance.Domain.Agents.Tools;

/// <summary>Refusals about the tools of agents and the servers they come from.</summary>
public static class AgentToolRefusals
{
    /// <summary>No manifest visible to the caller names a tool with this digest.</summary>
    public static Refusal NotFound { get; } =
        new("agent.tool-not-found", "No agent manifest names a tool with this digest.", RefusalKind.NotFound);

    /// <summary>No version of the agent names the server.</summary>
    public static Refusal ServerUnknown(string agent) =>
        Refusal.Field("agent.server-unknown", "server", $"No version of {agent} that is in use names this server.");
}
