using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Views;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Views;

public sealed class SavedViewsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task View_IsItsOwners_UntilTheyShareIt(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await portal.CreateUserAsync("risk@bank.example", Roles.RiskOfficer);
        await portal.CreateUserAsync("other@bank.example", Roles.RiskOfficer);
        using var mine = await portal.SignInAsync("risk@bank.example");
        using var other = await portal.SignInAsync("other@bank.example");

        var made = await SendAsync(
            mine,
            HttpMethod.Post,
            "",
            new()
            {
                ["page"] = "/risks",
                ["name"] = " Overdue ",
                ["query"] = "?sort=due&only=overdue&page=3&id=RSK-0001",
                ["isDefault"] = true,
            },
            HttpStatusCode.Created
        );
        Assert.Equal(("Overdue", "only=overdue&sort=due"), ((string?)made["name"], (string?)made["query"]));
        Assert.Empty((await ListAsync(other))!);

        var id = (long)made["id"]!;
        await SendAsync(
            other,
            HttpMethod.Put,
            $"/{id}",
            new()
            {
                ["page"] = "/risks",
                ["name"] = "Taken over",
                ["query"] = "q=x",
            },
            HttpStatusCode.NotFound
        );
        await SendAsync(
            mine,
            HttpMethod.Put,
            $"/{id}",
            new()
            {
                ["page"] = "/risks",
                ["name"] = "Overdue",
                ["query"] = "only=overdue",
                ["shared"] = true,
                ["isDefault"] = true,
            },
            HttpStatusCode.OK
        );
        var offered = Assert.Single((await ListAsync(other))!)!;
        Assert.False((bool)offered["mine"]!);
        Assert.False((bool)offered["isDefault"]!);
        Assert.Equal("only=overdue", (string?)offered["query"]);

        await SendAsync(other, HttpMethod.Delete, $"/{id}", null, HttpStatusCode.NotFound);
        await SendAsync(mine, HttpMethod.Delete, $"/{id}", null, HttpStatusCode.NoContent);
        Assert.Empty((await ListAsync(other))!);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        // Shared, and taken away.
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "view.saved" || e.Action == "view.removed", Ct));
    }

    [Fact]
    public async Task Default_IsOneAPage()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("risk@bank.example", Roles.RiskOfficer);
        using var mine = await portal.SignInAsync("risk@bank.example");
        foreach (var name in new[] { "First", "Second" })
        {
            await SendAsync(
                mine,
                HttpMethod.Post,
                "",
                new()
                {
                    ["page"] = "/risks",
                    ["name"] = name,
                    ["query"] = "band=high",
                    ["isDefault"] = true,
                },
                HttpStatusCode.Created
            );
        }

        Assert.Equal(["Second"], (await ListAsync(mine))!.Where(v => (bool)v!["isDefault"]!).Select(v => (string?)v!["name"]));
    }

    [Fact]
    public async Task View_ThatIsNotAcceptable_IsRefusedByField()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("engineer@bank.example", Roles.Engineer);
        using var engineer = await portal.SignInAsync("engineer@bank.example");
        JsonObject Body(string page = "/risks", string name = "Mine", string query = "q=a") =>
            new()
            {
                ["page"] = page,
                ["name"] = name,
                ["query"] = query,
            };

        Assert.Equal("view.page-unknown", await CodeAsync(engineer, Body(page: "/admin/users"), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("view.name-wrong", await CodeAsync(engineer, Body(name: "  "), HttpStatusCode.UnprocessableEntity));
        Assert.Equal(
            "view.query-wrong",
            await CodeAsync(engineer, Body(query: "q=" + new string('x', SavedView.MaxQuery)), HttpStatusCode.UnprocessableEntity)
        );
        await SendAsync(engineer, HttpMethod.Post, "", Body(), HttpStatusCode.Created);
        Assert.Equal("view.name-taken", await CodeAsync(engineer, Body(name: "MINE"), HttpStatusCode.Conflict));
        // An engineer does not read the audit log, so keeps no views of it.
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(engineer, Body(page: "/audit"))).StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, JsonObject body) =>
        client.PostAsJsonAsync(new Uri("/api/v1/views", UriKind.Relative), body, Ct);

    private static async Task<string?> CodeAsync(HttpClient client, JsonObject body, HttpStatusCode expected) =>
        (string?)(await SendAsync(client, HttpMethod.Post, "", body, expected))["code"];

    private static async Task<JsonArray?> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonObject>("/api/v1/views?page=/risks", Ct))!["items"]!.AsArray();

    private static async Task<JsonObject> SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        JsonObject? body,
        HttpStatusCode expected
    )
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/views{path}")
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }
}
