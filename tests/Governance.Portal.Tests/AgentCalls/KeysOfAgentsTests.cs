using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.AgentCalls.AgentCallsTests;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>For which agents a key asks, and what a repeated question is answered.</summary>
public sealed class KeysOfAgentsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_ThatNamesAgents_AsksReportsAndReadsForThemAlone()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        var create = registry.Portal.Get<CreateKey>();
        Task<Result<CreatedKey>> MakeAsync(params string[]? agents) =>
            create.RunAsync(Actor.Host, new("guard", [Scopes.AgentsDecide], 30, null) { Agents = agents }, Ct);

        // Who makes a key says for which agents it is; one without the scope is for none.
        Assert.Contains("agents", (await MakeAsync(null)).Refusal!.Errors.Keys);
        Assert.Contains("agents", (await MakeAsync("No name")).Refusal!.Errors.Keys);
        var other = await create.RunAsync(Actor.Host, new("reader", [Scopes.RegistryRead], 30, null) { Agents = [Agent] }, Ct);
        Assert.Contains("agents", other.Refusal!.Errors.Keys);

        using var own = registry.Portal.ClientOf((await MakeAsync(Agent)).Value.Text);
        using var stranger = registry.Portal.ClientOf((await MakeAsync("other-agent")).Value.Text);
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = "find" };
        var made = await PostAsync(own, "calls:decide", call, HttpStatusCode.OK);
        Assert.Equal("allow", (string?)made["decision"]);

        Assert.Equal("key.other-agents", (string?)(await PostAsync(stranger, "calls:decide", call, HttpStatusCode.Forbidden))["code"]);
        var seen = new JsonObject { ["server"] = "payments", ["tools"] = new JsonArray() };
        Assert.Equal("key.other-agents", (string?)(await PostAsync(stranger, "tools:observed", seen, HttpStatusCode.Forbidden))["code"]);
        foreach (var path in new[] { "calls", $"calls/{made["id"]}", "runs" })
        {
            using var refused = await stranger.GetAsync(new Uri($"/api/v1/agents/{Agent}/{path}", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            using var read = await own.GetAsync(new Uri($"/api/v1/agents/{Agent}/{path}", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        // The log and the list of keys name them.
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var keys = await db.ApiKeys.OrderBy(k => k.Id).ToListAsync(Ct);
        Assert.Equal([Agent], keys.Single(k => k.Agents?.Contains(Agent) is true).Agents);
        Assert.Contains(await registry.LogAsync("key.created"), e => (string?)e["data"]!["agents"]?[0] == Agent);
    }

    [Fact]
    public async Task Key_MadeBeforeKeysNamedAgents_GoesOn_AndIsTold()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        using var old = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = "find" };

        Assert.Equal("allow", (string?)(await PostAsync(old, "calls:decide", call, HttpStatusCode.OK))["decision"]);
        var admin = await registry.Portal.CreateUserAsync("keys@demo.example", Roles.Administrator);
        _ = admin;
        using var browser = await registry.Portal.SignInAsync("keys@demo.example");
        Assert.Contains(
            "Every agent",
            await browser.GetStringAsync(new Uri("/admin/keys", UriKind.Relative), Ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Decision_AskedForAgainUnderItsKey_IsMadeAnew()
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = "find" };
        var first = await PostAsync(key, "calls:decide", call, HttpStatusCode.OK, "same");
        Assert.Equal("allow", (string?)first["decision"]);
        var guard = registry.As(
            await registry.Portal.CreateUserAsync("guard@demo.example", Roles.SecurityReviewer),
            Roles.SecurityReviewer
        );
        Assert.True((await registry.Portal.Get<StopAgent>().RunAsync(guard, Agent, "Odd", Ct)).IsDone);

        var again = await PostAsync(key, "calls:decide", call, HttpStatusCode.OK, "same");

        Assert.Equal(("deny", "agent.stopped"), ((string?)again["decision"], (string?)again["code"]));
        Assert.NotEqual((string?)first["id"], (string?)again["id"]);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await db.IdempotencyRecords.ToListAsync(Ct));
    }

    [Theory]
    [InlineData("""{"amount":1,"Amount":2}""")]
    [InlineData("""{"a":9007199254740993}""")]
    [InlineData("""{"a":1e400}""")]
    [InlineData("""{"a":"x\u0000y"}""")]
    [InlineData("""{"__proto__":{"amount":2}}""")]
    [InlineData("""{"a":{"token":1,"to\u212Aen":2}}""")]
    public async Task Arguments_ThatTwoProgramsCouldReadDifferently_AreRefused(string arguments)
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        var call = new JsonObject { ["run"] = "run-1", ["tool"] = "find" };
        using var body = new StringContent(
            call.ToJsonString().TrimEnd('}') + $",\"arguments\":{arguments}}}",
            System.Text.Encoding.UTF8,
            "application/json"
        );

        using var answer = await key.PostAsync(new Uri($"/api/v1/agents/{Agent}/calls:decide", UriKind.Relative), body, Ct);

        var refused = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("agent-call.arguments-ambiguous", (string?)refused["code"]);
        Assert.Contains("arguments", refused["errors"]!.AsObject().Select(e => e.Key));
    }

    [Theory]
    [InlineData("""{"run":"r","tool":"find","Tool":"transfer"}""")]
    [InlineData("""{"run":"r","tool":"find","amount":1,"AMOUNT":2}""")]
    [InlineData("""{"run":"r","tool":"find","tool":"transfer"}""")]
    [InlineData("""{"run":"r","tool":"fi\u202end"}""")]
    public async Task Body_OfADecision_IsReadInOneWayOrNotAtAll(string json)
    {
        await using var registry = await InProductionAsync(DatabaseKind.Sqlite);
        using var key = await registry.Portal.CreateKeyClientAsync(registry.EngineerId, Scopes.AgentsDecide);
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var answer = await key.PostAsync(new Uri($"/api/v1/agents/{Agent}/calls:decide", UriKind.Relative), body, Ct);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
    }

    private static async Task<JsonObject> PostAsync(
        HttpClient key,
        string path,
        JsonObject body,
        HttpStatusCode status,
        string? idempotency = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/agents/{Agent}/{path}", UriKind.Relative))
        {
            Content = JsonContent.Create(body),
        };
        if (idempotency is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotency);
        }

        using var answer = await key.SendAsync(request, Ct);
        return await RegistryFixture.JsonAsync(answer, status);
    }
}
