using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Governance.Portal.Operations.Validation;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Validation;

/// <summary>Schedules on the real portal, whose runs ask a server that speaks MLflow and the Open Inference Protocol.</summary>
public sealed class ScheduledValidationTests
{
    private const string Model = "fraud-scorer";
    private static readonly byte[] s_artifact = "model 1.0.0"u8.ToArray();
    private static readonly byte[] s_rows = Rows();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_FilesBoundEvidenceOfEachKind_ForWhichThePersonWhoSetItUpStands()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        server.ArtifactSha256 = RegistryFixture.Digest(s_artifact);
        var schedule = await SetUpAsync(owner, server, Body(server, "kserve-v2"));

        await RoundAsync(registry);

        var run = await NewestAsync(registry, schedule);
        Assert.Equal("done", (string?)run["state"]);
        Assert.Equal((0.9, "1.0.0"), (Math.Round(Figure(run, "accuracy"), 3), (string?)run["version"]));
        var filed = run["evidence"]!.AsArray().Select(e => (string)e!).ToList();
        Assert.Equal(3, filed.Count);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var evidence = await db.Evidence.OrderBy(e => e.Id).ToListAsync(Ct);
        Assert.Equal(["validation", "fairness", "robustness"], evidence.Select(e => Domain.WireName.Of(e.Kind)));
        Assert.All(evidence, e => Assert.Equal($"system:validation:{schedule}", e.AddedBy));
        var document = await registry.GetAsync($"/models/{Model}/versions/1.0.0/evidence/{filed[0]}/content");
        Assert.Equal(
            (RegistryFixture.Digest(s_artifact), RegistryFixture.Digest(s_rows)),
            ((string?)document["subject"]!["artifactSha256"], (string?)document["subject"]!["datasetSha256"])
        );
        Assert.Equal([registry.OwnerId], await AccessReader.VerifiedPeopleBehindAsync(db, evidence[0].AddedBy, Ct));

