using System.CommandLine;

namespace Governance.Cli.Audit;

/// <summary>The audit log.</summary>
internal static class AuditCommands
{
    public static Command Create(CliHost host) =>
        new("audit", "Verify the audit log, or act as a witness of other logs.")
        {
            AuditVerifyCommand.Create(host),
            AuditWitnessCommand.Create(host),
        };
}
