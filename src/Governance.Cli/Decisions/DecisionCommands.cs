using System.CommandLine;

namespace Governance.Cli.Decisions;

/// <summary>The log of AI decisions.</summary>
internal static class DecisionCommands
{
    public static Command Create(CliHost host) =>
        new("decisions", "Send the decisions of models in use to the portal.") { DecisionsPushCommand.Create(host) };
}
