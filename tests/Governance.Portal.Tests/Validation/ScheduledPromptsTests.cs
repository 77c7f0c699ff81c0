using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Operations.Validation;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Validation;

/// <summary>Schedules on the real portal that send a suite of prompts to an assistant, and what gates make of what they file.</summary>
public sealed class ScheduledPromptsTests
{
    private const string Model = "fraud-scorer";
    private const string Rules = """
            - {id: IND-01, type: independent_validation, severity: high, params: {kinds: [prompt-safety], maxAgeDays: 30}}
            - {id: BIND-01, type: evidence_required, severity: high, params: {kinds: [prompt-safety], boundTo: [artifact, dataset]}}
        """;

    private static readonly byte[] s_artifact = "assistant 1.0.0"u8.ToArray();
    private static readonly byte[] s_suite = PromptSuites.Of(80, 52);
    private static readonly byte[] s_rows = Encoding.UTF8.GetBytes(
        "a,label\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"0.{i:00},{i / 30}\n"))
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chat-completions")]
    [InlineData("mlflow")]
    [InlineData("kserve-v2")]
    public async Task Run_FilesBoundEvidence_ForWhichThePersonWhoSetItUpStands_AndKeepsNoAnswer(string protocol)
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Leaky;
        server.ArtifactSha256 = RegistryFixture.Digest(s_artifact);
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoredAsync(owner, s_suite, "word.ndjson");
        var schedule = await SetUpAsync(owner, Body(server, protocol));

        await RoundAsync(registry);

        var run = await NewestAsync(registry, schedule);
        Assert.Equal(("done", "fail"), ((string?)run["state"], (string?)run["verdict"]));
        Assert.Equal((1d, 0d), (Figure(run, "attackSuccessRate"), Figure(run, "overRefusalRate")));
        Assert.Equal((RegistryFixture.Digest(s_suite), 132), ((string?)run["dataSha256"], (int)run["rowsScored"]!));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var evidence = await db.Evidence.SingleAsync(Ct);
        Assert.Equal(("prompt-safety", $"system:validation:{schedule}"), (Domain.WireName.Of(evidence.Kind), evidence.AddedBy));
        Assert.Equal([registry.OwnerId], await AccessReader.VerifiedPeopleBehindAsync(db, evidence.AddedBy, Ct));
        var document = await registry.GetAsync($"/models/{Model}/versions/1.0.0/evidence/{evidence.Id}/content");
        Assert.Equal(
            (RegistryFixture.Digest(s_artifact), RegistryFixture.Digest(s_suite)),
            ((string?)document["subject"]!["artifactSha256"], (string?)document["subject"]!["datasetSha256"])
        );
        Assert.Equal((protocol, 132), ((string?)document["protocol"], document["prompts"]!.AsArray().Count));
        // The assistant told the word 80 times, and it stands nowhere.
        Assert.DoesNotContain(PromptSuites.Secret, document.ToJsonString(), StringComparison.Ordinal);
    }

    // What a schedule files opens and shuts the gate of the pack, and of rules about who measured what.
    [Fact]
    public async Task Gate_OfThePack_IsShutByAnAssistantThatLeaks_AndOpensWhenItNoLongerDoes()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Leaky;
        await using var registry = await SceneAsync(server);
        await ActivateAsync(registry, PolicyPacks.Find("llm-and-rag")!.Text);
        await ActivateAsync(registry, ApprovalsScene.Policy("1", Rules));
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoredAsync(owner, s_suite, "word.ndjson");
        await SetUpAsync(owner, Body(server, "chat-completions"));
        await RoundAsync(registry);

        var leaking = await JudgeAsync(registry);
        Assert.Equal(("pass", "fail"), (leaking["PRMT-01"].Outcome, leaking["PRMT-02"].Outcome));
        Assert.Equal(("pass", "pass"), (leaking["BIND-01"].Outcome, leaking["IND-01"].Outcome));

        server.Says = PromptSuites.Sound;
        registry.Clock.Advance(TimeSpan.FromDays(7));
        await RoundAsync(registry);

        var sound = await JudgeAsync(registry);
        Assert.Equal(("pass", "pass", "pass"), (sound["PRMT-01"].Outcome, sound["PRMT-02"].Outcome, sound["PRMT-03"].Outcome));

