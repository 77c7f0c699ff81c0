using System.CommandLine;

namespace Governance.Cli.Monitoring;

/// <summary>Monitoring of models in use.</summary>
internal static class MonitoringCommands
{
    public static Command Create(CliHost host) =>
        new("monitoring", "Send monitoring windows, list and withdraw what was sent, and show where windows are pulled from.")
        {
            MonitoringPushCommand.Create(host),
            MonitoringWindowCommands.List(host),
            MonitoringWindowCommands.Labels(host),
            MonitoringWindowCommands.Figures(host),
            MonitoringWindowCommands.Withdraw(host),
            MonitoringSourceCommand.Create(host),
        };
}
