using System.CommandLine;

namespace Governance.Cli.Agents;

/// <summary>Manifests of agents, and the guard that holds an agent to its manifest; without a portal.</summary>
internal static class AgentCommands
{
    public static Command Create(CliHost host) =>
        new("agent", "Manifests of agents: import, lint, digest, diff, compare with live servers; guard an agent's tool calls.")
        {
            AgentImportCommand.Create(host),
            AgentLintCommand.Create(host),
            AgentDigestCommand.Create(host),
            AgentDiffCommand.Create(host),
            AgentToolsCommand.Create(host),
            AgentGuardCommand.Create(host),
            AgentDecideCommand.Create(host),
        };
}
