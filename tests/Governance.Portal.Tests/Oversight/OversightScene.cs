using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Oversight;

/// <summary>A portal with an AI system and the people who keep its roster.</summary>
internal sealed class OversightScene : IAsyncDisposable
{
    public const string System = "SYS-0001";
    public const string Address = $"/api/v1/systems/{System}/oversight";

    private OversightScene(PortalFactory portal) => Portal = portal;

    public PortalFactory Portal { get; }

    public HttpClient Compliance { get; private set; } = null!;

    public HttpClient Risk { get; private set; } = null!;

    public HttpClient Engineer { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<OversightScene> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new OversightScene(new PortalFactory(kind));
        scene.Compliance = await scene.PersonAsync("compliance@demo.example", Roles.ComplianceOfficer);
        scene.Risk = await scene.PersonAsync("risk@demo.example", Roles.RiskOfficer);
        scene.Engineer = await scene.PersonAsync("engineer@demo.example", Roles.Engineer);
        using var made = await scene.Compliance.PostAsJsonAsync(
            "/api/v1/systems",
            new
            {
                name = "Retail credit scoring",
                purpose = "Estimates whether a customer can repay a loan",
                owner = "risk@demo.example",
                lifeCycle = "in-use",
            },
            Ct
        );
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        return scene;
    }

    /// <summary>Appoints the engineer and records training of weeks ago that counts for some days from today.</summary>
    public async Task<JsonObject> TrainedAsync(int days = 300)
    {
        await PostAsync(Compliance, "/overseers", new { person = "engineer@demo.example", authority = "stop" }, HttpStatusCode.Created);
        return await PostAsync(
            Compliance,
            "/overseers/OVS-0001/trainings",
            new
            {
                what = "Limits of the score",
                trainer = "Model risk team",
                on = Day(-40),
                validUntil = Day(days),
                sha256 = new string('a', 64),
            }
        );
    }

    public Task<JsonObject> TestedAsync(string result = "stopped", int? seconds = 40, int nextDays = 180) =>
        PostAsync(
            Compliance,
            "/stop-tests",
            new
            {
                result,
                what = "Scoring switched off by its flag",
                secondsToStop = seconds,
                testedAt = DateTimeOffset.UtcNow.AddDays(-60),
                nextOn = Day(nextDays),
            },
            HttpStatusCode.Created
        );

    public static async Task<JsonObject> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.PostAsJsonAsync(Address + path, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<string?> RefusedAsync(HttpClient client, string path, object body, HttpStatusCode expected) =>
        (string?)(await PostAsync(client, path, body, expected))["code"];

    public static async Task<JsonObject> GetAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonObject>(Address, Ct))!;

    public static string Day(int days) =>
        DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private async Task<HttpClient> PersonAsync(string email, string role)
    {
        await Portal.CreateUserAsync(email, role);
        return await Portal.SignInAsync(email);
    }
}
