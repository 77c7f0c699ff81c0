using System.CommandLine;
using Governance.Cli.Conversion;

namespace Governance.Cli.Models;

/// <summary>What a pipeline does with models and versions.</summary>
internal static class ModelCommands
{
    public static Command Create(CliHost host) =>
        new("model", "Models, versions, artifacts and evidence in the registry.")
        {
            RegisterModelCommand.Create(host),
            VersionGroup(host),
            UploadCommand.Create(host),
            SignCommand.Create(host),
            VerifySignatureCommand.Create(host),
            EvidenceGroup(host),
            DeployCommand.Create(host),
            RollbackPlanCommand.Create(host),
            PromoteCommand.Create(host),
            StatusCommand.Create(host),
        };

    /// <summary>The same without "model" in front.</summary>
    public static IEnumerable<Command> CreateShort(CliHost host) =>
        [VersionGroup(host), EvidenceGroup(host), UploadCommand.Create(host), StatusCommand.Create(host)];

    private static Command VersionGroup(CliHost host) => new("version", "Versions of a model.") { AddVersionCommand.Create(host) };

    private static Command EvidenceGroup(CliHost host) =>
        new("evidence", "Evidence about a version.") { AddEvidenceCommand.Create(host), ConvertEvidenceCommand.Create(host) };
}
