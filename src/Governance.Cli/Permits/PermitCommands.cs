using System.CommandLine;

namespace Governance.Cli.Permits;

/// <summary>Deployment permits.</summary>
internal static class PermitCommands
{
    public static Command Create(CliHost host) =>
        new("permit", "Request and verify signed, short-lived deployment permits.")
        {
            PermitRequestCommand.Create(host),
            PermitVerifyCommand.Create(host),
        };
}
