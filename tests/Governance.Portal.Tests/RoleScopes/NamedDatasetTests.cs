using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>A version that names a dataset gives no one its record: whoever registers versions chooses what they name.</summary>
public sealed class NamedDatasetTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Dataset_ThatAVersionOfALimitedRoleNames_StaysHiddenAndUnchanged(DatabaseKind kind)
    {
        await using var world = await CreateAsync(kind);
        var secret = await RegisterAsync(world, "org/secret");
        var own = await RegisterAsync(world, "own/data", world.Here["system"]);
        var both = await RegisterAsync(world, "both/data", world.Here["system"], world.There["system"]);
        var engineer = await world.LimitedAsync(Roles.Engineer, "names@bank.example");
        var compliance = await world.LimitedAsync(Roles.ComplianceOfficer, "cares@bank.example");
        await NameAsync(engineer, world.Here["model"], "2.0.0", "org/secret", "own/data");

        // Before and after it was named, it is not there: neither in lists nor by its name, and its record is no one's to change.
        foreach (var reader in new[] { engineer, compliance })
        {
            var list = await reader.GetStringAsync(new Uri("/api/v1/datasets", UriKind.Relative), Ct);
            Assert.DoesNotContain("org/secret", list, StringComparison.Ordinal);
            Assert.Contains("own/data", list, StringComparison.Ordinal);
            Assert.Contains("both/data", list, StringComparison.Ordinal);
            // Its own version names it, so the name is known; the record is not.
            var view = await reader.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/datasets/org%2Fsecret", UriKind.Relative), Ct);
            Assert.Null(view!["id"]);
            Assert.Null(view["sensitivity"]);
            Assert.Empty(view["history"]!.AsArray());
        }

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await PatchAsync(compliance, "org/secret", new JsonObject { ["sensitivity"] = "public" })).Status
        );
        var kept = await world.Whole.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/datasets/org%2Fsecret", UriKind.Relative), Ct);
        Assert.Equal(("restricted", secret), ((string?)kept!["sensitivity"], (string?)kept["id"]));

        // One of their own system they change, but not whose it is; one that another system has a part in, or names, they do not.
        Assert.Equal(HttpStatusCode.OK, (await PatchAsync(compliance, "own/data", new JsonObject { ["region"] = "eu" })).Status);
        var moved = await PatchAsync(compliance, "own/data", new JsonObject { ["systems"] = new JsonArray() });
        Assert.Equal((HttpStatusCode.Forbidden, "scope.moves"), (moved.Status, moved.Code));
        Assert.Equal("scope.outside", (await PatchAsync(compliance, "both/data", new JsonObject { ["region"] = "eu" })).Code);
        using var whole = await world.Portal.SignInAsync("engineer@bank.example");
        await NameAsync(whole, world.There["model"], "2.0.0", "own/data");
        Assert.Equal("scope.outside", (await PatchAsync(compliance, "own/data", new JsonObject { ["region"] = "us" })).Code);
        Assert.NotEqual(own, both);

        // And they register none: its name is that which versions of other systems may have.
        using var registered = await compliance.PostAsJsonAsync(
            new Uri("/api/v1/datasets", UriKind.Relative),
            Record("new/data", world.Here["system"]),
            Ct
        );
        Assert.Equal(HttpStatusCode.Forbidden, registered.StatusCode);
    }

    private static JsonObject Record(string name, params string[] systems) =>
        new()
        {
            ["name"] = name,
            ["owner"] = "owner@bank.example",
            ["sensitivity"] = "restricted",
            ["systems"] = new JsonArray([.. systems.Select(s => JsonValue.Create(s))]),
        };

    private static async Task<string> RegisterAsync(ScopedWorld world, string name, params string[] systems)
    {
        using var answer = await world.Whole.PostAsJsonAsync(new Uri("/api/v1/datasets", UriKind.Relative), Record(name, systems), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        var made = JsonNode.Parse(text)!;
        Assert.Equal(systems, made["systems"]!.AsArray().Select(s => (string)s!));
        return (string)made["id"]!;
    }

    private static async Task NameAsync(HttpClient engineer, string model, string version, params string[] datasets)
    {
        var body = new JsonObject
        {
            ["version"] = version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = new string('b', 64),
                ["sizeBytes"] = 7,
                ["mediaType"] = "application/octet-stream",
            },
            ["datasets"] = new JsonArray([
                .. datasets.Select(d =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = d,
                            ["version"] = "1",
                            ["sha256"] = new string('c', 64),
                            ["role"] = "training",
                        }
                ),
            ]),
        };
        using var answer = await engineer.PostAsJsonAsync(new Uri($"/api/v1/models/{model}/versions", UriKind.Relative), body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<(HttpStatusCode Status, string? Code)> PatchAsync(HttpClient caller, string name, JsonObject body)
    {
        using var answer = await caller.PatchAsJsonAsync(
            new Uri($"/api/v1/datasets/{Uri.EscapeDataString(name)}", UriKind.Relative),
            body,
            Ct
        );
        var text = await answer.Content.ReadAsStringAsync(Ct);
        return (answer.StatusCode, (string?)JsonNode.Parse(text)!["code"]);
    }
}
