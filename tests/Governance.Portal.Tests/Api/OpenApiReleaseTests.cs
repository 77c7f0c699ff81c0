using System.IO.Compression;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Reports;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Clients that were made by the last release's document (tests/Fixtures/openapi) go on working with this one, and the document's own
/// examples are what it says. The fixture is replaced when a release is made: its README says how.
/// </summary>
public sealed class OpenApiReleaseTests
{
    // Changes that were announced (CHANGELOG.md, under Changed), as the test names them, each with the reason. Emptied with the fixture.
    private static readonly Dictionary<string, string> s_announced = new(StringComparer.Ordinal);

    private static string Fixture => Path.Combine(Root, "tests", "Fixtures", "openapi", "v1.json.gz");

    private static string Root => Path.GetDirectoryName(ReportsScene.Samples)!;

    [Fact]
    public async Task Fixture_IsOfTheReleaseThatIsUpgradedFrom()
    {
        var of = await File.ReadAllTextAsync(
            Path.Combine(Path.GetDirectoryName(Fixture)!, "commit"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Root, "eng", "last-release"), TestContext.Current.CancellationToken), of);
    }

    [Fact]
    public async Task Document_AgainstTheLastRelease_BreaksNothing_AndItsExamplesAreWhatItSays()
    {
        await using var portal = new PortalFactory();
        var document = await OpenApiContractTests.DocumentAsync(portal);
        if (Environment.GetEnvironmentVariable("GOVERNANCE_WRITE_OPENAPI") == "1")
        {
            await using var file = File.Create(Fixture);
            await using var packed = new GZipStream(file, CompressionLevel.SmallestSize);
            await packed.WriteAsync(
                System.Text.Encoding.UTF8.GetBytes(OpenApiChanges.Bare(document)!.ToJsonString()),
                TestContext.Current.CancellationToken
            );
        }

        var breaking = OpenApiChanges.Breaking(Last(), OpenApiChanges.Bare(document)!.AsObject());

        Assert.Equal(
            string.Join('\n', s_announced.Keys.Order(StringComparer.Ordinal)),
            string.Join('\n', breaking.Order(StringComparer.Ordinal))
        );
        var names = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject())
            .Select(o => (string?)o.Value!["operationId"])
            .ToList();
        Assert.DoesNotContain(null, names);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        var check = new SchemaCheck(document);
        var examples = Contents(document).Where(c => c.Content["example"] is not null && c.Content["schema"] is not null).ToList();
        Assert.True(examples.Count > 800, $"Only {examples.Count} examples were found.");
        Assert.Empty(examples.SelectMany(e => check.Findings(e.Content["example"], e.Content["schema"]!).Select(f => $"{e.Where}: {f}")));
    }

    [Theory]
    [InlineData("paths//api/v1/decisions/post", null, "POST /api/v1/decisions is gone")]
    [InlineData(
        "paths//api/v1/decisions/post/operationId",
        "\"Store\"",
        "POST /api/v1/decisions is called Store, no longer StoreDecisions"
    )]
    [InlineData("paths//api/v1/decisions/post/responses/202", null, "POST /api/v1/decisions does not answer 202 any more")]
    [InlineData("paths//api/v1/decisions/post/responses/409", null, null)]
    [InlineData(
        "paths//api/v1/decisions/post/requestBody/content/application~gzip",
        null,
        "POST /api/v1/decisions takes no application/gzip any more"
    )]
    [InlineData("components/schemas/ModelBody/required", "[\"name\",\"owner\",\"purpose\"]", ".purpose has to be sent")]
    [InlineData("components/schemas/ModelBody/required", "[\"name\"]", null)]
    [InlineData("components/schemas/ModelBody/properties/purpose", null, ".purpose is gone")]
    [InlineData("components/schemas/ModelBody/properties/purpose/type", "\"string\"", ".purpose is not null any more")]
    [InlineData("components/schemas/ModelBody/properties/more", "{\"type\":\"string\"}", null)]
    [InlineData("components/schemas/StoreDecisionsAnswer/properties/accepted", null, ".accepted is gone")]
    [InlineData("components/schemas/StoreDecisionsAnswer/properties/accepted/type", "[\"null\",\"integer\"]", ".accepted may be null now")]
    [InlineData("components/schemas/StoreDecisionsAnswer/required", "[\"batch\",\"accepted\"]", ".duplicates may be missing now")]
    [InlineData("components/schemas/StoreDecisionsAnswer/properties/more", "{\"type\":\"string\"}", null)]
    public void Change_ThatBreaksAClient_IsNamed_AndAnAdditionIsNot(string place, string? value, string? expected)
    {
        var (before, after) = (Last(), Last());
        var steps = place.Replace("//", "/~", StringComparison.Ordinal).Split('/');
        // A path of the API is one step: from ~ to the method.
        if (steps[1].StartsWith('~'))
        {
            var end = Array.FindIndex(steps, s => s is "post" or "get");
            steps = ["paths", "/" + string.Join('/', steps[1..end]).TrimStart('~'), .. steps[end..]];
        }

        JsonNode node = after;
        foreach (var step in steps[..^1])
        {
            node = node[step] ?? throw new InvalidOperationException($"There is no {step} in {place}.");
        }

        var last = steps[^1].Replace('~', '/');
        if (value is null)
        {
            Assert.True(node.AsObject().Remove(last), place);
        }
        else
        {
            node[last] = JsonNode.Parse(value);
        }

        var breaking = OpenApiChanges.Breaking(before, after);

        if (expected is null)
        {
            Assert.Empty(breaking);
        }
        else
        {
            Assert.Contains(breaking, b => b.EndsWith(expected, StringComparison.Ordinal));
        }
    }

    private static JsonObject Last()
    {
        using var packed = new GZipStream(File.OpenRead(Fixture), CompressionMode.Decompress);
        return JsonNode.Parse(packed)!.AsObject();
    }

    private static IEnumerable<(string Where, JsonObject Content)> Contents(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        let operation = method.Value!
        from content in ((JsonNode?[])[operation["requestBody"], .. operation["responses"]!.AsObject().Select(r => r.Value)])
            .OfType<JsonObject>()
            .SelectMany(holder => holder["content"] as JsonObject ?? [])
        select ($"{method.Key.ToUpperInvariant()} {path.Key} {content.Key}", content.Value!.AsObject());
}
