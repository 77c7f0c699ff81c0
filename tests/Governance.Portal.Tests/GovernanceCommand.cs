using System.Diagnostics;
using Governance.Testing;

namespace Governance.Portal.Tests;

/// <summary>The program that pipelines run, as a process of its own, against a portal behind a real port.</summary>
internal static class GovernanceCommand
{
    private static readonly string s_file = Path.GetFullPath(
        Path.Combine(
            AppContext.BaseDirectory,
            "../../../../../src/Governance.Cli/bin",
            new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "net10.0",
            "governance"
        )
    );

    public static void SkipUnlessBuilt() => Assert.SkipUnless(File.Exists(s_file), "Build src/Governance.Cli to run this test.");

    /// <summary>Runs it with a key, and answers its exit code and all it wrote.</summary>
    public static async Task<(int Code, string Said)> RunAsync(PortalFactory portal, string key, params string[] arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(s_file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GOVERNANCE_SERVER"] = portal.ClientOptions.BaseAddress.ToString();
        start.Environment["GOVERNANCE_API_KEY"] = key;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }
}
