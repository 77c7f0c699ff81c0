using System.CommandLine;

namespace Governance.Cli.Experiments;

/// <summary>Experiments: a version beside the one in production.</summary>
internal static class ExperimentCommands
{
    public static Command Create(CliHost host) =>
        new("experiment", "Plan experiments, record their observations and read their results: shadow, canary, A/B test and pilot.")
        {
            ExperimentPowerCommand.Create(host),
            ExperimentRecordCommand.Create(host),
            ExperimentStatusCommand.Create(host),
            ExperimentCompareCommand.Create(host),
        };
}
