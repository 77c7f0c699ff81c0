using System.Text.Json.Nodes;

namespace Governance.Samples.Output;

/// <summary>What the generator really runs on: the .NET base library and its own code.</summary>
internal static class DependencyList
{
    public const string GeneratorVersion = "1.0.0";
    public const string Tool = "governance-samples " + GeneratorVersion;

    public static IReadOnlyList<(string Name, string Version, string Purl, string License)> Items { get; } =
    [
        ("dotnet-runtime", "10.0", "pkg:generic/dotnet-runtime@10.0", "MIT"),
        ("governance-samples", GeneratorVersion, "pkg:generic/governance-samples@" + GeneratorVersion, "Apache-2.0"),
    ];

    public static JsonObject Write() =>
        new()
        {
            ["synthetic"] = true,
            ["runtime"] = Item(Items[0]),
            ["packages"] = new JsonArray([
                .. Items
                    .Skip(1)
                    .Select(i =>
                    {
                        var item = Item(i);
                        item["scope"] = "direct";
                        return item;
                    }),
            ]),
        };

    public static JsonObject Item((string Name, string Version, string Purl, string License) item) =>
        new()
        {
            ["name"] = item.Name,
            ["version"] = item.Version,
            ["purl"] = item.Purl,
            ["license"] = item.License,
        };
}
