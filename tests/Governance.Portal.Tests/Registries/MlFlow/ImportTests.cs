using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Domain.Models.Registries;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>Imports read everything once, get through a bad server, and believe nothing of what it says.</summary>
public sealed class ImportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Import_OfSeveralPages_TakesModelsVersionsTagsAndRuns_AndASecondChangesNothing(DatabaseKind kind)
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("Fraud Scorer", 3, ("champion", 3), ("challenger", 2));
        lab.Add("it's churn", 1);
        lab.Add("empty", 0);
        await using var registry = await SceneAsync(lab, kind);

        var first = await RunAsync(registry);
        var entries = await CountAsync(registry);
        var second = await RunAsync(registry);

        Assert.Equal("done 3 (3) 4 (4) skipped 0", first);
        Assert.Equal("done 3 (0) 4 (0) skipped 0", second);
        Assert.Equal(entries + 2, await CountAsync(registry)); // that it was asked for, and that it ended
        var model = await registry.GetAsync("/models/fraud-scorer");
        Assert.Equal(
            ("Fraud Scorer", RegistryFixture.Owner, "About Fraud Scorer"),
            ((string?)model["externalName"], (string?)model["owner"], (string?)model["purpose"])
        );
        Assert.Null(model["riskClass"]);
        Assert.Empty(model["tags"]!.AsObject()); // a tag of a server is no label that policies read
        var client = new RegistryClient(registry.Client);
        var seen = (await client.GetAsync("registered-models/get", ("name", "Fraud Scorer")))["registered_model"]!;
        // Champion is ours to give.
        Assert.Equal("challenger 2", string.Join(',', seen["aliases"]!.AsArray().Select(a => $"{a!["alias"]} {a["version"]}")));
        var version = (await client.GetAsync("model-versions/get", ("name", "Fraud Scorer"), ("version", "3")))["model_version"]!;
        Assert.Equal(("None", "Fraud_Scorer-3"), ((string?)version["current_stage"], (string?)version["run_id"]));
        var evidence = Assert.Single((await registry.GetAsync("/models/fraud-scorer/versions/3/evidence"))["items"]!.AsArray())!;
        Assert.Equal(("other", "mlflow"), ((string?)evidence["kind"], (string?)evidence["tool"]));
    }

    [Fact]
    public async Task ServerThatIsOnlyLookedAt_FilesWhatNoOneRegistered_NotifiesOnce_AndImportsNothing()
    {
        await using var lab = await TrackingServer.StartAsync();
        foreach (var name in new[] { "fraud-scorer", "Churn", "Churn 2" })
        {
            lab.Add(name, 1);
        }

        await using var registry = await SceneAsync(lab, reconcile: 60, discover: true);
        await registry.WithVersionsAsync();
        await registry.Portal.CreateUserAsync("risk@demo.example", Roles.RiskOfficer);
        var (discover, notify) = (registry.Portal.Get<DiscoverModels>(), registry.Portal.Get<FollowNotifications>());
        await discover.RunAsync(Ct);
        await StepAsync(registry);
        await notify.CatchUpAsync(Ct);

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(0, await db.RegistryImports.CountAsync(Ct));
        Assert.Equal(
            ["Churn ToTriage", "Churn 2 ToTriage", "fraud-scorer Registered"],
            await db
                .Discoveries.OrderBy(d => d.State == DiscoveryState.Registered)
                .ThenBy(d => d.Id)
                .Select(d => $"{d.Name} {d.State}")
                .ToListAsync(Ct)
        );
        var calls = lab.Calls.Count;
        await discover.RunAsync(Ct);
        Assert.Equal(calls, lab.Calls.Count); // not before its time

        lab.Models.RemoveAll(m => (string?)m["name"] == "Churn 2");
        lab.Add("Late", 1);
        registry.Clock.Advance(TimeSpan.FromMinutes(61));
        await discover.RunAsync(Ct);
        await notify.CatchUpAsync(Ct);
        Assert.Equal(["Churn 2"], await db.Discoveries.Where(d => d.GoneAt != null).Select(d => d.Name).ToListAsync(Ct));
        var told = await db.Notifications.AsNoTracking().Where(n => n.Subject == "discovery:mlflow/lab").ToListAsync(Ct);
        Assert.StartsWith("/discovery?source=mlflow%2Flab", Assert.Single(told).Link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_FromAFlakyServer_GetsThrough_AndImportsEverythingOnce()
    {
        await using var lab = await TrackingServer.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            lab.Add($"model {i}", 3);
        }

        var random = new Random(4);
        lab.Mood = (_, _) =>
            random.Next(10) switch
            {
                0 or 1 => (503, "busy", null),
                2 => (500, "<html>oops</html>", null),
                3 => (200, "this is no JSON", null),
                4 => (200, "[]", null),
                _ => null,
            };
        await using var registry = await SceneAsync(lab);

        var outcome = await RunAsync(registry, tries: 60);

        Assert.StartsWith("done 7 (7) 21 (21)", outcome, StringComparison.Ordinal);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal((7, 21), (await db.MlFlowModels.CountAsync(Ct), await db.MlFlowVersions.CountAsync(Ct)));
        lab.Mood = (_, _) => null;
        Assert.Equal("done 7 (0) 21 (0) skipped 0", await RunAsync(registry));
        Assert.Equal(21, await db.Evidence.CountAsync(Ct)); // runs that could not be read are asked for again
    }

    [Fact]
    public async Task Import_ToldToWait_Waits()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("m", 1);
        lab.Mood = (_, call) => call == 1 ? (429, "", "600") : null;
        await using var registry = await SceneAsync(lab);
        await AskAsync(registry);

        await StepAsync(registry);
        registry.Clock.Advance(TimeSpan.FromMinutes(9));
        await StepAsync(registry);
        Assert.Single(lab.Calls);
        registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await StepAsync(registry);

        Assert.Equal("done 1 (1) 1 (1) skipped 0", await LastAsync(registry));
    }

    [Theory]
    [InlineData(401, "refused the request")]
    [InlineData(404, "no MLflow registry")]
    [InlineData(400, "answered with 400")]
    public async Task Import_ThatNoRetryMends_FailsAtOnce(int status, string words)
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Mood = (_, _) => (status, "{}", null);
        await using var registry = await SceneAsync(lab);

        Assert.StartsWith("failed", await RunAsync(registry, tries: 1), StringComparison.Ordinal);
        Assert.Contains(words, (await ListAsync(registry))[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAServerThatNeverAnswers_IsGivenUp()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Mood = (_, _) => (503, "", null);
        await using var registry = await SceneAsync(lab);

        Assert.StartsWith("failed", await RunAsync(registry, tries: RegistryImport.MaxTries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfRepeatedTokens_EndsAndKeepsWhatItRead()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("a", 1);
        lab.Add("b", 1);
        lab.RepeatsTokens = true;
        await using var registry = await SceneAsync(lab, pageSize: 5);

        var outcome = await RunAsync(registry, tries: 20);

        Assert.StartsWith("failed", outcome, StringComparison.Ordinal);
        Assert.Contains("again and again", (await ListAsync(registry))[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfRubbish_SkipsWhatCannotBeKept()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("good", 1);
        lab.Models.Add(new JsonObject { ["name"] = new string('x', 400) });
        lab.Models.Add(new JsonObject { ["name"] = new JsonArray() });
        lab.Models.Add(
            new JsonObject
            {
                ["name"] = "odd",
                ["tags"] = "no list",
                ["aliases"] = new JsonArray(1, "x", new JsonObject { ["alias"] = "<b>", ["version"] = "1" }),
            }
        );
        lab.Versions.Add(new JsonObject { ["name"] = "odd", ["version"] = "minus one" });
        lab.Versions.Add(
            new JsonObject
            {
                ["name"] = "odd",
                ["version"] = "7",
                ["run_id"] = "r",
            }
        );
        lab.Runs["r"] = """{"run":{"data":{"metrics":"many"}}}""";
        await using var registry = await SceneAsync(lab);

        Assert.Equal("done 4 (2) 2 (2) skipped 2", await RunAsync(registry));
        Assert.Equal(7, (int?)(await registry.GetAsync("/models/odd/versions/7"))["number"]); // as on the server
    }

    [Fact]
    public async Task Import_WithFiles_StoresOneArchiveOfTheSameDigest()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("m", 2);
        foreach (var run in (string[])["m-1", "m-2"])
        {
            lab.Files[$"{run}/model/MLmodel"] = "flavors: {}";
            lab.Files[$"{run}/model/data/weights.bin"] = "1234";
            lab.Files[$"{run}/elsewhere.txt"] = "not of the model";
        }

        await using var registry = await SceneAsync(lab, artifacts: true);

        Assert.StartsWith("done 1 (1) 2 (2)", await RunAsync(registry), StringComparison.Ordinal);
        var digests = new[] { await DigestAsync(registry, "1"), await DigestAsync(registry, "2") };
        Assert.NotNull(digests[0]);
        Assert.Equal(digests[0], digests[1]);
        await using var stream = await registry.Client.GetStreamAsync(
            new Uri("/api/v1/models/m/versions/1/artifact", UriKind.Relative),
            Ct
        );
        await using var tar = new TarReader(stream);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Ct) is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Equal(["MLmodel", "data/weights.bin"], names);
    }

    [Fact]
    public async Task Import_Cancelled_StopsAndKeepsWhatItRead()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("a", 1);
        lab.Add("b", 1);
        lab.Mood = (path, _) =>
            path.EndsWith("model-versions/search", StringComparison.Ordinal) && lab.Calls.Count > 3 ? (503, "", null) : null;
        await using var registry = await SceneAsync(lab);
        await AskAsync(registry);
        await StepAsync(registry); // the first model is there, the second waits

        using var admin = await AdminAsync(registry);
        using var cancelled = await admin.PostAsync(
            new Uri("/api/v1/integrations/mlflow/imports/MLI-0001/cancel", UriKind.Relative),
            null,
            Ct
        );
        using var twice = await admin.PostAsync(new Uri("/api/v1/integrations/mlflow/imports/MLI-0001/cancel", UriKind.Relative), null, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (cancelled.StatusCode, twice.StatusCode));
        Assert.StartsWith("cancelled 1 (", await LastAsync(registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ByWhoMayNot_OrFromNobodyKnown_IsRefused()
    {
        await using var lab = await TrackingServer.StartAsync();
        await using var registry = await SceneAsync(lab);
        using var admin = await AdminAsync(registry);
        var address = new Uri("/api/v1/integrations/mlflow/imports", UriKind.Relative);

        using var forbidden = await registry.Client.PostAsJsonAsync(address, new JsonObject { ["server"] = "lab" }, Ct);
        using var unknown = await admin.PostAsJsonAsync(address, new JsonObject { ["server"] = "http://169.254.169.254/" }, Ct);
        using var first = await admin.PostAsJsonAsync(address, new JsonObject { ["server"] = "lab" }, Ct);
        using var second = await admin.PostAsJsonAsync(address, new JsonObject { ["server"] = "LAB" }, Ct);

        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.Accepted, HttpStatusCode.Conflict],
            new[] { forbidden, unknown, first, second }.Select(a => a.StatusCode)
        );
        Assert.Equal("/api/v1/integrations/mlflow/imports/MLI-0001", first.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Reconcile_ReadsEveryServerAgainAfterItsTime()
    {
        await using var lab = await TrackingServer.StartAsync();
        await using var registry = await SceneAsync(lab, reconcile: 60);

        for (var i = 0; i < 5; i++)
        {
            await StepAsync(registry);
            registry.Clock.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.Equal(3, (await ListAsync(registry)).Count);
    }

    [Fact]
    public async Task Models_OfOneNameOnTwoServers_StayTwo()
    {
        await using var lab = await TrackingServer.StartAsync();
        lab.Add("Fraud Scorer", 1);
        await using var registry = await SceneAsync(lab);
        await new RegistryClient(registry.Client).RegisterModelAsync("Fraud Scorer", "s3://ours");

        await RunAsync(registry);

        Assert.Equal("Fraud Scorer (lab)", (string?)(await registry.GetAsync("/models/fraud-scorer-lab"))["externalName"]);
    }

    internal static async Task<RegistryFixture> SceneAsync(
        TrackingServer lab,
        DatabaseKind kind = DatabaseKind.Sqlite,
        bool artifacts = false,
        int reconcile = 0,
        int pageSize = 2,
        bool discover = false
    )
    {
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, TrackingServer.Token + "\n", Ct);
        return await RegistryFixture.CreateAsync(
            kind,
            s =>
            {
                s["Outbound:PrivateHosts:0"] = "127.0.0.1";
                s["MlFlow:Servers:0:Name"] = "lab";
                s["MlFlow:Servers:0:Address"] = lab.Url.ToString();
                s["MlFlow:Servers:0:Owner"] = RegistryFixture.Owner;
                s["MlFlow:Servers:0:TokenFile"] = token;
                s["MlFlow:Servers:0:Artifacts"] = artifacts ? "true" : "false";
                s["MlFlow:Servers:0:Discover"] = discover ? "true" : "false";
                s["MlFlow:ReconcileMinutes"] = reconcile.ToString(System.Globalization.CultureInfo.InvariantCulture);
                s["MlFlow:PageSize"] = pageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
            },
            ImportJobs.Remove
        );
    }

    private static async Task<HttpClient> AdminAsync(RegistryFixture registry) =>
        await registry.Portal.CreateKeyClientAsync(
            await registry.Portal.CreateUserAsync("admin@demo.example", Roles.Administrator),
            Scopes.Admin
        );

    private static async Task AskAsync(RegistryFixture registry)
    {
        var asked = await registry.Portal.Get<RequestImport>().RunAsync(Actor.Host, "lab", null, isDryRun: false, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }

    private static async Task StepAsync(RegistryFixture registry)
    {
        var imports = registry.Portal.Get<RunImports>();
        await imports.ReconcileAsync(Ct);
        await imports.RunAsync(Ct);
    }

    internal static async Task<string> RunAsync(RegistryFixture registry, int tries = 3)
    {
        await AskAsync(registry);
        for (var i = 0; i < tries; i++)
        {
            await StepAsync(registry);
            registry.Clock.Advance(TimeSpan.FromHours(2));
        }

        return await LastAsync(registry);
    }

    private static async Task<string> LastAsync(RegistryFixture registry)
    {
        var import = (await ListAsync(registry))[^1];
        return $"{Domain.WireName.Of(import.State)} {import.Models} ({import.NewModels}) {import.Versions} ({import.NewVersions}) "
            + $"skipped {import.Skipped}";
    }

    private static async Task<IReadOnlyList<RegistryImport>> ListAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.RegistryImports.AsNoTracking().OrderBy(i => i.Id).ToListAsync(Ct);
    }

    private static async Task<int> CountAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(Ct);
    }

    private static async Task<string?> DigestAsync(RegistryFixture registry, string version) =>
        (string?)(await registry.GetAsync($"/models/m/versions/{version}"))["artifact"]!["sha256"];
}
