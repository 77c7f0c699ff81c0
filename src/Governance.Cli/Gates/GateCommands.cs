using System.CommandLine;

namespace Governance.Cli.Gates;

/// <summary>Deployment gates.</summary>
internal static class GateCommands
{
    public static Command Create(CliHost host) =>
        new("gate", "Check deployment gates, and replay their runs.") { GateCheckCommand.Create(host), GateReplayCommand.Create(host) };
}
