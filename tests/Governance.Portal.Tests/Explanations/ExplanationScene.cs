using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Decisions;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Explanations;

/// <summary>A portal with a few decisions of a model that is part of a system, and the people who answer requests about them.</summary>
internal sealed class ExplanationScene : IAsyncDisposable
{
    public const string Address = "/api/v1/explanation-requests";
    public const string Person = "Customer 20-4711";

    private ExplanationScene(PortalFactory portal) => Portal = portal;

    public PortalFactory Portal { get; }

    public HttpClient Compliance { get; private set; } = null!;

    public HttpClient Legal { get; private set; } = null!;

    public HttpClient Risk { get; private set; } = null!;

    public HttpClient Engineer { get; private set; } = null!;

    public HttpClient Pipeline { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ExplanationScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite, PortalFactory? portal = null)
    {
        var scene = new ExplanationScene(portal ?? new PortalFactory(kind));
        scene.Pipeline = await DecisionLines.KeyAsync(scene.Portal);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(4));
        scene.Compliance = await scene.PersonAsync("compliance@demo.example", Roles.ComplianceOfficer);
        scene.Legal = await scene.PersonAsync("legal@demo.example", Roles.LegalReviewer);
        scene.Risk = await scene.PersonAsync("risk@demo.example", Roles.RiskOfficer);
        scene.Engineer = await scene.PersonAsync("engineer@demo.example", Roles.Engineer);
        using var made = await scene.Compliance.PostAsJsonAsync(
            "/api/v1/systems",
            new
            {
                name = "Retail credit scoring",
                purpose = "Estimates whether a customer can repay a loan",
                owner = "compliance@demo.example",
                lifeCycle = "in-use",
                models = new[] { "credit-default" },
            },
            Ct
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        return scene;
    }

    /// <summary>Records a request, received an hour after its decision.</summary>
    public async Task<string> ReceivedAsync(string decision = "d0", string person = Person, int dueHours = 700, string language = "en")
    {
        var received = DecisionLines.Start.AddHours(1);
        var made = await PostAsync(
            Compliance,
            "",
            new
            {
                personReference = person,
                decision,
                receivedAt = Instant(received),
                due = Instant(received.AddHours(dueHours)),
                language,
            },
            HttpStatusCode.Created
        );
        return (string)made["id"]!;
    }

    /// <summary>Brings a request to where its letter can be made.</summary>
    public async Task<string> ReviewedAsync(string language = "en")
    {
        var id = await ReceivedAsync(language: language);
        var draft = await PostAsync(Compliance, $"/{id}:draft", new { });
        await PostAsync(Legal, $"/{id}:review", new { outcome = "approve", textSha256 = (string)draft["textSha256"]! });
        return id;
    }

    public static async Task<JsonObject> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.PostAsJsonAsync(Address + path, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<string?> RefusedAsync(HttpClient client, string path, object body, HttpStatusCode expected) =>
        (string?)(await PostAsync(client, path, body, expected))["code"];

    public static async Task<JsonObject> GetAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonObject>(Address + path, Ct))!;

    public static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, string query) =>
        [.. (await GetAsync(client, query))["items"]!.AsArray().Select(i => (string)i!["id"]!)];

    /// <summary>Every entry of the log, as text.</summary>
    public async Task<IReadOnlyList<string>> LogAsync()
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).Select(e => e.Leaf).ToListAsync(Ct);
        return [.. leaves.Select(System.Text.Encoding.UTF8.GetString)];
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private async Task<HttpClient> PersonAsync(string email, string role)
    {
        await Portal.CreateUserAsync(email, role);
        return await Portal.SignInAsync(email);
    }
}
