using System.CommandLine;

namespace Governance.Cli.Audit;

/// <summary>The audit log.</summary>
internal static class AuditCommands
{
    public static Command Create(CliHost host) =>
        new("audit", "Verify the audit log, or watch over other logs as a witness.")
        {
            AuditVerifyCommand.Create(host),
            AuditWitnessCommand.Create(host),
        };
}
