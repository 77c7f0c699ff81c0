using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Models.Discovery;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Discovery;

/// <summary>Scans for unregistered AI, from the report of a pipeline to a person's decision and back.</summary>
public sealed class DiscoveryTests
{
    private const string Source = "git.example/fraud";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Scan_IsFiledOnceTriagedAndComparedWithTheNext(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind);
        await registry.WithVersionsAsync("1.0.0");
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.DiscoveryWrite);
        var model = Finding("model-file", "pickle", "model.pkl", RegistryFixture.Digest("model 1.0.0"u8.ToArray()));
        var library = Finding("sdk", "OpenAI", "src/chat.py", new string('a', 64), 2);
        var secret = Finding("provider-key", "Anthropic API key", ".env", new string('b', 64), 1);

        // Asked before anything is filed: the version is known by its digest, and nothing is stored.
        var asked = await SendAsync(registry, key, "discoveries:match", model, library);
        Assert.Equal(["registered", "to-triage"], States(asked));
        Assert.Equal("fraud-scorer@1.0.0", (string?)asked["findings"]![0]!["registeredAs"]);
        Assert.Null(asked["findings"]![1]!["id"]);

        var filed = await SendAsync(registry, key, "discoveries", model, library, secret);
        Assert.Equal((3, 0, 0), Counts(filed));
        var again = await SendAsync(registry, key, "discoveries", model, library, secret);
        Assert.Equal((0, 3, 0), Counts(again));
        Assert.Equal((string?)filed["findings"]![1]!["id"], (string?)again["findings"]![1]!["id"]);
        var entry = (await registry.LogAsync("discoveries.reported"))[0];
        Assert.Equal($"discovery:{Source}", (string?)entry["subject"]);
        Assert.Equal(3, (int)entry["data"]!["added"]!);

        // One item in the queue for the source, and each finding on the page.
        var risk = registry.As(await registry.Portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer), Roles.RiskOfficer);
        using var browser = await registry.Portal.SignInAsync("risk@demo.example");
        var queued = Assert.Single((await registry.Portal.Get<MyQueue>().RunAsync(risk, Ct)).Items);
        Assert.Equal((Source, "2 discoveries are waiting for a decision"), (queued.Title.English, queued.About.English));
        var page = await browser.GetStringAsync(new Uri("/discovery?state=to-triage", UriKind.Relative), Ct);
        Assert.Contains("src/chat.py:2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("model.pkl", page, StringComparison.Ordinal);

        // A person decides, with a reason; an engineer and a key do not.
        var triage = registry.Portal.Get<TriageDiscovery>();
        var id = (string)filed["findings"]![1]!["id"]!;
        Assert.Equal("discovery.reason", (await triage.RunAsync(risk, new(id, "blocked", " ", null), Ct)).Refusal!.Code);
        Assert.Equal("discovery.model", (await triage.RunAsync(risk, new(id, "registered", null, "no-such-model"), Ct)).Refusal!.Code);
        Assert.Equal(
            "identity.permission-missing",
            (await triage.RunAsync(registry.AsEngineer, new(id, "ignored", "Mine", null), Ct)).Refusal!.Code
        );
        Assert.True((await triage.RunAsync(risk, new(id, "blocked", "No contract with the provider", null), Ct)).IsDone);
        // The refused attempt of the engineer is an entry as well.
        Assert.Single(await registry.LogAsync("discovery.triaged"), e => (string?)e["data"]?["outcome"] == "blocked");
        var blocked = await SendAsync(registry, key, "discoveries:match", library);
        Assert.Equal(["blocked"], States(blocked));
        Assert.Equal("No contract with the provider", (string?)blocked["findings"]![0]!["reason"]);

        // What the next scan misses is gone; a scan that missed a part takes nothing away; what comes back has its decision.
        registry.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((0, 1, 0), Counts(await SendAsync(registry, key, "discoveries", complete: false, model)));
        Assert.Equal((0, 1, 2), Counts(await SendAsync(registry, key, "discoveries", model)));
        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(2, await db.Discoveries.CountAsync(d => d.GoneAt != null, Ct));
        }

        var back = await SendAsync(registry, key, "discoveries", model, library);
        Assert.Equal(["registered", "blocked"], States(back));

        // An older scan would bring back what is gone.
        using var older = await PostAsync(registry, key, "discoveries", true, TimeSpan.FromHours(-2), [secret]);
        Assert.Equal("discovery.older", (string?)(await RegistryFixture.JsonAsync(older, HttpStatusCode.Conflict))["code"]);
        using var wrong = await PostAsync(registry, key, "discoveries", true, default, [Finding("magic", "x", "y", new string('c', 64))]);
        Assert.Equal("discovery.finding", (string?)(await RegistryFixture.JsonAsync(wrong, HttpStatusCode.UnprocessableEntity))["code"]);
        using var other = await PostAsync(registry, registry.Client, "discoveries", true, default, [library]);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    private static JsonObject Finding(string kind, string name, string path, string sha256, int? line = null) =>
        new()
        {
            ["kind"] = kind,
            ["name"] = name,
            ["path"] = path,
            ["line"] = line,
            ["sha256"] = sha256,
        };

    private static Task<JsonObject> SendAsync(RegistryFixture registry, HttpClient key, string path, params JsonObject[] findings) =>
        SendAsync(registry, key, path, complete: true, findings);

    private static async Task<JsonObject> SendAsync(
        RegistryFixture registry,
        HttpClient key,
        string path,
        bool complete,
        params JsonObject[] findings
    )
    {
        using var answer = await PostAsync(registry, key, path, complete, default, findings);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> PostAsync(
        RegistryFixture registry,
        HttpClient key,
        string path,
        bool complete,
        TimeSpan late,
        JsonObject[] findings
    ) =>
        key.PostAsJsonAsync(
            $"/api/v1/{path}",
            new JsonObject
            {
                ["source"] = Source,
                ["scannedAt"] = registry.Clock.GetUtcNow() + late,
                ["complete"] = complete,
                ["findings"] = new JsonArray([.. findings.Select(f => f.DeepClone())]),
            },
            Ct
        );

    private static (int Added, int Known, int Gone) Counts(JsonObject report) =>
        ((int)report["added"]!, (int)report["known"]!, (int)report["gone"]!);

    private static IEnumerable<string?> States(JsonObject report) => report["findings"]!.AsArray().Select(f => (string?)f!["state"]);
}
