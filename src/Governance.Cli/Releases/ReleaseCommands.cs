using System.CommandLine;

namespace Governance.Cli.Releases;

/// <summary>Releases of this product: what is in them, and who signed them. Works without a portal and without a network.</summary>
internal static class ReleaseCommands
{
    public static Command Create(CliHost host) =>
        new("release", "Create bills of materials for releases of this product, sign and verify them; works offline.")
        {
            ReleaseSbomCommand.Create(host),
            ReleaseSignCommand.Create(host),
            ReleaseVerifyCommand.Create(host),
        };
}
