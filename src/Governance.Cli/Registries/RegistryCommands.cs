using System.CommandLine;

namespace Governance.Cli.Registries;

/// <summary>Registries whose models are imported: which there are, how they stand, and imports outside their schedule.</summary>
internal static class RegistryCommands
{
    public static Command Create(CliHost host) =>
        new("registries", "List the registries whose models are imported, request an import and follow its progress.")
        {
            ListRegistriesCommand.Create(host),
            ImportRegistryCommand.Create(host),
            RegistryStatusCommand.Create(host),
        };
}
