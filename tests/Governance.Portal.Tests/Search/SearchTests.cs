using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Risks;

namespace Governance.Portal.Tests.Search;

/// <summary>Search finds by id, name and words of a title, and never what the role may not read.</summary>
public sealed class SearchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Search_FindsByIdNameAndWords_WhatTheRoleMayRead(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var risk = await scene.RaiseAsync(new(2, 3), "100% of SHOCKS break_calibration <b>");
        var promotion = await scene.RequestAsync();
        using var client = await scene.Portal.SignInAsync("engineer@test.example");

        Assert.Contains((risk.ToString(), $"/risks/{risk}"), await FindAsync(client, risk.ToString()));
        Assert.Contains("/risks/" + risk, Hrefs(await FindAsync(client, "shocks BREAK_")));
        Assert.DoesNotContain("/risks/" + risk, Hrefs(await FindAsync(client, "shocks break-")));
        Assert.Contains("/risks/" + risk, Hrefs(await FindAsync(client, "100%")));
        Assert.Contains($"/approvals/{promotion}", Hrefs(await FindAsync(client, promotion.ToString())));
        var model = Hrefs(await FindAsync(client, Monitoring.WatchedModel.Name[..4]));
        Assert.Contains($"/models/{Monitoring.WatchedModel.Name}", model);
        Assert.Contains($"/monitoring/{Monitoring.WatchedModel.Name}", model);
        // By who owns it, which the list of models says as well.
        var owned = await client.GetFromJsonAsync<JsonObject>("/api/v1/models", Ct);
        var owner = (string)owned!["items"]!.AsArray().Single(m => (string?)m!["name"] == Monitoring.WatchedModel.Name)!["ownerName"]!;
        Assert.Contains($"/models/{Monitoring.WatchedModel.Name}", Hrefs(await FindAsync(client, owner.ToUpperInvariant())));
        Assert.Empty(await FindAsync(client, "  "));
        Assert.Empty(await FindAsync(client, new string('x', 101)));

        // A sponsor reads neither policies nor anything that would need it.
        await scene.ActivateAsync();
        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var sponsor = await scene.Portal.SignInAsync("sponsor@test.example");
        Assert.Contains("/policies/register", Hrefs(await FindAsync(client, "regist")));
        Assert.DoesNotContain("/policies/register", Hrefs(await FindAsync(sponsor, "regist")));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Names_AreFoundByAnyCase_WithAndWithoutMarks_InThePaletteAndInLists(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var risk = await scene.RaiseAsync(new(2, 3), "Ärzte in ŁÓDŹ: Straße");
        await scene.Portal.CreateUserAsync("anna@test.example", Roles.Engineer);
        await scene.Portal.CreateUserAsync("ben@test.example", Roles.ModelOwner);
        using var client = await scene.Portal.SignInAsync("anna@test.example");
        var made = await client.PostAsJsonAsync(
            "/api/v1/models",
            new
            {
                name = "school",
                displayName = "Zoë École",
                riskClass = "minimal",
                owner = "ben@test.example",
            },
            Ct
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));

        foreach (var typed in new[] { "ärzte", "ÄRZTE", "arzte", "łódź", "Lodz", "straße", "STRASSE" })
        {
            Assert.Contains($"/risks/{risk}", Hrefs(await FindAsync(client, typed)));
            var list = await client.GetFromJsonAsync<JsonObject>($"/api/v1/risks?text={Uri.EscapeDataString(typed)}", Ct);
            Assert.Equal([risk.ToString()], list!["items"]!.AsArray().Select(r => (string?)r!["id"]));
        }

        foreach (var typed in new[] { "école", "ÉCOLE", "ZOE", "zoë" })
        {
            Assert.Contains("/models/school", Hrefs(await FindAsync(client, typed)));
            var models = await client.GetFromJsonAsync<JsonObject>($"/api/v1/models?name={Uri.EscapeDataString(typed)}", Ct);
            Assert.Equal(["school"], models!["items"]!.AsArray().Select(r => (string?)r!["name"]));
        }
    }

    private static IEnumerable<string> Hrefs(IEnumerable<(string About, string Href)> found) => found.Select(f => f.Href);

    private static async Task<IReadOnlyList<(string About, string Href)>> FindAsync(HttpClient client, string text)
    {
        var answer = (await client.GetFromJsonAsync<JsonObject>($"/api/v1/find?q={Uri.EscapeDataString(text)}", Ct))!;
        return [.. answer["items"]!.AsArray().Select(i => (((string)i!["about"]!).Split(',')[0], (string)i["href"]!))];
    }
}
