using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Testing;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Identity;

public sealed class OpenApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_EveryOperation_HasWordsAndProblems()
    {
        await using var portal = new PortalFactory();
        using var client = await portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        var document = (await client.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Ct))!;

        var operations = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!.AsObject()).ToList();
        Assert.True(operations.Count > 15);
        Assert.All(
            operations,
            o =>
            {
                Assert.False(string.IsNullOrWhiteSpace((string?)o["description"]), (string?)o["operationId"]);
                Assert.NotNull(o["responses"]!["400"]);
                Assert.Contains(o["responses"]!.AsObject(), r => r.Key.StartsWith('2') || r.Key.StartsWith('3'));
            }
        );
        Assert.NotNull(document["components"]!["securitySchemes"]!["apiKey"]);
        Assert.Equal(
            "USR-0012",
            (string?)
                document["paths"]!["/api/v1/users/{id}"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["example"]!["id"]
        );
    }

    [Fact]
    public async Task Description_Anybody_IsAskedToSignIn()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var client = portal.CreateClient(new() { AllowAutoRedirect = false });

        using var document = await client.GetAsync("/openapi/v1.json", Ct);
        using var page = await client.GetAsync("/openapi", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, document.StatusCode);
        Assert.Equal("/signin?returnUrl=%2Fopenapi", page.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Page_SignedIn_ListsOperations()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);

        using var client = await portal.SignInAsync("ann@bank.example");
        var answer = await client.GetAsync("/openapi", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains("/api/v1/session", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script src=\"http", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_InGerman_SaysIntroductionAndHeadingsInGerman_AndMarksWhatIsEnglish()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var client = await portal.SignInAsync("ann@bank.example");
        client.DefaultRequestHeaders.Add("Accept-Language", "de");

        var page = new HtmlParser().ParseDocument(await client.GetStringAsync(new Uri("/openapi", UriKind.Relative), Ct));
        var document = (await client.GetFromJsonAsync<JsonObject>("/openapi/v1.json", Ct))!;

        var tags = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject())
            .Select(o => (string?)o.Value!["tags"]?[0] ?? "Other")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        using var german = Languages.Use("de");
        Assert.True(tags.Count > 40, string.Join(", ", tags));
        Assert.All(tags, tag => Assert.True((T.Current!.Find($"{tag} (API)") ?? T.Current.Find(tag)) is not null, tag));
        var introduction = (string)document["info"]!["description"]!;
        Assert.NotEqual(introduction, T[introduction]);
        Assert.Contains(page.QuerySelectorAll(".api > p"), p => p.TextContent == T[introduction]);
        Assert.Contains(page.QuerySelectorAll(".api h2"), h => h.TextContent == T["API keys"]);
        Assert.All(page.QuerySelectorAll(".api details"), d => Assert.Equal("en", d.ParentElement!.GetAttribute("lang")));
    }

    [Fact]
    public async Task Caller_AboveTheRate_IsToldToWait()
    {
        await using var portal = new PortalFactory();
        portal.Settings["RateLimits:RequestsPerSecond"] = "1";
        var client = portal.CreateClient();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 10 && refused is null; i++)
        {
            var answer = await client.GetAsync("/api/v1/session", Ct);
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        Assert.NotNull(refused?.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }
}
