using System.CommandLine;

namespace Governance.Cli.Monitoring;

/// <summary>Monitoring of models in use.</summary>
internal static class MonitoringCommands
{
    public static Command Create(CliHost host) =>
        new("monitoring", "Monitoring windows.") { MonitoringPushCommand.Create(host), MonitoringSourceCommand.Create(host) };
}
