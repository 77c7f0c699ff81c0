using System.CommandLine;

namespace Governance.Cli.Agents;

/// <summary>Manifests of agents, and the guard that holds an agent to its manifest, with a portal or without.</summary>
internal static class AgentCommands
{
    public static Command Create(CliHost host) =>
        new("agent", "Import, lint, digest and diff manifests of agents, compare them with live servers, and guard an agent's tool calls.")
        {
            AgentImportCommand.Create(host),
            AgentLintCommand.Create(host),
            AgentDigestCommand.Create(host),
            AgentDiffCommand.Create(host),
            AgentToolsCommand.Create(host),
            AgentGuardCommand.Create(host),
            AgentBundleCommand.Create(host),
            AgentDecideCommand.Create(host),
        };
}
