using System.CommandLine;

namespace Governance.Cli.Policies;

/// <summary>Policy as code; offline except the back-test.</summary>
internal static class PolicyCommands
{
    public static Command Create(CliHost host) =>
        new("policy", "Manage policies as code; init, lint, eval and test work offline.")
        {
            PolicyInitCommand.Create(host),
            PolicyLintCommand.Create(host),
            PolicyEvalCommand.Create(host),
            PolicyTestCommand.Create(host),
            PolicyBackTestCommand.Create(host),
        };
}
