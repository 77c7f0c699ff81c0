using System.CommandLine;

namespace Governance.Cli.Monitoring;

/// <summary>Monitoring of models in use.</summary>
internal static class MonitoringCommands
{
    public static Command Create(CliHost host) =>
        new("monitoring", "Send, list and withdraw monitoring windows, and show where they are pulled from.")
        {
            MonitoringPushCommand.Create(host),
            MonitoringWindowCommands.List(host),
            MonitoringWindowCommands.Withdraw(host),
            MonitoringSourceCommand.Create(host),
        };
}
