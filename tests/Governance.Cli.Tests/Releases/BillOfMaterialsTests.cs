using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Releases;

public sealed partial class BillOfMaterialsTests : IDisposable
{
    private const string Dockerfile = """
        ARG DEBIAN=debian:12-slim@sha256:0000
        FROM sdk AS build
        RUN apt-get install -y git
        FROM ${DEBIAN} AS portal
        RUN apt-get update \
         && apt-get install -y --no-install-recommends \
              ca-certificates chromium \
         && rm -rf /var/lib/apt/lists/*
        COPY --from=build /out /opt
        """;

    private readonly CliRun _run = new();

    private static string Deps => Path.Combine(AppContext.BaseDirectory, "Governance.Cli.Tests.deps.json");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Sbom_OfThisProgram_HoldsEveryPackageOfItsDepsWithAddressAndHash()
    {
        var bill = await WriteAsync("a.cdx.json");

        var libraries = JsonNode.Parse(await File.ReadAllTextAsync(Deps, TestContext.Current.CancellationToken))!["libraries"]!.AsObject();
        var packages = libraries.Where(l => (string?)l.Value!["type"] == "package").Select(l => l.Key).ToList();
        var components = bill["components"]!
            .AsArray()
            .ToDictionary(c => (string)c!["bom-ref"]!, c => c!.AsObject(), StringComparer.Ordinal);
        Assert.NotEmpty(packages);
        foreach (var package in packages)
        {
            var component = components[$"pkg:nuget/{package.Replace('/', '@')}"];
            Assert.Equal((string?)component["bom-ref"], (string?)component["purl"]);
            Assert.Matches("^[0-9a-f]{128}$", (string?)Assert.Single(component["hashes"]!.AsArray())!["content"]);
        }

        Assert.Equal(libraries.Count, components.Count);
        Assert.Contains(components.Values, c => (string?)c["name"] == "Governance.Domain");
    }

    [Fact]
    public async Task Sbom_Always_HasTheStructureOfCycloneDx()
    {
        var bill = await WriteAsync("a.cdx.json");

        Assert.Equal("CycloneDX", (string?)bill["bomFormat"]);
        Assert.Equal("1.6", (string?)bill["specVersion"]);
        Assert.Matches(Serial(), (string?)bill["serialNumber"]);
        string[] members = ["$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"];
        Assert.Equal(members, bill.Select(m => m.Key));
        string[] known = ["type", "bom-ref", "name", "version", "hashes", "licenses", "purl"];
        var references = new HashSet<string>(StringComparer.Ordinal) { (string)bill["metadata"]!["component"]!["bom-ref"]! };
        foreach (var component in bill["components"]!.AsArray().Select(c => c!.AsObject()))
        {
            Assert.Empty(component.Select(m => m.Key).Except(known, StringComparer.Ordinal));
            Assert.Contains((string?)component["type"], new[] { "library", "container" });
            Assert.True(references.Add((string)component["bom-ref"]!), $"{component["bom-ref"]} stands twice.");
            foreach (var licence in component["licenses"]?.AsArray() ?? [])
            {
                Assert.Single(licence!.AsObject()); // a licence or an expression, never both
            }
        }

        var dependencies = bill["dependencies"]!.AsArray().Select(d => d!.AsObject()).ToList();
        Assert.Equal(references.Order(StringComparer.Ordinal), dependencies.Select(d => (string)d["ref"]!).Order(StringComparer.Ordinal));
        Assert.All(dependencies.SelectMany(d => d["dependsOn"]!.AsArray()), on => Assert.Contains((string)on!, references));
    }

    [Fact]
    public async Task Sbom_WrittenTwice_IsTheSameFileAndNamesNoTime()
    {
        await WriteAsync("a.cdx.json");
        await WriteAsync("b.cdx.json");

        var text = await File.ReadAllTextAsync(Path.Combine(_run.Folder, "a.cdx.json"), TestContext.Current.CancellationToken);
        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(_run.Folder, "b.cdx.json"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("timestamp", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_run.Folder, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sbom_OfAnImage_NamesItsPackagesAndNotThoseOfStagesLeftBehind()
    {
        var npm = _run.File(
            "package-lock.json",
            """
            {"packages":{"":{"name":"x"},"node_modules/@a/b":{"version":"1.2.0","license":"MIT",
               "integrity":"sha512-XExcO+dvLKvVtNTibSTBej1NCAbaGhWn9Ww1ZPx80qsahhPFe/8jgWP0IchNe0F3HwkU7n8ejhH8bjonqht8mQ=="},
             "node_modules/tool":{"version":"1.0.0","dev":true}}}
            """
        );

        var bill = await WriteAsync(
            "image.cdx.json",
            "--npm",
            npm,
            "--dockerfile",
            _run.File("Dockerfile", Dockerfile),
            "--with",
            "pkg:nuget/Runtime.Pack@9.0.22"
        );

        Assert.Equal("container", (string?)bill["metadata"]!["component"]!["type"]);
        var references = bill["components"]!.AsArray().Select(c => (string)c!["bom-ref"]!).ToList();
        Assert.Contains("pkg:deb/debian/chromium", references);
        Assert.Contains("pkg:deb/debian/ca-certificates", references);
        Assert.DoesNotContain("pkg:deb/debian/git", references);
        Assert.DoesNotContain("pkg:deb/debian/rm", references);
        Assert.Contains("image:debian:12-slim@sha256:0000", references);
        Assert.Contains("pkg:npm/%40a/b@1.2.0", references);
        Assert.DoesNotContain(references, r => r.Contains("tool", StringComparison.Ordinal));
        Assert.Contains("pkg:nuget/Runtime.Pack@9.0.22", references);
    }

    private async Task<JsonObject> WriteAsync(string name, params string[] more)
    {
        var output = Path.Combine(_run.Folder, name);
        Assert.Equal(
            0,
            await _run.InvokeAsync(["release", "sbom", "--name", "governance-cli", "--deps", Deps, "--output", output, .. more])
        );
        return JsonNode
            .Parse(
                await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken),
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }
            )!
            .AsObject();
    }

    [GeneratedRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Serial();
}
