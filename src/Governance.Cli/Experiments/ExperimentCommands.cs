using System.CommandLine;

namespace Governance.Cli.Experiments;

/// <summary>Experiments: a version beside the one in production.</summary>
internal static class ExperimentCommands
{
    public static Command Create(CliHost host) =>
        new("experiment", "Plan, feed and read experiments: shadow, canary, A/B test and pilot.")
        {
            ExperimentPowerCommand.Create(host),
            ExperimentRecordCommand.Create(host),
            ExperimentStatusCommand.Create(host),
            ExperimentCompareCommand.Create(host),
        };
}
