using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// A client for C# is made of the document that the portal serves, with the SDK alone, and its example compiles and does its work: a call
/// with other members, or of an operation that there is not, does not compile.
/// </summary>
public sealed class CSharpClientTests : IDisposable
{
    private const string Runtime =
        """{"runtimeOptions":{"tfm":"net10.0","framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-csharp-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Client_MadeOfThePortalsDocument_CompilesAndDeliversEvidence()
    {
        await using var portal = await RegistryFixture.CreateAsync();
        await File.WriteAllTextAsync(
            In("v1.json"),
            await portal.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct),
            Ct
        );
        await MakeAsync();
        Assert.Equal("", await CompileAsync("library", "example.dll", In("client.cs"), Source("Example.cs")));

        var key = await portal.Portal.CreateKeyAsync(portal.EngineerId, Scopes.RegistryWrite);
        var digest = await RunAsync(portal, key);

        Assert.Matches("^[0-9a-f]{64}$", digest);
        var stored = await portal.GetAsync("/models/fraud-scorer/versions/1.4.0/evidence");
        Assert.Equal(digest, (string?)stored["items"]![0]!["sha256"]);
    }

    [WholeFact]
    public async Task Client_CallsThatThePortalDoesNotHave_DoNotCompile()
    {
        File.Copy(Path.Combine(Root(), "tests", "Fixtures", "openapi", "v1.json.gz"), In("v1.json"));
        await MakeAsync();
        await File.WriteAllTextAsync(
            In("wrong.cs"),
            """
            using Governance.Client;

            static class Wrong
            {
                static object NoVersion(GovernanceClient client, EvidenceBody body) => client.AddEvidenceAsync("fraud-scorer", body);

                static object NoTool(GovernanceClient of) => of.AddEvidenceAsync("m", "1", new EvidenceBody { Kind = "validation" });

                static object NoSuchOperation(GovernanceClient client) => client.AddEvidenzeAsync("m", "1");
            }
            """,
            Ct
        );

        var errors = await CompileAsync("library", "wrong.dll", In("client.cs"), In("wrong.cs"));

        Assert.Contains("error CS1501: No overload for method 'AddEvidenceAsync' takes 2 arguments", errors, StringComparison.Ordinal);
        Assert.Contains("error CS9035: Required member 'EvidenceBody.Tool'", errors, StringComparison.Ordinal);
        Assert.Contains("does not contain a definition for 'AddEvidenzeAsync'", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("client.cs(", errors, StringComparison.Ordinal);
    }

    // What anyone does with `dotnet run generate.cs v1.json client.cs`, without a build of its own.
    private async Task MakeAsync()
    {
        Assert.Equal("", await CompileAsync("exe", "generate.dll", Source("generate.cs")));
        await File.WriteAllTextAsync(In("generate.runtimeconfig.json"), Runtime, Ct);
        Assert.Equal("", await DotnetAsync(In("generate.dll"), In("v1.json"), In("client.cs")));
    }

    private async Task<string> RunAsync(RegistryFixture portal, string key)
    {
        var context = new AssemblyLoadContext("client", isCollectible: true);
        try
        {
            await using var image = File.OpenRead(In("example.dll"));
            var deliver = context
                .LoadFromStream(image)
                .GetType("Example")!
                .GetMethod("DeliverAsync", BindingFlags.Public | BindingFlags.Static)!;
            using var handler = portal.Portal.Server.CreateHandler();
            return await (Task<string>)
                deliver.Invoke(null, [portal.Portal.ClientOptions.BaseAddress, key, RegistryFixture.Owner, handler, Ct])!;
        }
        finally
        {
            context.Unload();
        }
    }

    private Task<string> CompileAsync(string target, string output, params string[] sources)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var parts = Directory.EnumerateFiles(runtime, "System*.dll").Where(f => !f.Contains(".Native.", StringComparison.Ordinal));
        return DotnetAsync([
            Compiler(),
            "-nologo",
            "-noconfig",
            "-nostdlib",
            "-nullable:enable",
            "-warnaserror",
            $"-target:{target}",
            $"-out:{In(output)}",
            .. parts.Select(p => $"-r:{p}"),
            .. sources,
        ]);
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        using var program = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = program.StandardOutput.ReadToEndAsync(Ct);
        var errors = program.StandardError.ReadToEndAsync(Ct);
        await program.WaitForExitAsync(Ct);
        return await output + await errors;
    }

    // Of the SDK that built the tests: …/dotnet/sdk/10.0.xxx beside …/dotnet/shared/Microsoft.NETCore.App/10.0.x.
    private static string Compiler()
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Directory
            .EnumerateDirectories(Path.Combine(dotnet, "sdk"), "10.*")
            .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Last();
    }

    private string In(string file) => Path.Combine(_folder, file);

    private static string Source(string file) => Path.Combine(Root(), "integrations", "csharp", file);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
