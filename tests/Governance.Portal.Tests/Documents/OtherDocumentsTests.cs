using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Kpis;
using Governance.Portal.Compliance.Documents;
using Governance.Testing;

namespace Governance.Portal.Tests.Documents;

public sealed class OtherDocumentsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryKind_OfTheCreditSystem_IsMadeWithItsPointsInOrder()
    {
        await using var scene = await SceneAsync(operated: true);

        foreach (var plan in DocumentLibrary.Shipped.OfSystems)
        {
            var report = await scene.MakeAsync(plan.Kind, "json");
            Assert.True((string?)report["state"] == "ready", $"{plan.Kind}: {report["failure"]}");
            var twin = await TwinAsync(scene, report);
            var expected = plan.Points.Where(p => plan.Kind != DocumentLibrary.Registration || p.Group == "A").Select(p => p.Id);
            Assert.Equal(expected, twin["points"]!.AsArray().Select(p => (string)p!["id"]!));
            Assert.Equal(
                "Estimates the probability that a retail customer defaults within twelve months, for the decision on a loan.",
                (string?)twin["system"]!["purpose"]
            );
        }
    }

    [Fact]
    public async Task Registers_AreMadeFromWhatIsOnRecord()
    {
        await using var scene = await SceneAsync(operated: true);

        var risks = await TwinAsync(scene, await ReadyAsync(scene, "risk-register", "*"));
        var audit = await TwinAsync(scene, await ReadyAsync(scene, "audit-extract", scene.System.ToString()));
        var oscal = await TwinAsync(scene, await ReadyAsync(scene, "oscal", scene.System.ToString()));

        Assert.Contains("Bias against young applicants", risks.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(
            risks["claims"]!.AsArray(),
            c => ((string)c!["claim"]!).EndsWith("Before controls", StringComparison.Ordinal) && (string?)c["value"] == "16"
        );
        Assert.Contains("system.registered", audit.ToJsonString(), StringComparison.Ordinal);
        var results = oscal["assessment-results"]!["results"]!.AsArray();
        var findings = results.Single()!["findings"]!.AsArray();
        Assert.Contains(findings, f => (string?)f!["title"] == "PERF-01" && (string?)f["target"]!["status"]!["state"] == "satisfied");
        Assert.All(
            findings,
            f =>
                Assert.Contains(
                    results.Single()!["observations"]!.AsArray(),
                    o => (string?)o!["uuid"] == (string?)f!["related-observations"]![0]!["observation-uuid"]
                )
        );
        Assert.All(
            results.Single()!["observations"]!.AsArray(),
            o => Assert.Contains("#sha256=", (string)o!["relevant-evidence"]![0]!["href"]!, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task CommitteePack_HasWhatIsOnRecordOfTheWholeInstallation_EachWithItsEntryOfTheLog()
    {
        await using var scene = await SceneAsync(operated: true);

        var pack = await TwinAsync(scene, await ReadyAsync(scene, "committee-pack", "*"));
        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            new JsonObject { ["kind"] = "committee-pack", ["subject"] = "*@7d" },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("*@90d", (string?)pack["subject"]);
        var risk = Assert.Single(pack["risks"]!.AsArray(), r => (string?)r!["title"] == "Bias against young applicants");
        Assert.Equal(16, (int)risk!["inherent"]!);
        Assert.Equal(15, (int)risk["appetite"]!);
        Assert.Contains(pack["changes"]!.AsArray(), c => (string?)c!["kind"] == "Deployment");
        Assert.Equal((int)pack["tally"]!["Deployments"]!, pack["changes"]!.AsArray().Count(c => (string?)c!["kind"] == "Deployment"));
        // The figure is the one of the overview, not another computation of it.
        var open = Assert.Single(pack["figures"]!.AsArray(), f => (string?)f!["name"] == "Open risks");
        Assert.Equal((int)pack["risksInAll"]!, int.Parse((string)open!["value"]!, System.Globalization.CultureInfo.InvariantCulture));
        var claims = pack["claims"]!.AsArray();
        Assert.Contains(
            claims,
            c => (string?)c!["kind"] == "log-entry" && ((string)c["claim"]!).StartsWith("Residual score of ", StringComparison.Ordinal)
        );
        Assert.Contains("*@30d", (string?)refused["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupFigures_AreTheCountsOfTheOverviewAndTheRegisters()
    {
        await using var scene = await SceneAsync(operated: true);

        var twin = await TwinAsync(scene, await ReadyAsync(scene, "group-figures", "*"));

        Assert.Equal("governance.group-figures/v1", (string?)twin["schema"]);
        var figures = twin["figures"]!.AsObject();
        Assert.Equal(GroupFigure.All.Select(f => f.Key), figures.Select(f => f.Key));
        Assert.All(figures, f => Assert.True(f.Value is not null, $"{f.Key} is not known"));
        var kpis = (await scene.Compliance.GetFromJsonAsync<JsonObject>("/api/v1/kpis", Ct))!["items"]!.AsArray();
        JsonNode Kpi(string id) => Assert.Single(kpis, k => (string?)k!["id"] == id)!;
        Assert.Equal(
            ["open-risks", "risks-above-appetite", "residual-risk", "open-incidents", "models-drifting"],
            new[]
            {
                ("open-risks", GroupFigure.RisksOpen),
                ("risks-above-appetite", GroupFigure.RisksAboveAppetite),
                ("residual-risk", GroupFigure.RisksResidual),
                ("open-incidents", GroupFigure.IncidentsOpen),
                ("models-drifting", GroupFigure.ModelsDrifting),
            }
                .Where(p => (int)figures[p.Item2]! == (int)Kpi(p.Item1)["value"]!)
                .Select(p => p.Item1)
        );
        Assert.Equal(8, (int)figures[GroupFigure.RisksResidual]!);
        Assert.Equal(1, figures.Where(f => f.Key.StartsWith("models.production.", StringComparison.Ordinal)).Sum(f => (int)f.Value!));
        Assert.Equal(1, figures.Where(f => f.Key.StartsWith("models.", StringComparison.Ordinal)).Sum(f => (int)f.Value!));
        Assert.Equal(1, figures.Where(f => f.Key.StartsWith("posture.", StringComparison.Ordinal)).Sum(f => (int)f.Value!));
        // What is owed now is what the score is computed over.
        string[] owed =
        [
            GroupFigure.ObligationsMet,
            GroupFigure.ObligationsPartial,
            GroupFigure.ObligationsMissing,
            GroupFigure.ObligationsReview,
        ];
        Assert.Equal((int)Kpi("compliance-score")["of"]!, owed.Sum(o => (int)figures[o]!));
    }

    [Theory]
    [InlineData("*", "pdf", "report.format-unknown")]
    [InlineData("SYS-0001", "json", "report.subject-unknown")]
    public async Task GroupFigures_AreAFileForProgramsAboutEverything(string subject, string format, string code)
    {
        await using var scene = await SceneAsync(operated: false);

        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "group-figures",
                ["subject"] = subject,
                ["format"] = format,
            },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(code, (string?)refused["code"]);
    }

    [Fact]
    public async Task Oscal_HasNoPdf()
    {
        await using var scene = await SceneAsync(operated: true);

        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "oscal",
                ["subject"] = scene.System.ToString(),
                ["format"] = "pdf",
            },
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal("report.format-unknown", (string?)refused["code"]);
    }

    [Fact]
    public async Task Declaration_OfASystemThatIsNotHighRisk_IsRefused()
    {
        await using var scene = await SceneAsync(operated: false);
        var other = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/systems",
            new JsonObject
            {
                ["name"] = "Newsletter texts",
                ["purpose"] = "Drafts texts",
                ["owner"] = "jonas.lindqvist@demo.example",
                ["lifeCycle"] = "in-use",
                ["roles"] = new JsonArray("deployer"),
            }
        );

        foreach (var kind in new[] { "declaration-of-conformity", "registration" })
        {
            var refused = await scene.Reports.PostAsync(
                scene.Compliance,
                "/api/v1/reports",
                new JsonObject
                {
                    ["kind"] = kind,
                    ["subject"] = (string)other["id"]!,
                    ["format"] = "html",
                },
                HttpStatusCode.UnprocessableEntity
            );
            Assert.Equal("document.not-for-this-system", (string?)refused["code"]);
        }
    }

    [Fact]
    public async Task SeriousIncident_IsReportedFromItsOwnRecord_AndAnExerciseIsNot()
    {
        await using var scene = await SceneAsync(operated: false);
        var body = new JsonObject
        {
            ["title"] = "Wrongly declined after a stale feed",
            ["severity"] = "high",
            ["category"] = "fairness",
            ["description"] = "The bureau feed stopped at 06:00.",
            ["systems"] = new JsonArray(scene.System.ToString()),
            ["occurredAt"] = "2026-11-18T06:00:00Z",
            ["providerAwareAt"] = "2026-11-19T09:30:00Z",
        };
        var opened = await scene.Reports.PostAsync(scene.Compliance, "/api/v1/incidents", (JsonObject)body.DeepClone());
        var id = (string)opened["id"]!;

        var report = await TwinAsync(scene, await ReadyAsync(scene, "serious-incident", id));

        var text = report.ToJsonString();
        Assert.Contains(id, text, StringComparison.Ordinal);
        Assert.Contains("Initial report, which may be incomplete", text, StringComparison.Ordinal);
        Assert.Contains("15-day clock (Art. 73(2)): provisionally due 4 Dec 2026, 09:30 UTC, not", text, StringComparison.Ordinal);
        Assert.Contains("nothing is recorded as frozen", text, StringComparison.Ordinal);
        Assert.Contains(id, (await scene.PointAsync("pmm-report", "PR-3")).ToJsonString(), StringComparison.Ordinal);
        body["drill"] = true;
        var drill = await scene.Reports.PostAsync(scene.Compliance, "/api/v1/incidents", (JsonObject)body.DeepClone());
        var refused = await scene.Reports.PostAsync(
            scene.Compliance,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "serious-incident",
                ["subject"] = (string)drill["id"]!,
                ["format"] = "json",
            },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal("document.not-for-this-system", (string?)refused["code"]);
    }

    [Fact]
    public async Task Declaration_OnAnOpenTechnicalFile_StatesNoConformity()
    {
        await using var scene = await SceneAsync(operated: true);
        await scene.WriteAsync("declaration-of-conformity", "AV-4", new JsonObject { ["text"] = "No other act asks for a declaration." });
        var early = await scene.PointAsync("declaration-of-conformity", "AV-4");
        await scene.WriteAllAsync("annex-iv");

        var late = await scene.PointAsync("declaration-of-conformity", "AV-4");

        Assert.Equal("partial", (string?)early["state"]);
        Assert.Contains(
            early["missing"]!.AsArray(),
            m => ((string)m!).StartsWith("The technical documentation is not complete", StringComparison.Ordinal)
        );
        Assert.Equal("complete", (string?)late["state"]);
    }

    [Fact]
    public async Task SomebodyWhoMayNotReadTheLog_NeitherAsksForItsExtractNorReadsOne()
    {
        await using var scene = await SceneAsync(operated: false);
        var made = await scene.MakeAsync("audit-extract", "html");
        var subject = scene.System.ToString();

        var asked = await scene.Reports.PostAsync(
            scene.Reports.Engineer,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = "audit-extract",
                ["subject"] = subject,
                ["format"] = "html",
            },
            HttpStatusCode.Forbidden
        );
        using var content = await scene.Reports.Engineer.GetAsync((string)made["content"]!, Ct);
        using var preview = await scene.Reports.Engineer.GetAsync($"/reports/preview?kind=audit-extract&subject={subject}", Ct);
        var listed = (await scene.Reports.Engineer.GetFromJsonAsync<JsonObject>("/api/v1/reports", Ct))!["items"]!.AsArray();
        var own = (await scene.Compliance.GetFromJsonAsync<JsonObject>("/api/v1/reports?kind=audit-extract", Ct))!["items"]!.AsArray();

        Assert.NotNull((string?)asked["code"]);
        Assert.Equal(HttpStatusCode.Forbidden, content.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, preview.StatusCode);
        Assert.Empty(listed);
        Assert.Equal((string?)made["id"], (string?)Assert.Single(own)!["id"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Changes_NameThePointThatWasWrittenAndTheValueThatIsNew(DatabaseKind database)
    {
        await using var scene = await SceneAsync(operated: false, database);
        var first = await scene.MakeAsync("annex-iv", "html");
        await scene.WriteAsync("annex-iv", "AIV-1-e", new JsonObject { ["text"] = "Eight cores." });
        var second = await scene.MakeAsync("annex-iv", "html");

        var none = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{first["id"]}/changes", Ct))!;
        var changes = (await scene.Compliance.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{second["id"]}/changes", Ct))!;

        Assert.Null(none["since"]);
        Assert.Equal((string?)first["id"], (string?)changes["since"]);
        Assert.Equal(
            ["state: gap > complete", "text:  > Eight cores."],
            changes["changes"]!.AsArray().Select(c => $"{c!["what"]}: {c["before"]} > {c["after"]}").Order(StringComparer.Ordinal)
        );
        Assert.All(changes["changes"]!.AsArray(), c => Assert.StartsWith("Annex IV(1)(e)", (string)c!["at"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task PurposeChangedBetweenTwoDocuments_IsFoundByTheNextOne(DatabaseKind database)
    {
        await using var scene = await SceneAsync(operated: false, database);
        await scene.MakeAsync("fria", "html");
        using (
            var changed = await scene.Compliance.PatchAsJsonAsync(
                $"/api/v1/systems/{scene.System}",
                new JsonObject { ["purpose"] = "Decides on loans." },
                Ct
            )
        )
        {
            changed.EnsureSuccessStatusCode();
        }

        var twin = await TwinAsync(scene, await scene.MakeAsync("annex-iv", "json"));

        var finding = twin["consistency"]!.AsArray().Single(c => (string?)c!["id"] == "PURPOSE")!;
        Assert.False((bool)finding["agrees"]!);
        Assert.Contains("REP-0001", (string)finding["detail"]!, StringComparison.Ordinal);
    }

    private static async Task<DocumentsScene> SceneAsync(bool operated, DatabaseKind database = DatabaseKind.Sqlite)
    {
        var scene = new DocumentsScene(new PortalFactory(database));
        await (operated ? scene.InitializeOperatedAsync() : scene.InitializeAsync().AsTask());
        return scene;
    }

    private static async Task<JsonObject> ReadyAsync(DocumentsScene scene, string kind, string subject)
    {
        var report = await scene.MakeAsync(kind, "json", subject);
        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        return report;
    }

    private static async Task<JsonObject> TwinAsync(DocumentsScene scene, JsonObject report) =>
        (await scene.Compliance.GetFromJsonAsync<JsonObject>((string)report["content"]!, Ct))!;
}
