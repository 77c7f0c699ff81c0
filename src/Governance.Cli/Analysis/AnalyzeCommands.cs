using System.CommandLine;

namespace Governance.Cli.Analysis;

/// <summary>Analyses of prediction logs, offline.</summary>
internal static class AnalyzeCommands
{
    public static Command Create(CliHost host) =>
        new("analyze", "Analyse prediction logs; works offline.")
        {
            DriftCommand.Create(host),
            QualityCommand.Create(host),
            PerformanceCommand.Create(host),
            FairnessCommand.Create(host),
            RobustnessCommand.Create(host),
        };
}
