using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Governance.Testing;

namespace Governance.Portal.Tests.Incidents;

/// <summary>Incidents over HTTP: who may do what, what is refused, what comes back.</summary>
public sealed class IncidentsApiTests
{
    private const string Path = "/api/v1/incidents";

    private static readonly object s_body = new
    {
        title = "Stale feed",
        severity = "severe",
        category = "data-quality",
        versions = new[] { new { model = WatchedModel.Name, version = WatchedModel.Version } },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Incident_OverTheApi_IsDeclaredContainedAndListed(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");

        await RefusedAsync(
            client,
            "",
            new
            {
                title = "x",
                severity = "awful",
                category = "drift",
            },
            422,
            "incident.severity-unknown"
        );
        await RefusedAsync(
            client,
            "",
            new
            {
                title = "x",
                severity = "low",
                category = "mood",
            },
            422,
            "incident.category-unknown"
        );
        await RefusedAsync(
            client,
            "",
            new
            {
                title = "x",
                severity = "low",
                category = "drift",
            },
            422,
            "incident.nothing-affected"
        );
        await RefusedAsync(
            client,
            "",
            new
            {
                title = "x",
                severity = "low",
                category = "drift",
                systems = new[] { "SYS-0009" },
            },
            422,
            "incident.system-unknown"
        );
        await RefusedAsync(
            client,
            "",
            new
            {
                title = "x",
                severity = "low",
                category = "drift",
                versions = new[] { new { model = WatchedModel.Name, version = "9" } },
            },
            404,
            "version.not-found"
        );
        await RefusedAsync(client, "", new { alert = "ALR-0099" }, 422, "incident.alert-unknown");
        await RefusedAsync(client, "", new { title = "x", mood = "bad" }, 422, "request.unknown-member");

        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(s_body),
            Headers = { { "Idempotency-Key", "one" } },
        };
        using var opened = await client.SendAsync(request, Ct);
        var incident = await WatchedModel.BodyAsync(opened);
        Assert.True(opened.StatusCode == HttpStatusCode.Created, incident.ToJsonString());
        var one = opened.Headers.Location!.ToString();
        Assert.Equal(
            ("INC-0001", "open", "model-harm", 10),
            ((string?)incident["id"], (string?)incident["state"], (string?)incident["playbook"], incident["steps"]!.AsArray().Count)
        );
        Assert.Equal(["running", "running", "running"], incident["clocks"]!.AsArray().Select(c => (string?)c!["state"]));
        using var repeat = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(s_body),
            Headers = { { "Idempotency-Key", "one" } },
        };
        using var repeated = await client.SendAsync(repeat, Ct);
        Assert.Equal("INC-0001", (string?)(await WatchedModel.BodyAsync(repeated))["id"]);

        await RefusedAsync(client, "/INC-0001/evidence", new { }, 409, "incident.out-of-order");
        await RefusedAsync(client, "/INC-0001/contain", new { mode = "hide" }, 422, "incident.mode-unknown");
        await RefusedAsync(client, "/INC-0001/close", new { }, 409, "incident.not-recovered");
        await RefusedAsync(client, "/INC-0001/steps/freeze/skip", new { note = "x" }, 409, "incident.step-needed");
        await RefusedAsync(client, "/INC-0077/contain", new { mode = "restrict" }, 404, "incident.not-found");
        using var stale = new HttpRequestMessage(HttpMethod.Post, one + "/contain")
        {
            Content = JsonContent.Create(new { mode = "restrict" }),
            Headers = { { "If-Match", "\"9\"" } },
        };
        using var late = await client.SendAsync(stale, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        using var contain = new HttpRequestMessage(HttpMethod.Post, one + "/contain")
        {
            Content = JsonContent.Create(new { mode = "restrict" }),
            Headers = { { "If-Match", "\"1\"" } },
        };
        using var contained = await client.SendAsync(contain, Ct);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (contained.StatusCode, contained.Headers.ETag?.ToString()));
        Assert.True((bool)(await WatchedModel.BodyAsync(contained))["versions"]![0]!["held"]!);

        await RefusedAsync(
            client,
            "/INC-0001/evidence",
            new { items = new[] { new { name = "x", sha256 = "y" } } },
            422,
            "incident.evidence-not-valid"
        );
        await RefusedAsync(
            client,
            "/INC-0001/class",
            new
            {
                answers = new Dictionary<string, string> { ["SQ1"] = "maybe" },
                causalLink = "likely",
                reason = "x",
            },
            422,
            "incident.answer-unknown"
        );
        await RefusedAsync(
            client,
            "/INC-0001/class",
            new
            {
                answers = new Dictionary<string, string> { ["SQ1"] = "no" },
                causalLink = "likely",
                reason = "x",
            },
            422,
            "incident.question-open"
        );
        await RefusedAsync(client, "/INC-0001/dismiss", new { reason = "x" }, 409, "incident.cannot-dismiss");

        // A later awareness is never taken silently.
        using var silent = await client.PatchAsJsonAsync(one, new { providerAwareAt = TimeProvider.System.GetUtcNow().AddHours(-30) }, Ct);
        Assert.Equal("incident.words-missing", (string?)(await WatchedModel.BodyAsync(silent))["code"]);
        using var said = await client.PatchAsJsonAsync(
            one,
            new { providerAwareAt = TimeProvider.System.GetUtcNow().AddHours(-49), reason = "The first mail was found" },
            Ct
        );
        var moved = await WatchedModel.BodyAsync(said);
        Assert.True(said.IsSuccessStatusCode, moved.ToJsonString());
        Assert.Equal("missed", (string?)moved["clocks"]![2]!["state"]);

