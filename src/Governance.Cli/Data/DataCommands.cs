using System.CommandLine;

namespace Governance.Cli.Data;

/// <summary>What is done to data before it trains or tests a model.</summary>
internal static class DataCommands
{
    public static Command Create(CliHost host) =>
        new("data", "Find and remove personal data; works offline.") { ScanPiiCommand.Create(host), RedactCommand.Create(host) };
}
