using System.CommandLine;

namespace Governance.Cli.Reports;

/// <summary>Reports.</summary>
internal static class ReportCommands
{
    public static Command Create(CliHost host) =>
        new("report", "Reports.") { ReportExportCommand.Create(host), ReportVerifyCommand.Create(host) };
}
