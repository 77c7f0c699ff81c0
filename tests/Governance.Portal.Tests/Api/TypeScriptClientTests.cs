using Governance.Portal.Tests.Reports;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// A client for TypeScript is made of the document that the portal serves, with Node alone, and a program that uses it compiles: calls with
/// other members, or of operations that there are not, do not.
/// </summary>
public sealed class TypeScriptClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-typescript-").FullName;

    private static string Root => Path.GetDirectoryName(ReportsScene.Samples)!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Client_MadeOfThePortalsDocument_CompilesWithItsExample()
    {
        await using var portal = new PortalFactory();
        await File.WriteAllTextAsync(In("v1.json"), (await OpenApiContractTests.DocumentAsync(portal)).ToJsonString(), Ct);
        File.Copy(Source("example.ts"), In("example.ts"));

        Assert.Equal("", await Tool.RunAsync("node", Source("generate.mjs"), In("v1.json"), In("client.ts")));
        var errors = await Tool.RunAsync(
            "node",
            Path.Combine(Root, "wwwroot-assets", "node_modules", "typescript", "bin", "tsc"),
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
            In("example.ts")
        );

        Assert.Equal("", errors);
    }

    private static string Source(string name) => Path.Combine(Root, "integrations", "typescript", name);

    private string In(string name) => Path.Combine(_folder, name);
}
