using System.CommandLine;

namespace Governance.Cli.Group;

/// <summary>What a holding sees of its installations.</summary>
internal static class GroupCommands
{
    public static Command Create(CliHost host) =>
        new("group", "Figures of several installations: export your own, and combine those of all.")
        {
            GroupExportCommand.Create(host),
            GroupOverviewCommand.Create(host),
        };
}