        Assert.Single(
            (await client.GetFromJsonAsync<JsonObject>($"{Path}?model={WatchedModel.Name}&state=live&severity=severe", Ct))![
                "items"
            ]!.AsArray()
        );
        Assert.Empty((await client.GetFromJsonAsync<JsonObject>(Path + "?state=closed", Ct))!["items"]!.AsArray());
        Assert.Empty((await client.GetFromJsonAsync<JsonObject>(Path + "?system=SYS-0001", Ct))!["items"]!.AsArray());
        var timeline = (await client.GetFromJsonAsync<JsonObject>(one + "/timeline?limit=1", Ct))!;
        Assert.Equal(
            ("incident.changed", "The first mail was found"),
            ((string?)timeline["items"]![0]!["action"], (string?)timeline["items"]![0]!["words"])
        );
        Assert.Equal(
            "incident.contained",
            (string?)
                (await client.GetFromJsonAsync<JsonObject>($"{one}/timeline?limit=1&cursor={timeline["nextCursor"]}", Ct))!["items"]![0]![
                    "action"
                ]
        );
        Assert.Equal(6, (await client.GetFromJsonAsync<JsonObject>(Path + "/questions", Ct))!["questions"]!.AsArray().Count);
        Assert.Equal(
            ["model-harm", "security"],
            (await client.GetFromJsonAsync<JsonObject>(Path + "/playbooks", Ct))!["items"]!.AsArray().Select(p => (string?)p!["id"])
        );
    }

    [Fact]
    public async Task List_InPages_GivesEachOnce()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        for (var i = 0; i < 5; i++)
        {
            using var made = await client.PostAsJsonAsync(Path, s_body, Ct);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (await client.GetFromJsonAsync<JsonObject>($"{Path}?limit=2&cursor={cursor}", Ct))!;
            seen.AddRange(page["items"]!.AsArray().Select(i => (string)i!["id"]!));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(["INC-0005", "INC-0004", "INC-0003", "INC-0002", "INC-0001"], seen);
    }

    [Fact]
    public async Task Incidents_ByRole_AreReadByAll_WrittenByThoseWhoMay_AndConfirmedByNoKey()
    {
        await using var scene = await RiskScene.StartAsync();
        foreach (
            var (role, may) in new[]
            {
                (Roles.RiskOfficer, true),
                (Roles.SecurityReviewer, true),
                (Roles.LegalReviewer, true),
                (Roles.Engineer, true),
                (Roles.ModelOwner, true),
                (Roles.ComplianceOfficer, true),
                (Roles.Auditor, false),
                (Roles.Sponsor, false),
                (Roles.Administrator, false),
            }
        )
        {
            await scene.AsAsync(role);
            using var client = await scene.Portal.SignInAsync(
                role == Roles.ModelOwner ? "owner@test.example" : $"{role.ToLowerInvariant()}@test.example"
            );
            using var read = await client.GetAsync(Path, Ct);
            using var written = await client.PostAsJsonAsync(Path, s_body, Ct);
            Assert.Equal(
                (role, HttpStatusCode.OK, may ? HttpStatusCode.Created : HttpStatusCode.Forbidden),
                (role, read.StatusCode, written.StatusCode)
            );
        }

        var engineer = (await scene.AsAsync(Roles.Engineer)).User;
        using var reader = await scene.Portal.CreateKeyClientAsync(engineer, Scopes.RegistersRead);
        using var keyed = await reader.PostAsJsonAsync(Path, s_body, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, keyed.StatusCode);
        using var writer = await scene.Portal.CreateKeyClientAsync(engineer, Scopes.RegistersWrite);
        using var declared = await writer.PostAsJsonAsync(Path, s_body, Ct);
        Assert.Equal(HttpStatusCode.Created, declared.StatusCode);
        using var confirmed = await writer.PostAsJsonAsync($"{declared.Headers.Location}/class/confirm", new { }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, confirmed.StatusCode);
    }

    [Fact]
    public void Shipped_LawQuestionsAndPlaybooks_AreRead()
    {
        var library = IncidentLibrary.Shipped;

        Assert.Equal([15, 10, 2], library.Law.Clocks.Select(c => c.LimitDays));
        Assert.Equal(["SI-A", "SI-B", "SI-C", "SI-D"], library.Law.Harms.Select(h => h.Id));
        Assert.Equal(["model-harm", "security"], library.Playbooks.Select(p => p.Id));
        Assert.All(library.Playbooks, p => Assert.Equal(1, p.Version));
        Assert.Equal(
            [PlaybookLibrary.Read(library.PlaybookTexts["model-harm"]).Value.Title, "Attack or leak"],
            library.Playbooks.Select(p => p.Title)
        );
    }

    private static async Task RefusedAsync(HttpClient client, string path, object body, int status, string code)
    {
        using var refused = await client.PostAsJsonAsync(Path + path, body, Ct);
        var problem = await WatchedModel.BodyAsync(refused);
        Assert.Equal((status, code), ((int)refused.StatusCode, (string?)problem["code"]));
    }
}
