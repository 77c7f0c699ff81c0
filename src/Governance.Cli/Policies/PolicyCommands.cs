using System.CommandLine;

namespace Governance.Cli.Policies;

/// <summary>Policy as code; offline but for the back-test.</summary>
internal static class PolicyCommands
{
    public static Command Create(CliHost host) =>
        new("policy", "Policy as code; lint, eval and test work offline.")
        {
            PolicyLintCommand.Create(host),
            PolicyEvalCommand.Create(host),
            PolicyTestCommand.Create(host),
            PolicyBackTestCommand.Create(host),
        };
}
