using System.Diagnostics;

namespace Governance.Samples.Tests;

/// <summary>
/// A client for TypeScript is made of the last release's document, with Node alone, and a program that uses it compiles: calls with other
/// members, or of operations that there are not, do not.
/// </summary>
public sealed class TypeScriptClientTests
{
    private static readonly string s_repository = Path.GetDirectoryName(SamplesFolder.Path)!;

    [Fact]
    public async Task Client_MadeOfTheDocument_CompilesWithItsExample()
    {
        var folder = Directory.CreateTempSubdirectory("governance-typescript-").FullName;
        try
        {
            var source = Path.Combine(s_repository, "integrations", "typescript");
            await RunAsync(
                Path.Combine(source, "generate.mjs"),
                Path.Combine(s_repository, "tests", "Fixtures", "openapi", "v1.json.gz"),
                Path.Combine(folder, "client.ts")
            );
            File.Copy(Path.Combine(source, "example.ts"), Path.Combine(folder, "example.ts"));

            await RunAsync(
                Path.Combine(s_repository, "wwwroot-assets", "node_modules", "typescript", "bin", "tsc"),
                "--strict",
                "--noEmit",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                "--module",
                "esnext",
                "--moduleResolution",
                "bundler",
                Path.Combine(folder, "example.ts")
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await output + await errors);
    }
}
