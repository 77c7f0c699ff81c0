using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Portal.Compliance.Systems;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Integrations;

/// <summary>What a SIEM found becomes one incident, however often and from whomever it is said; no one else opens one.</summary>
public sealed class SiemCallTests
{
    private const string Path = "/api/v1/hooks/siem";

    private static readonly string s_secret = WebhookSignature.NewSecret();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Signed_SameExternalId_OpensOnceThenUpdates(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);

        var first = await SendAsync(scene, "msg-1", Body("medium", "Odd prompts"));
        var again = await SendAsync(scene, "msg-1", Body("medium", "Odd prompts"));
        var second = await SendAsync(scene, "msg-2", Body("critical", "Data left the house"));
        var third = await SendAsync(scene, "msg-3", Body("low", "Calmer now"));

        Assert.Equal(
            [("opened", "INC-0001"), ("known", "INC-0001"), ("updated", "INC-0001"), ("updated", "INC-0001")],
            new[] { first, again, second, third }.Select(r => ((string)r["status"]!, (string)r["id"]!))
        );
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var incident = await db.Incidents.AsNoTracking().SingleAsync(Ct);
        Assert.Equal((IncidentSeverity.Severe, "Prompt injection"), (incident.Severity, incident.Title));
        var words = (await db.IncidentEntries.AsNoTracking().ToListAsync(Ct)).ConvertAll(e => e.Words.Text);
        Assert.Contains("Data left the house", words);
        Assert.Equal("system:siem", (string?)Assert.Single(await scene.EntriesAsync("incident.opened"))["actor"]);
    }

    [Fact]
    public async Task Signed_ByNobodyWeKnow_OrTooOld_IsRefused()
    {
        await using var scene = await SceneAsync();
        var body = Body("high", "x").ToJsonString();
        var now = scene.Clock.GetUtcNow().ToUnixTimeSeconds();

        foreach (
            var (secret, time, sent) in new[]
            {
                (WebhookSignature.NewSecret(), now, body),
                (s_secret, now - 600, body),
                (s_secret, now, body + " "),
            }
        )
        {
            using var answer = await PostAsync(
                scene,
                "msg-1",
                time,
                WebhookSignature.Sign([secret], "msg-1", time, Encoding.UTF8.GetBytes(body)),
                sent
            );
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.Incidents.ToListAsync(Ct));
    }

    [Fact]
    public async Task Key_WithTheScope_MayCall_OneWithoutMayNot()
    {
        await using var scene = await SceneAsync();
        var owner = await scene.Portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer);
        using var allowed = await scene.Portal.CreateKeyClientAsync(owner, Scopes.RegistersWrite);
        using var other = await scene.Portal.CreateKeyClientAsync(owner, Scopes.RegistryWrite);

        using var opened = await allowed.PostAsJsonAsync(Path, Body("high", "x"), Ct);
        using var refused = await other.PostAsJsonAsync(Path, Body("high", "x"), Ct);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Forbidden), (opened.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData("{\"title\":\"x\",\"severity\":\"high\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"externalId\":\"A\",\"title\":\"x\",\"severity\":\"terrible\"}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{\"externalId\":\"A\",\"titel\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("[", HttpStatusCode.BadRequest)]
    public async Task Signed_ButNotWhatItShouldBe_IsRefusedAndNothingIsKept(string body, HttpStatusCode status)
    {
        await using var scene = await SceneAsync();
        var now = scene.Clock.GetUtcNow().ToUnixTimeSeconds();

        using var answer = await PostAsync(
            scene,
            "msg-1",
            now,
            WebhookSignature.Sign([s_secret], "msg-1", now, Encoding.UTF8.GetBytes(body)),
            body
        );

        Assert.Equal(status, answer.StatusCode);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.InboundMessages.AnyAsync(Ct));
    }

    [Fact]
    public async Task NotSetUp_TakesNoSignedCall()
    {
        await using var scene = await IntegrationScene.CreateAsync();

        using var answer = await PostAsync(scene, "msg-1", 0, "v1,", "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<IntegrationScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await IntegrationScene.CreateAsync(kind, ("Hooks:SiemSecrets:0", s_secret), ("Hooks:SiemLead", "lead@demo.example"));
        await scene.Portal.CreateUserAsync("lead@demo.example", Roles.SecurityReviewer);
        var system = await scene
            .Portal.Get<RegisterSystem>()
            .RunAsync(Actor.Host, new("Assistant", "Answers customers", "lead@demo.example"), Ct);
        Assert.True(system.IsDone, system.Refusal?.Message);
        return scene;
    }

    private static JsonObject Body(string severity, string description) =>
        new()
        {
            ["externalId"] = "SOC-4711",
            ["title"] = "Prompt injection",
            ["severity"] = severity,
            ["description"] = description,
            ["systems"] = new JsonArray("SYS-0001"),
        };

    private static async Task<JsonNode> SendAsync(IntegrationScene scene, string message, JsonObject body)
    {
        var (text, now) = (body.ToJsonString(), scene.Clock.GetUtcNow().ToUnixTimeSeconds());
        using var answer = await PostAsync(
            scene,
            message,
            now,
            WebhookSignature.Sign([s_secret], message, now, Encoding.UTF8.GetBytes(text)),
            text
        );
        var content = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted, content);
        return JsonNode.Parse(content)!;
    }

    private static async Task<HttpResponseMessage> PostAsync(
        IntegrationScene scene,
        string message,
        long time,
        string signature,
        string body
    )
    {
        using var client = scene.Portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", message);
        request.Headers.Add("webhook-timestamp", time.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        return await client.SendAsync(request, Ct);
    }
}
