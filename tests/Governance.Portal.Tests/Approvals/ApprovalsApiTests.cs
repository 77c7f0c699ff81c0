using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Approvals;

public sealed class ApprovalsApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Promotion_RequestedByAKey_HasTheMembersOtherProgramsRelyOn(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var client = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);

        var created = await PostAsync(
            client,
            "/api/v1/models/fraud-scorer/versions/1.4.0/promotions",
            """{"to":"production","reason":"Better recall"}"""
        );

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/api/v1/promotions/APR-0001", created.Headers.Location?.OriginalString);
        await scene.SignAllAsync(new(1));
        var promotion = (await client.GetFromJsonAsync<JsonObject>("/api/v1/promotions/APR-0001", ApprovalsScene.Ct))!;
        foreach (
            var member in new[]
            {
                "id",
                "model",
                "version",
                "from",
                "to",
                "state",
                "reason",
                "requestedBy",
                "requestedAt",
                "dueAt",
                "expiresAt",
                "bundleDigest",
                "gate",
                "requiredRoles",
                "signOffs",
                "history",
            }
        )
        {
            Assert.True(promotion.ContainsKey(member), member);
        }

        Assert.Equal("key:KEY-0001", (string?)promotion["requestedBy"]);
        Assert.Equal("approved", (string?)promotion["state"]);
        Assert.Equal(("development", "production"), ((string?)promotion["from"], (string?)promotion["to"]));
        Assert.Equal(["security", "legal", "owner"], promotion["requiredRoles"]!.AsArray().Select(r => (string?)r));
        Assert.All(
            ["gateRun", "outcome", "policyDigest", "evaluatedAt", "results"],
            m => Assert.True(promotion["gate"]!.AsObject().ContainsKey(m), m)
        );
        Assert.All(
            ["rule", "type", "severity", "blocking", "outcome", "message", "expected", "actual", "evidence"],
            m => Assert.True(promotion["gate"]!["results"]![0]!.AsObject().ContainsKey(m), m)
        );
        Assert.All(
            ["id", "role", "decision", "status", "signedBy", "signedAt", "comment", "condition", "bundleDigest", "voidReason", "logIndex"],
            m => Assert.True(promotion["signOffs"]![0]!.AsObject().ContainsKey(m), m)
        );
        Assert.All(
            ["at", "actor", "action", "detail", "logIndex"],
            m => Assert.True(promotion["history"]![0]!.AsObject().ContainsKey(m), m)
        );
        Assert.Equal("signed", (string?)promotion["signOffs"]![0]!["status"]);
    }

    [Fact]
    public async Task Bundle_HashedByAStranger_IsTheBundleDigest()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        var bytes = await client.GetByteArrayAsync($"/api/v1/promotions/{id}/bundle", ApprovalsScene.Ct);

        Assert.Equal((await scene.ReadAsync(id)).BundleDigest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        var bundle = JsonNode.Parse(bytes)!;
        Assert.Equal("governance.bundle/v1", (string?)bundle["schema"]);
        Assert.Equal("baseline", (string?)bundle["policies"]![0]!["name"]);
        Assert.Equal((await scene.ReadAsync(id)).Gate.ResultSha256, (string?)bundle["gateRun"]!["resultSha256"]);
    }

    [Fact]
    public async Task SignOff_WithAnApiKey_IsForbiddenAndAudited()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var client = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, [.. Scopes.All]);
        var digest = (await scene.ReadAsync(id)).BundleDigest;
        client.DefaultRequestHeaders.Add("X-Reauthentication", await scene.ProofAsync(scene.Legal));

        var answer = await PostAsync(
            client,
            $"/api/v1/promotions/{id}/signoffs",
            $$"""{"role":"legal","decision":"approve","bundleDigest":"{{digest}}"}"""
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("identity.scope-missing", await CodeAsync(answer));
        Assert.Equal("key:KEY-0001", (string?)Assert.Single(await scene.LogAsync("promotion.signed"))["actor"]);
        Assert.Empty((await scene.ReadAsync(id)).SignOffs);
    }

    [Fact]
    public async Task List_PagesWithoutRepeatingOrSkipping()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("1.5.0");
        await scene.RequestAsync();
        await scene.RequestAsync(to: "staging");
        await scene.RequestAsync("1.5.0");
        var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (
                await client.GetFromJsonAsync<JsonObject>(
                    $"/api/v1/promotions?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}",
                    ApprovalsScene.Ct
                )
            )!;
            ids.AddRange(page["items"]!.AsArray().Select(i => (string)i!["id"]!));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(["APR-0003", "APR-0002", "APR-0001"], ids);
        var approved = (
            await client.GetFromJsonAsync<JsonObject>("/api/v1/promotions?state=approved&model=fraud-scorer", ApprovalsScene.Ct)
        )!;
        Assert.Equal("APR-0002", (string?)Assert.Single(approved["items"]!.AsArray())!["id"]);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await client.GetAsync("/api/v1/promotions?state=done", ApprovalsScene.Ct)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await client.GetAsync("/api/v1/promotions?cursor=abc", ApprovalsScene.Ct)).StatusCode
        );
    }

    [Theory]
    [InlineData("{}", 422, "promotion.stage-unknown")]
    [InlineData("""{"to":"development","reason":"x"}""", 422, "promotion.stage-unknown")]
    [InlineData("""{"to":"production"}""", 422, "promotion.reason-missing")]
    [InlineData("""{"to":"production","reason":"x","by":"me"}""", 422, "request.unknown-member")]
    [InlineData("""{"to":""", 400, null)]
    public async Task Request_ThatIsNotAcceptable_SaysWhy(string body, int status, string? code)
    {
        var scene = await shared.GetAsync(() => ApprovalsScene.CreateAsync());
        var client = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);

        var answer = await PostAsync(client, "/api/v1/models/fraud-scorer/versions/1.4.0/promotions", body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        if (code is not null)
        {
            Assert.Equal(code, await CodeAsync(answer));
        }
    }

    [Theory]
    [InlineData("/api/v1/promotions/APR-9999")]
    [InlineData("/api/v1/promotions/nonsense")]
    [InlineData("/api/v1/promotions/APR-0001/bundle")]
    public async Task Read_OfWhatIsNotThere_IsNotFound(string path)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryRead);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, ApprovalsScene.Ct)).StatusCode);
    }

    [Fact]
    public async Task Withdraw_AndComment_AreTheCallersWithTheirEntries()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var stranger = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.RegistryWrite);
        var client = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);

        Assert.Equal(
            HttpStatusCode.Created,
            (await PostAsync(stranger, $"/api/v1/promotions/{id}/comments", """{"text":"Which test set?"}""")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await PostAsync(stranger, $"/api/v1/promotions/{id}/comments", """{"text":" "}""")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await PostAsync(stranger, $"/api/v1/promotions/{id}/withdraw", """{"reason":"x"}""")).StatusCode
        );
        client.DefaultRequestHeaders.IfMatch.ParseAdd("\"999\"");
        Assert.Equal(
            HttpStatusCode.PreconditionFailed,
            (await PostAsync(client, $"/api/v1/promotions/{id}/withdraw", """{"reason":"Superseded"}""")).StatusCode
        );
        client.DefaultRequestHeaders.IfMatch.Clear();
        var withdrawn = await PostAsync(client, $"/api/v1/promotions/{id}/withdraw", """{"reason":"Superseded"}""");

        Assert.Equal(HttpStatusCode.OK, withdrawn.StatusCode);
        Assert.Equal("withdrawn", (string?)(await withdrawn.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["state"]);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await PostAsync(client, $"/api/v1/promotions/{id}/withdraw", """{"reason":"Again"}""")).StatusCode
        );
        Assert.Equal("promotion.only-the-requester-withdraws", (string?)(await scene.LogAsync("promotion.withdrawn"))[0]["data"]!["code"]);
        Assert.DoesNotContain(
            "Which test set",
            Assert.Single(await scene.LogAsync("promotion.commented")).ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Gate_AskedOverHttp_AnswersWithTheMembersOtherProgramsRelyOn()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);

        var closed = (
            await client.GetFromJsonAsync<JsonObject>(
                "/api/v1/gates/deploy?model=fraud-scorer&version=1.4.0&stage=production",
                ApprovalsScene.Ct
            )
        )!;
        await scene.SignAllAsync(id);
        var open = (
            await client.GetFromJsonAsync<JsonObject>(
                "/api/v1/gates/deploy?model=fraud-scorer&version=1.4.0&stage=production",
                ApprovalsScene.Ct
            )
        )!;
        var nothing = await client.GetAsync("/api/v1/gates/deploy", ApprovalsScene.Ct);
        var replay = await client.PostAsync("/api/v1/gates/GATE-0001/replay", null, ApprovalsScene.Ct);

        Assert.False((bool)closed["allow"]!);
        Assert.All(["code", "message", "rule", "evidence"], m => Assert.True(closed["reasons"]![0]!.AsObject().ContainsKey(m), m));
        Assert.True((bool)open["allow"]!);
        Assert.Equal("GATE-0001", (string?)open["gateRun"]);
        Assert.Equal(64, ((string?)open["policyDigest"])!.Length);
        Assert.Equal(HttpStatusCode.OK, nothing.StatusCode);
        Assert.True((bool)(await replay.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["identical"]!);
        var unauthenticated = scene.Portal.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await unauthenticated.GetAsync("/api/v1/gates/deploy", ApprovalsScene.Ct)).StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) =>
        client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), ApprovalsScene.Ct);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["code"];
}
