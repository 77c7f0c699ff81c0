using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Hooks;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Hooks;

/// <summary>
/// Code hosts ask with a signature, are answered by the gate in the background, and only where the portal was set up to answer.
/// </summary>
public sealed class HookTests
{
    private const string Secret = "a secret that is long enough for HMAC";
    private const string Commit = "f6310e3ad54a75bf5c8e60e1fd18ba0877f9aa4f";

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task ProtectionRule_WaitsForSignatures_AndIsThenApproved(DatabaseKind kind)
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github, kind);
        var promotion = await scene.RequestAsync("1.5.0");

        Assert.Equal("queued", await PostAsync(scene, "github", Rule(github), "d-1"));
        Assert.Equal("known", await PostAsync(scene, "github", Rule(github), "d-1"));
        await AnswerAsync(scene);
        Assert.Empty(github.Answers);
        await scene.SignAllAsync(promotion);
        github.Away = 1;
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        await AnswerAsync(scene); // the host is away, so it is tried again
        Assert.Empty(github.Answers);
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        await AnswerAsync(scene);
        scene.Clock.Advance(TimeSpan.FromHours(2));
        await AnswerAsync(scene);

        var (path, body) = Assert.Single(github.Answers);
        Assert.Equal("/repos/acme/fraud-scorer/actions/runs/1/deployment_protection_rule", path);
        Assert.Equal(("prod-eu", "approved"), ((string?)body["environment_name"], (string?)body["state"]));
        Assert.Contains(promotion.ToString(), (string?)body["comment"], StringComparison.Ordinal);
        var answered = Assert.Single(await scene.LogAsync("hook.answered"));
        Assert.Equal((true, 2), ((bool)answered["data"]!["allow"]!, (int)answered["data"]!["tries"]!));
    }

    [Fact]
    public async Task ProtectionRule_OfARejectedOrUnknownVersion_IsRejected()
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github);
        var promotion = await scene.RequestAsync("1.5.0");
        Assert.True((await scene.SignAsync(promotion, scene.Security, "security", "reject", "No penetration test")).IsDone);

        await PostAsync(scene, "github", Rule(github), "d-1");
        await PostAsync(scene, "github", Rule(github, commit: new string('a', 40)), "d-2");
        await PostAsync(scene, "github", Rule(github, environment: "playground"), "d-3");
        await AnswerAsync(scene);
        Assert.Equal(["rejected", "rejected"], github.Answers.Select(a => (string?)a.Body["state"]));
        scene.Clock.Advance(TimeSpan.FromMinutes(31));
        await AnswerAsync(scene);

        Assert.Contains("No version", (string?)github.Answers.Last().Body["comment"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProtectionRule_WhoseAnswerWouldGoElsewhere_IsRefused()
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github);

        foreach (
            var elsewhere in (string[])
                [
                    "http://169.254.169.254/latest",
                    $"http://{github.Url.Authority}@evil.example/",
                    "https://api.github.com.evil.example/x",
                    $"{new UriBuilder(github.Url) { Port = 1 }.Uri}repos",
                ]
        )
        {
            using var answer = await SendAsync(scene, "github", Rule(github, back: elsewhere), "d-x");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct);
        Assert.False(await db.HookCalls.AnyAsync(ApprovalsScene.Ct));
    }

    [Fact]
    public async Task Answer_ThatNeverArrives_IsGivenUpAndLogged()
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github);
        await PostAsync(scene, "github", Rule(github, environment: "playground"), "d-1");
        github.Away = 1_000;

        for (var i = 0; i < HookCall.MaxTries + 3; i++)
        {
            await AnswerAsync(scene);
            scene.Clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(1_000 - HookCall.MaxTries, github.Away);
        Assert.Single(await scene.LogAsync("hook.failed"));
    }

    [Fact]
    public async Task Call_WithoutTheRightSignature_IsRefused()
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github);
        using var client = scene.Portal.CreateClient();
        foreach (
            var (host, header, value) in new[]
            {
                ("github", "X-Hub-Signature-256", "sha256=00"),
                ("github", "X-Hub-Signature-256", ""),
                ("github", "X-Gitlab-Token", Secret),
                ("gitlab", "X-Gitlab-Signature", new string('0', 64)),
                ("gitlab", "X-Gitlab-Token", "another secret that is long enough, too"),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{host}")
            {
                Content = new StringContent(Rule(github).ToJsonString()),
            };
            request.Headers.TryAddWithoutValidation(header, value);

            using var answer = await client.SendAsync(request, ApprovalsScene.Ct);

            Assert.Equal((host, value, HttpStatusCode.Unauthorized), (host, value, answer.StatusCode));
        }
    }

    [Fact]
    public async Task StatusCheck_OfGitLab_IsAnsweredWithWhatTheGateSays()
    {
        await using var gitlab = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(gitlab);
        var promotion = await scene.RequestAsync("1.5.0");
        await scene.SignAllAsync(promotion);
        var check = new JsonObject
        {
            ["object_kind"] = "merge_request",
            ["project"] = new JsonObject { ["id"] = 6, ["path_with_namespace"] = "risk/fraud-scorer" },
            ["object_attributes"] = new JsonObject
            {
                ["iid"] = 12,
                ["last_commit"] = new JsonObject { ["id"] = Commit },
            },
            ["external_approval_rule"] = new JsonObject
            {
                ["id"] = 7,
                ["name"] = "Governance",
                ["external_url"] = "https://portal.example",
            },
        };

        Assert.Equal("queued", await PostAsync(scene, "gitlab", check));
        await AnswerAsync(scene);

        var (path, body) = Assert.Single(gitlab.Answers);
        Assert.Equal("/projects/6/merge_requests/12/status_check_responses", path);
        Assert.Equal((Commit, 7, "passed"), ((string?)body["sha"], (int)body["external_status_check_id"]!, (string?)body["status"]));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Question_FoundDueBySeveralAtOnce_IsAnsweredOnce(DatabaseKind kind)
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github, kind);
        await PostAsync(scene, "github", Rule(github, environment: "playground"), "d-1");

        var looked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AnswerAsync(scene)));

        Assert.Single(github.Answers);
        Assert.Equal(1, looked.Sum());
    }

    [Fact]
    public async Task Question_TakenByANodeThatIsAhead_IsAnsweredByTheOtherAtOnce()
    {
        await using var github = await CodeHost.StartAsync();
        await using var portal = new PortalFactory { HasDatabaseTime = true };
        SetUp(portal, github);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        using var key = await portal.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        using var made = await key.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = ApprovalsScene.ModelName,
                ["owner"] = "owner@test.example",
                ["riskClass"] = "minimal",
            },
            ApprovalsScene.Ct
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromHours(3));
        await using var ahead = portal.Beside(clock);
        var back = $"{github.Url}repos/acme/fraud-scorer/actions/runs/1/deployment_protection_rule";
        var question = new HookQuestion("d-1", ApprovalsScene.ModelName, Commit, null, "playground", back, "77");
        Assert.True((await ahead.Get<QueueHookCall>().RunAsync(HookKind.DeploymentRule, question, ApprovalsScene.Ct)).IsDone);

        await portal.Get<AnswerHooks>().RunAsync(ApprovalsScene.Ct);

        Assert.Single(github.Answers);
    }

    [Fact]
    public async Task Push_ToTheSource_OpensAReviewUntilAVersionOfItOrWordsEndIt()
    {
        await using var github = await CodeHost.StartAsync();
        await using var scene = await SceneAsync(github);
        var (first, second) = (new string('b', 40), new string('c', 40));

        Assert.Equal("known", await PostAsync(scene, "github", Push(Commit), "d-0", "push"));
        Assert.Equal("noted", await PostAsync(scene, "github", Push(first), "d-1", "push"));
        Assert.Equal("ignored", await PostAsync(scene, "github", Push(first, "refs/heads/try"), "d-2", "push"));
        Assert.Equal("noted", await PostAsync(scene, "github", Push(second), "d-3", "push"));
        var open = Assert.Single(
            await scene.Get<GetSourceReviews>().ListAsync(ApprovalsScene.ModelName, openOnly: true, 10, ApprovalsScene.Ct)
        );
        Assert.Equal((second, 2), (open.Commit, open.Pushes));

        Assert.Equal(
            Governance.Domain.RefusalKind.Forbidden,
            (await scene.Get<CloseSourceReview>().RunAsync(scene.Legal, open.Id, "x", ApprovalsScene.Ct)).Refusal?.Kind
        );
        Assert.Equal(
            "source-review.reason-missing",
            (await scene.Get<CloseSourceReview>().RunAsync(scene.Engineer, open.Id, " ", ApprovalsScene.Ct)).Refusal?.Code
        );
        Assert.True(
            (
                await scene.Get<CloseSourceReview>().RunAsync(scene.Engineer, open.Id, "Only the documentation changed", ApprovalsScene.Ct)
            ).IsDone
        );

        await PostAsync(scene, "github", Push(first), "d-4", "push");
        var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
        using var registered = await key.PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions",
            new JsonObject
            {
                ["version"] = "1.6.0",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = new string('d', 64),
                    ["sizeBytes"] = 3,
                    ["mediaType"] = "application/octet-stream",
                },
                ["source"] = new JsonObject { ["repository"] = "https://github.com/acme/fraud-scorer", ["commit"] = first },
            },
            ApprovalsScene.Ct
        );
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Empty(await scene.Get<GetSourceReviews>().ListAsync(ApprovalsScene.ModelName, openOnly: true, 10, ApprovalsScene.Ct));
        Assert.Equal(2, (await scene.LogAsync("review.closed")).Count(e => (string?)e["outcome"] == "done"));
    }

    private static Task<int> AnswerAsync(ApprovalsScene scene) => scene.Get<AnswerHooks>().RunAsync(ApprovalsScene.Ct);

    private static JsonObject Rule(CodeHost host, string? commit = null, string environment = "prod-eu", string? back = null) =>
        new()
        {
            ["action"] = "requested",
            ["environment"] = environment,
            ["event"] = "push",
            ["deployment_callback_url"] = back ?? $"{host.Url}repos/acme/fraud-scorer/actions/runs/1/deployment_protection_rule",
            ["deployment"] = new JsonObject
            {
                ["id"] = 1,
                ["sha"] = commit ?? Commit,
                ["environment"] = environment,
            },
            ["repository"] = new JsonObject { ["id"] = 5, ["full_name"] = "acme/fraud-scorer" },
            ["installation"] = new JsonObject { ["id"] = 77 },
        };

    private static JsonObject Push(string commit, string branch = "refs/heads/main") =>
        new()
        {
            ["ref"] = branch,
            ["before"] = new string('0', 40),
            ["after"] = commit,
            ["repository"] = new JsonObject { ["full_name"] = "acme/fraud-scorer" },
        };

    private static async Task<string?> PostAsync(
        ApprovalsScene scene,
        string host,
        JsonObject body,
        string delivery = "d",
        string @event = "deployment_protection_rule"
    )
    {
        using var answer = await SendAsync(scene, host, body, delivery, @event);
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(ApprovalsScene.Ct));
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(ApprovalsScene.Ct))!["status"];
    }

    private static async Task<HttpResponseMessage> SendAsync(
        ApprovalsScene scene,
        string host,
        JsonObject body,
        string delivery,
        string @event = "deployment_protection_rule"
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{host}")
        {
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } },
        };
        if (host == "github")
        {
            request.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
            request.Headers.Add("X-GitHub-Delivery", delivery);
            request.Headers.Add("X-GitHub-Event", @event);
        }
        else
        {
            request.Headers.Add("X-Gitlab-Signature", signature);
        }

        using var client = scene.Portal.CreateClient();
        return await client.SendAsync(request, ApprovalsScene.Ct);
    }

    private static async Task<ApprovalsScene> SceneAsync(CodeHost host, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind, configure: portal => SetUp(portal, host));
        await scene.RegisterVersionAsync("1.5.0", source: new SourceFacts("https://github.com/acme/fraud-scorer", Commit));
        return scene;
    }

    private static void SetUp(PortalFactory portal, CodeHost host)
    {
        var key = Path.Combine(portal.Folder, "app.pem");
        File.WriteAllText(key, host.PrivateKey);
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["Sources:0:Repository"] = "github:acme/fraud-scorer",
                ["Sources:0:Model"] = ApprovalsScene.ModelName,
                ["Sources:1:Repository"] = "gitlab:risk/fraud-scorer",
                ["Sources:1:Model"] = ApprovalsScene.ModelName,
                ["Environments:0"] = "prod-eu=production",
                ["GitHubSecret"] = Secret,
                ["GitHubApp"] = "12345",
                ["GitHubKeyFile"] = key,
                ["GitHubApi"] = host.Url.ToString(),
                ["GitLabSecret"] = Secret,
                ["GitLabToken"] = "glpat-test",
                ["GitLabApi"] = host.Url.ToString(),
            }
        )
        {
            portal.Settings[$"Hooks:{name}"] = value;
        }

        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        // The test says when someone looks.
        portal.Replace += services => services.Remove(services.Single(s => s.ImplementationType == typeof(HookJob)));
    }
}
