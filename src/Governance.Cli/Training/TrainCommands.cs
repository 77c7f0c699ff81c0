using System.CommandLine;

namespace Governance.Cli.Training;

/// <summary>Who may train.</summary>
internal static class TrainCommands
{
    public static Command Create(CliHost host) =>
        new("train", "Get signed, short-lived training permits.") { TrainAuthorizeCommand.Create(host) };
}