        // Someone who writes another name into the row stands behind nothing: the log states who set it up.
        await db.Database.ExecuteSqlAsync($"""UPDATE "ValidationSchedules" SET "Makers" = '["user:USR-0099"]'""", Ct);
        Assert.Empty(await AccessReader.VerifiedPeopleBehindAsync(db, evidence[0].AddedBy, Ct));
    }

    [Fact]
    public async Task Run_ByMlflow_IsDueAgainAfterItsDays_AndTheListSaysHowItEnded()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        var schedule = await SetUpAsync(owner, server, Body(server, "mlflow"));

        await RoundAsync(registry);
        await RoundAsync(registry);
        Assert.Single(await RunsAsync(registry, schedule));
        registry.Clock.Advance(TimeSpan.FromDays(7));
        await RoundAsync(registry);

        var runs = await RunsAsync(registry, schedule);
        Assert.Equal(["done", "done"], runs.Select(r => (string?)r!["state"]));
        Assert.Equal(64, ((string?)runs[0]!["figuresSha256"])?.Length);
        var view = await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}");
        Assert.Equal(("done", false, "owner@demo.example"), ((string?)view["lastState"], (bool)view["overdue"]!, (string?)view["owner"]));
        Assert.All(server.Calls, call => Assert.DoesNotContain("sex", call.Body, StringComparison.Ordinal));
    }

    /// <summary>A code that is declared to mean missing is no value of a held-out set either: the endpoint is sent none.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeclaredNullValues_AreMissingInHeldOutSets(bool isDeclared)
    {
        var rows = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(s_rows).Replace(",3.5,", ",-999,", StringComparison.Ordinal));
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server, rows, isDeclared ? "-999" : null);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner, rows);
        var body = Body(server, "mlflow");
        body["checks"] = new JsonArray("performance");
        var schedule = await SetUpAsync(owner, server, body);

        await RoundAsync(registry);

        Assert.Equal("done", (string?)(await NewestAsync(registry, schedule))["state"]);
        Assert.Equal(!isDeclared, server.Calls.Any(call => call.Body.Contains("-999", StringComparison.Ordinal)));
        Assert.Equal(isDeclared, server.Calls.Any(call => call.Body.Contains("null", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Endpoint_ThatServesAnotherArtifact_FilesNothing_AndTheReasonStandsThere()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        server.ArtifactSha256 = new string('f', 64);
        var schedule = await SetUpAsync(owner, server, Body(server, "kserve-v2"));

        await RoundAsync(registry);

        var run = await NewestAsync(registry, schedule);
        Assert.Equal(("failed", "artifact"), ((string?)run["state"], (string?)run["fault"]));
        Assert.Contains("serves the artifact ffff", (string?)run["problem"], StringComparison.Ordinal);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await db.Evidence.CountAsync(Ct));
    }

    [Fact]
    public async Task Set_ThatIsNotOnRecord_IsWaitedFor()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var schedule = await SetUpAsync(owner, server, Body(server, "mlflow"));

        await RoundAsync(registry);
        var waiting = await NewestAsync(registry, schedule);
        Assert.Equal(("queued", "data"), ((string?)waiting["state"], (string?)waiting["fault"]));
        Assert.Empty(server.Calls);
        await StoreAsync(owner);
        registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await RoundAsync(registry);

        Assert.Equal("done", (string?)(await NewestAsync(registry, schedule))["state"]);
    }

    [Fact]
    public async Task Endpoint_ThatStaysAway_IsTriedThreeTimes_ThenTheScheduleIsOverdue_UntilARunSucceeds()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        server.Mood = () => (503, "busy");
        var schedule = await SetUpAsync(owner, server, Body(server, "mlflow"));

        for (var i = 0; i < 4; i++)
        {
            await RoundAsync(registry);
            registry.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var failed = await NewestAsync(registry, schedule);
        Assert.Equal(("failed", "endpoint", 3), ((string?)failed["state"], (string?)failed["fault"], (int)failed["tries"]!));
        Assert.Contains("refused to score (status 503): busy", (string?)failed["problem"], StringComparison.Ordinal);
        registry.Clock.Advance(TimeSpan.FromHours(22));
        await RoundAsync(registry);
        Assert.Null(await AlertAsync(registry));
        registry.Clock.Advance(TimeSpan.FromHours(2));
        await RoundAsync(registry);
        var alert = await AlertAsync(registry);
        Assert.Equal((AlertState.Open, registry.OwnerId, schedule), (alert!.State, alert.Owner, alert.Field));

        server.Mood = () => null;
        for (var i = 0; i < 3; i++)
        {
            registry.Clock.Advance(TimeSpan.FromHours(12));
            await RoundAsync(registry);
        }

        Assert.Equal("done", (string?)(await NewestAsync(registry, schedule))["state"]);
        Assert.Equal(AlertState.Resolved, (await AlertAsync(registry))!.State);
    }

    [Fact]
    public async Task Runs_ThatFail_NotifyTheOwnerOnce_UntilOneSucceeds()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        var body = Body(server, "kserve-v2");
        var schedule = await SetUpAsync(owner, server, body);

        async Task RunAsync(bool fails)
        {
            server.ArtifactSha256 = fails ? new string('f', 64) : RegistryFixture.Digest(s_artifact);
            await RoundAsync(registry);
            await FollowedLog.CatchUpAsync(registry.Portal, Ct);
            registry.Clock.Advance(TimeSpan.FromDays(8));
        }

        async Task<int> ToldAsync()
        {
            await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
            var told = await db.Notifications.AsNoTracking().Where(n => n.Subject == schedule).ToListAsync(Ct);
            Assert.All(told, n => Assert.Equal(registry.OwnerId, n.Person));
            return told.Count;
        }

        await RunAsync(fails: true);
        await RunAsync(fails: true);
        Assert.Equal(2, (await RunsAsync(registry, schedule)).Count);
        Assert.Equal(1, await ToldAsync());
        var view = await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}");
        Assert.Equal("artifact", (string?)view["lastFault"]);
        Assert.NotNull(view["failingSince"]);

        await RunAsync(fails: false);
        Assert.Equal(1, await ToldAsync());
        Assert.Null((await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}"))["failingSince"]);
        await RunAsync(fails: true);
        Assert.Equal(2, await ToldAsync());
    }

    [Fact]
    public async Task Run_CancelledWhileItScores_FilesNothing()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        var schedule = await SetUpAsync(owner, server, Body(server, "mlflow"));
        var cancelled = 0;
        server.Before = async () =>
        {
            if (Interlocked.Exchange(ref cancelled, 1) == 0)
            {
                var id = (string)(await NewestAsync(registry, schedule))["id"]!;
                using var answer = await owner.PostAsync(new Uri($"/api/v1/validation-runs/{id}:cancel", UriKind.Relative), null, Ct);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        };

        await RoundAsync(registry);

        Assert.Equal("cancelled", (string?)(await NewestAsync(registry, schedule))["state"]);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await db.Evidence.CountAsync(Ct));
    }

    [Fact]
    public async Task SetUp_ByThoseWhoMayNot_AtHostsThatMayNotBeCalled_OrWithKeysOfOthers_IsRefused()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        using var engineer = await registry.Portal.SignInAsync(RegistryFixture.Engineer);

        var body = Body(server, "mlflow");
        Assert.Equal("identity.permission-missing", await RefusalAsync(engineer, body));
        body["endpoint"] = "https://metadata.internal/";
        Assert.Equal("validation.endpoint-not-allowed", await RefusalAsync(owner, body));
        body["endpoint"] = server.Url.AbsoluteUri;
        body["credential"] = "of-another-host";
        Assert.Equal("validation.credential-not-usable", await RefusalAsync(owner, body));
        body["credential"] = null;
        body["owner"] = "nobody@demo.example";
        Assert.Equal("validation.owner-unknown", await RefusalAsync(owner, body));
        body["owner"] = null;
        body["version"] = "9.9.9";
        Assert.Equal("version.not-found", await RefusalAsync(owner, body));
    }

    [Fact]
    public async Task Key_IsSentToItsHostAlone_ReadFromItsFile()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        server.Key = "Bearer endpoint-key";
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        var body = Body(server, "mlflow");
        body["credential"] = "serving";
        var schedule = await SetUpAsync(owner, server, body);

        await RoundAsync(registry);

        Assert.Equal("done", (string?)(await NewestAsync(registry, schedule))["state"]);
    }

    [Fact]
    public async Task File_ThatNoVersionDeclares_IsRefused()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        using var content = new ByteArrayContent("a,label\n0.5,1\n"u8.ToArray());
        content.Headers.ContentType = new("text/csv");

        using var answer = await owner.PostAsync(new Uri($"/api/v1/models/{Model}/held-out-sets", UriKind.Relative), content, Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("validation.set-not-declared", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRemovedWhenNoScheduleScoresWithIt_AndWhatWasThereStaysOnRecord()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        using var engineer = await registry.Portal.SignInAsync(RegistryFixture.Engineer);
        await StoreAsync(owner);
        var schedule = await SetUpAsync(owner, server, Body(server, "mlflow"));
        await RoundAsync(registry);
        var (store, sha256) = (registry.Portal.Get<ContentStore>(), RegistryFixture.Digest(s_rows));

        Assert.Equal("identity.permission-missing", (await RemoveAsync(engineer)).Code);
        var (code, message) = await RemoveAsync(owner);
        Assert.Equal("validation.set-in-use", code);
        Assert.Contains(schedule, message, StringComparison.Ordinal);
        Assert.True(await store.HasAsync(sha256, Ct));
        await DoneAsync(owner, $"validation-schedules/{schedule}:pause");
        Assert.Equal("validation.reason-missing", (await RemoveAsync(owner, reason: "")).Code);
        Assert.Equal("validation.set-not-found", (await RemoveAsync(owner, "HOS-0002")).Code);
        Assert.Null((await RemoveAsync(owner)).Code);

        Assert.False(await store.HasAsync(sha256, Ct));
        Assert.Equal("validation.set-removed", (await RemoveAsync(owner)).Code);
        var kept = Assert.Single((await registry.GetAsync($"/models/{Model}/held-out-sets"))["items"]!.AsArray())!;
        Assert.Equal((sha256, 200, "Holds names"), ((string?)kept["sha256"], (int)kept["rows"]!, (string?)kept["removed"]!["reason"]));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "held-out-set.removed" && !e.Refused, Ct);
        Assert.Equal("HOS-0001", entry.Subject);
        var said = Encoding.UTF8.GetString(entry.Leaf);
        Assert.Contains(sha256, said, StringComparison.Ordinal);
        Assert.DoesNotContain("Holds names", said, StringComparison.Ordinal);

        // The schedule asks for the file again, and is served by the one that is stored then.
        await DoneAsync(owner, $"validation-schedules/{schedule}:resume");
        registry.Clock.Advance(TimeSpan.FromDays(8));
        await RoundAsync(registry);
        Assert.Equal("data", (string?)(await NewestAsync(registry, schedule))["fault"]);
        using var again = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(again);
        Assert.Equal(2, await db.HeldOutSets.CountAsync(Ct));
        Assert.True(await store.HasAsync(sha256, Ct));
    }

    [Fact]
    public async Task File_WhoseBytesAnotherRecordNeeds_IsRemovedAndTheBytesStay()
    {
        await using var server = await ScoringReceiver.StartAsync();
        await using var registry = await SceneAsync(server);
        using var owner = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        await StoreAsync(owner);
        await SealedRows.AddAsync(registry.Portal, "LabelBatches", ("DataSha256", RegistryFixture.Digest(s_rows)));

        Assert.Null((await RemoveAsync(owner)).Code);

        // Nor for someone who does not see that record.
        using var limited = registry.Portal.Get<DataScopeAccessor>().As(DataScope.Empty);
        Assert.False(await registry.Portal.Get<ReleaseContent>().RunAsync(RegistryFixture.Digest(s_rows), Ct));
        Assert.True(await registry.Portal.Get<ContentStore>().HasAsync(RegistryFixture.Digest(s_rows), Ct));
    }

    // One hundred rows: the score is the column a, nine in ten labels agree with it.
    private static byte[] Rows()
    {
        var text = new StringBuilder("id,a,b,sex,label\n");
        for (var i = 0; i < 200; i++)
        {
            var a = (i % 100) / 100.0;
            var label = (a >= 0.5) != (i % 10 == 0);
            text.Append(CultureInfo.InvariantCulture, $"r{i},{a:0.00},{i % 7}.5,{(i / 2 % 2 == 0 ? "f" : "m")},{(label ? 1 : 0)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<RegistryFixture> SceneAsync(ScoringReceiver server, byte[]? rows = null, string? nullValue = null)
    {
        var key = Path.Combine(Path.GetTempPath(), $"endpoint-{Guid.NewGuid():N}.key");
        await File.WriteAllTextAsync(key, "endpoint-key\n", Ct);
        var registry = await RegistryFixture.CreateAsync(
            settings: settings =>
            {
                settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
                settings["ScheduledValidation:Retries"] = "0";
                if (nullValue is not null)
                {
                    settings["Monitoring:NullValues:0"] = nullValue;
                }

                settings["ScheduledValidation:Credentials:0:Name"] = "serving";
                settings["ScheduledValidation:Credentials:0:Host"] = server.Url.Authority;
                settings["ScheduledValidation:Credentials:0:KeyFile"] = key;
                settings["ScheduledValidation:Credentials:1:Name"] = "of-another-host";
                settings["ScheduledValidation:Credentials:1:Host"] = "127.0.0.1:1";
                settings["ScheduledValidation:Credentials:1:KeyFile"] = key;
            },
            replace: GrowingPortal.RemoveJobs
        );
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        var version = RegistryFixture.Version("1.0.0", s_artifact);
        version["datasets"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "held-out",
                ["version"] = "1",
                ["role"] = "test",
                ["sha256"] = RegistryFixture.Digest(rows ?? s_rows),
            }
        );
        await registry.CreatedAsync($"/models/{Model}/versions", version);
        return registry;
    }

    private static JsonObject Body(ScoringReceiver server, string protocol) =>
        new()
        {
            ["version"] = "1.0.0",
            ["endpoint"] = protocol == "mlflow" ? server.Url.AbsoluteUri : server.Model,
            ["protocol"] = protocol,
            ["checks"] = new JsonArray("performance", "fairness", "consistency", "robustness"),
            ["label"] = "label",
            ["protected"] = new JsonArray("sex"),
            ["features"] = new JsonArray("a", "b"),
            ["everyDays"] = 7,
        };

    private static async Task StoreAsync(HttpClient owner, byte[]? rows = null)
    {
        using var content = new ByteArrayContent(rows ?? s_rows);
        content.Headers.ContentType = new("text/csv");
        using var answer = await owner.PostAsync(
            new Uri($"/api/v1/models/{Model}/held-out-sets?name=held-out.csv", UriKind.Relative),
            content,
            Ct
        );
        await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
    }

    private static async Task<string> SetUpAsync(HttpClient owner, ScoringReceiver server, JsonObject body)
    {
        using var answer = await owner.PostAsJsonAsync($"/api/v1/models/{Model}/validation-schedules", body, Ct);
        var view = await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
        Assert.StartsWith(server.Url.AbsoluteUri, (string?)view["endpoint"], StringComparison.Ordinal);
        return (string)view["id"]!;
    }

    private static async Task<string?> RefusalAsync(HttpClient client, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/models/{Model}/validation-schedules", body, Ct);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static async Task<(string? Code, string Message)> RemoveAsync(
        HttpClient client,
        string id = "HOS-0001",
        string reason = "Holds names"
    )
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/models/{Model}/held-out-sets/{id}:remove", new { reason }, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        return ((string?)body!["code"], (string?)body["detail"] ?? "");
    }

    private static async Task DoneAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(new Uri($"/api/v1/models/{Model}/{path}", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static Task RoundAsync(RegistryFixture registry) => registry.Portal.Get<ValidationJob>().RunAsync(Ct);

    private static async Task<JsonArray> RunsAsync(RegistryFixture registry, string schedule) =>
        (await registry.GetAsync($"/models/{Model}/validation-schedules/{schedule}/runs"))["items"]!.AsArray();

    private static async Task<JsonNode> NewestAsync(RegistryFixture registry, string schedule) => (await RunsAsync(registry, schedule))[0]!;

    private static double Figure(JsonNode run, string name) =>
        (double)run["figures"]!.AsArray().Single(f => (string?)f!["name"] == name)!["value"]!;

    private static async Task<Alert?> AlertAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().SingleOrDefaultAsync(a => a.Rule == AlertRule.OverdueValidation, Ct);
    }
}
