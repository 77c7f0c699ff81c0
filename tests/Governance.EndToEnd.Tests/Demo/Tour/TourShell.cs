using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>
/// A folder in which the commands of a document are run as they are printed, by the shell that readers have. <c>governance</c> is the
/// program of this build; the address and the key that documents show are those of the test's portal.
/// </summary>
internal sealed class TourShell(string folder, Uri server, string key)
{
    /// <summary>The folder.</summary>
    public string Folder => Directory.CreateDirectory(folder).FullName;

    /// <summary>A shell beside a portal with the demo's data, with a key of the engineer.</summary>
    public static async Task<TourShell> OpenAsync(RunningPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        await using var db = await portal.Factory.Databases.CreateDbContextAsync();
        var engineer = await db.Users.Where(u => u.Email == "engineer@demo.example").Select(u => u.Id).SingleAsync();
        var key = await portal.Factory.CreateKeyAsync(
            new UserId(engineer),
            Scopes.RegistryWrite,
            Scopes.GateRead,
            Scopes.MonitoringWrite,
            Scopes.ReportsRead,
            Scopes.ReportsWrite
        );
        return new TourShell(Path.Combine(portal.Factory.Folder, "tour"), portal.Address, key);
    }

    /// <summary>Runs commands in the folder, of which the first that fails ends it; answers what they printed.</summary>
    public async Task<string> RunAsync(params IEnumerable<string> commands)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "governance.dll");
        var script = $$"""
            cd '{{Folder}}'
            export GOVERNANCE_SERVER=http://localhost:5080 GOVERNANCE_API_KEY=gvk_…
            governance() { dotnet '{{program}}' "$@"; }
            set -e
            {{string.Join('\n', commands)}}
            echo "exit code: 0"
            """;
        var printed = await Tool.RunAsync(
            "bash",
            "-c",
            script
                .Replace("http://localhost:5080", server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
                .Replace("gvk_…", key, StringComparison.Ordinal)
        );
        Assert.True(printed.Contains("exit code: 0", StringComparison.Ordinal), printed);
        return printed;
    }
}