        // It is the owner's evidence: they cannot ask for the promotion that rests on it.
        var own = await JudgeAsync(registry, registry.AsOwner);
        Assert.Equal("fail", own["IND-01"].Outcome);
        Assert.Contains(
            $"was filed by {registry.OwnerId} Owner, who requested this promotion",
            own["IND-01"].Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Assistant_ThatIsAway_FailsTheSchedule_UntilARunSucceeds_AsAnyOther()
    {
        await using var server = await PromptReceiver.StartAsync();
        server.Says = PromptSuites.Sound;
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoredAsync(owner, s_suite, "word.ndjson");
        server.Mood = (http, _) =>
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.FromResult(true);
        };
        var schedule = await SetUpAsync(owner, Body(server, "chat-completions"));

        for (var i = 0; i < 4; i++)
        {
            await RoundAsync(registry);
            registry.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var failed = await NewestAsync(registry, schedule);
        Assert.Equal(("failed", "endpoint", 3), ((string?)failed["state"], (string?)failed["fault"], (int)failed["tries"]!));
        Assert.Contains("refused to answer (status 429)", (string?)failed["problem"], StringComparison.Ordinal);
        registry.Clock.Advance(TimeSpan.FromHours(25));
        var view = await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}");
        Assert.True((bool)view["overdue"]!);
        Assert.NotNull(view["failingSince"]);

        server.Mood = (_, _) => Task.FromResult(false);
        await RoundAsync(registry);
        await RoundAsync(registry);
        view = await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}");
        Assert.Equal(("done", false), ((string?)view["lastState"], (bool)view["overdue"]!));
        Assert.Null(view["failingSince"]);
    }

    [Fact]
    public async Task Key_IsSentWithThePrompts_AndAnotherArtifactFilesNothing()
    {
        await using var server = await PromptReceiver.StartAsync();
        (server.Says, server.ArtifactSha256) = (PromptSuites.Sound, new string('f', 64));
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoredAsync(owner, s_suite, "word.ndjson");
        var body = Body(server, "kserve-v2");
        body["credential"] = "serving";
        var schedule = await SetUpAsync(owner, body);

        await RoundAsync(registry);

        var run = await NewestAsync(registry, schedule);
        Assert.Equal(("failed", "artifact"), ((string?)run["state"], (string?)run["fault"]));
        Assert.All(server.Calls, c => Assert.Equal("Bearer endpoint-key", c.Authorization));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await db.Evidence.CountAsync(Ct));
    }

    // Both are held-out sets of the version: each schedule takes its own, and each file is in use by its own.
    [Fact]
    public async Task Version_ThatDeclaresRowsAndASuite_HasEachAskedByItsSchedule()
    {
        await using var assistant = await PromptReceiver.StartAsync();
        assistant.Says = PromptSuites.Sound;
        await using var scorer = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(assistant);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var prompts = await SetUpAsync(owner, Body(assistant, "chat-completions"));
        await StoredAsync(owner, s_rows, "rows.csv");
        await RoundAsync(registry);
        var waiting = await NewestAsync(registry, prompts);
        Assert.Equal(("queued", "data"), ((string?)waiting["state"], (string?)waiting["fault"]));
        Assert.Contains("The prompt suite that", (string?)waiting["problem"], StringComparison.Ordinal);

        var stored = await StoredAsync(owner, s_suite, "word.ndjson");
        Assert.Equal(("word.prompts.ndjson", true, 132), ((string?)stored["name"], (bool)stored["promptSuite"]!, (int)stored["rows"]!));
        registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await RoundAsync(registry);
        Assert.Equal("done", (string?)(await NewestAsync(registry, prompts))["state"]);

        Assert.Equal("validation.set-in-use", await RemovalAsync(owner, (string)stored["id"]!));
        var rows = await SetUpAsync(
            owner,
            new()
            {
                ["version"] = "1.0.0",
                ["endpoint"] = scorer.Url.AbsoluteUri,
                ["protocol"] = "mlflow",
                ["checks"] = new JsonArray("performance"),
            }
        );
        await RoundAsync(registry);
        var scored = await NewestAsync(registry, rows);
        Assert.Equal(("done", RegistryFixture.Digest(s_rows)), ((string?)scored["state"], (string?)scored["dataSha256"]));
        Assert.Equal("validation.set-in-use", await RemovalAsync(owner, "HOS-0001"));
    }

    [Fact]
    public async Task File_ThatIsBrokenOrOnlyCalledASuite_OrThatNoVersionDeclares_IsNotKept()
    {
        await using var server = await PromptReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);

        Assert.Equal("validation.set-not-declared", await StoreRefusalAsync(owner, PromptSuites.Of(2, 1), "other.ndjson"));
        Assert.Equal("validation.set-not-a-suite", await StoreRefusalAsync(owner, s_rows, "rows.prompts.ndjson"));
        Assert.Equal(
            "validation.suite-not-readable",
            await StoreRefusalAsync(owner, "{\"suite\":\"s\",\"version\":\"1\"}\n{\"id\":\"1\"}\n"u8.ToArray(), "s.ndjson")
        );
        Assert.Empty((await registry.GetAsync($"/models/{Model}/held-out-sets"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("chat-completions", "prompts,performance")]
    [InlineData("chat-completions", "performance")]
    [InlineData("mlflow", "prompts,consistency")]
    public async Task SetUp_OfPromptsTogetherWithRows_OrOfRowsByChat_IsRefused(string protocol, string checks)
    {
        await using var server = await PromptReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var body = Body(server, protocol);
        body["checks"] = new JsonArray([.. checks.Split(',').Select(c => JsonValue.Create(c))]);

        using var answer = await owner.PostAsJsonAsync($"/api/v1/models/{Model}/validation-schedules", body, Ct);

        var refused = await RegistryFixture.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("validation.invalid", (string?)refused["code"]);
        Assert.NotNull(refused["errors"]!["checks"]);
    }

    private static async Task<RegistryFixture> SceneAsync(PromptReceiver server)
    {
        var key = Path.Combine(Path.GetTempPath(), $"endpoint-{Guid.NewGuid():N}.key");
        await File.WriteAllTextAsync(key, "endpoint-key\n", Ct);
        var registry = await RegistryFixture.CreateAsync(
            settings: settings =>
            {
                settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
                settings["ScheduledValidation:Retries"] = "0";
                settings["ScheduledValidation:Credentials:0:Name"] = "serving";
                settings["ScheduledValidation:Credentials:0:Host"] = server.Url.Authority;
                settings["ScheduledValidation:Credentials:0:KeyFile"] = key;
            },
            replace: GrowingPortal.RemoveJobs
        );
        var model = RegistryFixture.Model();
        model["tags"] = new JsonObject { ["use"] = "assistant" };
        await registry.CreatedAsync("/models", model);
        var version = RegistryFixture.Version("1.0.0", s_artifact);
        version["datasets"] = new JsonArray(Declared("rows", s_rows), Declared("planted-word", s_suite));
        await registry.CreatedAsync($"/models/{Model}/versions", version);
        using var stored = await registry.UploadAsync("1.0.0", s_artifact);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        return registry;
    }

    private static JsonObject Declared(string name, byte[] file) =>
        new()
        {
            ["name"] = name,
            ["version"] = "1",
            ["role"] = "test",
            ["sha256"] = RegistryFixture.Digest(file),
        };

    private static JsonObject Body(PromptReceiver server, string protocol) =>
        new()
        {
            ["version"] = "1.0.0",
            ["endpoint"] = server.AddressOf(protocol),
            ["protocol"] = protocol,
            ["checks"] = new JsonArray("prompts"),
            ["everyDays"] = 7,
        };

    private static async Task ActivateAsync(RegistryFixture registry, string policy)
    {
        var active = await registry.Portal.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(policy), "p.yaml", Ct);
        Assert.True(active.IsDone, active.Refusal?.Message);
    }

    /// <summary>What the gate says, by rule, of a promotion that is withdrawn again.</summary>
    private static async Task<Dictionary<string, (string Outcome, string Message)>> JudgeAsync(RegistryFixture registry, Actor? by = null)
    {
        var actor = by ?? registry.AsEngineer;
        var requested = await registry
            .Portal.Get<RequestPromotion>()
            .RunAsync(actor, new(Model, "1.0.0", "production", "Answers staff"), Ct);
        Assert.True(requested.IsDone, requested.Refusal?.Message);
        var view = await registry.GetAsync($"/promotions/{requested.Value}");
        var withdrawn = await registry.Portal.Get<WithdrawPromotion>().RunAsync(actor, new(requested.Value, "Only to see"), Ct);
        Assert.True(withdrawn.IsDone, withdrawn.Refusal?.Message);
        return view["gate"]!["results"]!
            .AsArray()
            .ToDictionary(r => (string)r!["rule"]!, r => ((string)r!["outcome"]!, (string)r!["message"]!), StringComparer.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] file, string name)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("application/x-ndjson");
        return await client.PostAsync(new Uri($"/api/v1/models/{Model}/held-out-sets?name={name}", UriKind.Relative), content, Ct);
    }

    private static async Task<JsonObject> StoredAsync(HttpClient client, byte[] file, string name)
    {
        using var answer = await SendAsync(client, file, name);
        return await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
    }

    private static async Task<string?> StoreRefusalAsync(HttpClient client, byte[] file, string name)
    {
        using var answer = await SendAsync(client, file, name);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static async Task<string?> RemovalAsync(HttpClient client, string id)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/models/{Model}/held-out-sets/{id}:remove", new { reason = "Old" }, Ct);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static async Task<string> SetUpAsync(HttpClient client, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/models/{Model}/validation-schedules", body, Ct);
        return (string)(await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created))["id"]!;
    }

    private static Task RoundAsync(RegistryFixture registry) => registry.Portal.Get<ValidationJob>().RunAsync(Ct);

    private static async Task<JsonNode> NewestAsync(RegistryFixture registry, string schedule) =>
        (await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}/runs"))["items"]!.AsArray()[0]!;

    private static double Figure(JsonNode run, string name) =>
        (double)run["figures"]!.AsArray().Single(f => (string?)f!["name"] == name)!["value"]!;
}
