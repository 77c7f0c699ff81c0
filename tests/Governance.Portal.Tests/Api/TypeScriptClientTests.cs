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
        Assert.Equal("", await CompileAsync("example.ts"));

        // As a program: what passes is tried again under the same key, the revision and the proof go along, a proof only once.
        await File.WriteAllTextAsync(In("package.json"), "{\"type\":\"module\"}", Ct);
        await File.WriteAllTextAsync(In("drive.mjs"), Driver, Ct);
        Assert.Equal("3 1 true\n", await Tool.RunAsync("node", In("drive.mjs")));
    }

    private const string Driver = """
        import { createServer } from "node:http";
        import { GovernanceClient, Refused } from "./client.js";
        const seen = [];
        const statuses = [429, 503, 200, 429];
        const server = createServer((request, response) => {
          seen.push(request.headers);
          response.writeHead(statuses[seen.length - 1], { "Content-Type": "application/json", "Retry-After": "0" }).end("{}");
        });
        await new Promise((done) => server.listen(0, "127.0.0.1", done));
        const client = new GovernanceClient(`http://127.0.0.1:${server.address().port}`, "key");
        const request = { path: { model: "m" }, body: { purpose: "p" } };
        await client.call("PatchModelsByModel", request, { ifMatch: '"3"' });
        const first = seen.length;
        const refused = await client.call("PatchModelsByModel", request, { proof: "p-1" }).catch((e) => e);
        const keys = new Set(seen.slice(0, first).map((h) => h["idempotency-key"]));
        const isRight =
          refused instanceof Refused && refused.status === 429 && keys.size === 1 &&
          seen[2]["if-match"] === '"3"' && seen[3]["x-reauthentication"] === "p-1" && !("if-match" in seen[3]);
        console.log(first, seen.length - first, isRight);
        server.close();
        """;

    private Task<string> CompileAsync(string program) =>
        Tool.RunAsync(
            "node",
            Path.Combine(Root, "wwwroot-assets", "node_modules", "typescript", "bin", "tsc"),
            "--strict",
            "--target",
            "es2022",
            "--lib",
            "es2022,dom",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
            In(program)
        );

    private static string Source(string name) => Path.Combine(Root, "integrations", "typescript", name);

    private string In(string name) => Path.Combine(_folder, name);
}
