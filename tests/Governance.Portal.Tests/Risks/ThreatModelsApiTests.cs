using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Risks.ThreatModels;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Monitoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Risks;

/// <summary>The threat model of a system, from the first component to the review, as programs and people use it.</summary>
public sealed class ThreatModelsApiTests : PortalPageTest
{
    private static readonly object s_drawing = new
    {
        boundaries = new[]
        {
            new
            {
                key = "web",
                name = "Internet",
                trust = "public",
            },
            new
            {
                key = "ours",
                name = "Our systems",
                trust = "own",
            },
        },
        components = new object[]
        {
            new
            {
                key = "chat",
                name = "Form",
                kind = "user-interface",
                boundary = "web",
            },
            new
            {
                key = "app",
                name = "Loan service",
                kind = "application",
                boundary = "ours",
            },
            new
            {
                key = "score",
                name = "Score",
                kind = "predictive-model",
                boundary = "ours",
                model = WatchedModel.Name,
            },
        },
        flows = new[]
        {
            new
            {
                key = "f1",
                from = "chat",
                to = "app",
                data = "Applications",
                sensitivity = "internal",
            },
            new
            {
                key = "f2",
                from = "app",
                to = "score",
                data = "Features",
                sensitivity = "internal",
            },
        },
    };

    private static CancellationToken Ct => RiskScene.Ct;

    [Fact]
    public async Task ThreatModel_IsDrawnDecidedAndReviewedByTwo_AndAChangeBeginsTheNext()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.ComplianceOfficer);
        await scene.AsAsync(Roles.RiskOfficer);
        await scene.AsAsync(Roles.Auditor);
        using var author = await scene.Portal.SignInAsync("complianceofficer@test.example");
        using var reviewer = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var auditor = await scene.Portal.SignInAsync("auditor@test.example");
        var path = await SystemAsync(author);

        await SendAsync(auditor, HttpMethod.Post, path, null, HttpStatusCode.Forbidden);
        await SendAsync(author, HttpMethod.Post, path, null, HttpStatusCode.Created);
        Assert.Equal("threat-model.exists", Code(await SendAsync(author, HttpMethod.Post, path, null, HttpStatusCode.Conflict)));
        var drawn = await SendAsync(author, HttpMethod.Put, path, s_drawing);
        Assert.Equal(
            ["consumption.score", "evasion.score", "extraction.score", "public-interface.app"],
            drawn["threats"]!.AsArray().Select(t => (string?)t!["id"])
        );
        Assert.Equal(
            "threat-model.undecided",
            Code(await SendAsync(author, HttpMethod.Post, $"{path}/submit", null, HttpStatusCode.Conflict))
        );

        // One is raised in the register, with what is known of it; none is accepted that the register has not accepted.
        var raised = await DecideAsync(
            author,
            path,
            "evasion.score",
            new { decision = "in-register", raise = new { likelihood = 3, impact = 4 } }
        );
        var risk = (string)raised["threats"]![1]!["decision"]!["risk"]!["id"]!;
        var recorded = await SendAsync(author, HttpMethod.Get, $"/api/v1/risks/{risk}", null);
        Assert.Equal(
            ("Inputs are made to mislead the model: Score", WatchedModel.Name),
            ((string?)recorded["title"], (string?)recorded["model"])
        );
        Assert.Equal(
            "threat-model.risk-not-accepted",
            Code(
                await DecideAsync(author, path, "extraction.score", new { decision = "accepted", risk }, HttpStatusCode.UnprocessableEntity)
            )
        );
        foreach (var threat in new[] { "consumption.score", "extraction.score", "public-interface.app" })
        {
            await DecideAsync(author, path, threat, new { decision = "mitigated", reason = "Behind the sign-in, ten queries a minute" });
        }

        var point = new
        {
            text = "Penetration test",
            owner = "owner@test.example",
            due = "2026-01-01",
        };
        await SendAsync(author, HttpMethod.Post, $"{path}/points", point, HttpStatusCode.UnprocessableEntity);
        var due = DateTime.UtcNow.AddDays(10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(author, HttpMethod.Post, $"{path}/points", point with { due = due }, HttpStatusCode.Created);
        var clock = Assert.Single(await ClocksAsync(scene));
        Assert.Equal("Penetration test", clock.About);
        // The day it is due, which ends before it is late.
        Assert.True(clock.IsAllDay);
        Assert.Equal(due, clock.At.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await SendAsync(author, HttpMethod.Post, $"{path}/points/1/done", new { outcome = "Nothing was found" });
        Assert.Empty(await ClocksAsync(scene));

        var submitted = await SendAsync(author, HttpMethod.Post, $"{path}/submit", null);
        var approve = new { decision = "approve", contentSha256 = (string?)submitted["contentSha256"] };
        Assert.Equal(
            "threat-model.author-cannot-review",
            Code(await SendAsync(author, HttpMethod.Post, $"{path}/review", approve, HttpStatusCode.Forbidden))
        );
        Assert.Equal("reviewed", (string?)(await SendAsync(reviewer, HttpMethod.Post, $"{path}/review", approve))["state"]);

        var next = await DecideAsync(
            author,
            path,
            "evasion.score",
            new { decision = "not-applicable", reason = "The form has fixed choices" }
        );
        Assert.Equal((2, "draft", 0), ((int)next["number"]!, (string?)next["state"], (int)next["undecided"]!));
        var first = await SendAsync(auditor, HttpMethod.Get, $"{path}?number=1", null);
        Assert.Equal(("reviewed", "in-register"), ((string?)first["state"], (string?)first["threats"]![1]!["decision"]!["kind"]));
        var text = await auditor.GetStringAsync($"{path}/export?format=markdown&number=1", Ct);
        Assert.Contains(
            $"| Inputs are made to mislead the model | Score | AML.T0031 | Treated in the register, {risk} |",
            text,
            StringComparison.Ordinal
        );
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(2, await db.ThreatModels.CountAsync(Ct));
            // The draft is no evidence; the reviewed version before it is.
            var finder = scene.Portal.Services.GetServices<IFindRecords>().OfType<FindThreatModelRecords>().Single();
            var found = Assert.Single(await finder.NewestAsync(db, [new SystemVersions(new(1), [], [])], Ct)).Evidence;
            Assert.Equal(("threat_model", "OBL-15-5"), (found.Kind, found.Obligation));
            Assert.Equal(found.Reference, (string?)first["id"]);
        }

        await PageShowsItAsync(scene);
    }

    [Fact]
    public async Task Coverage_ShowsModelsAndSystemsWithoutARisk()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.ComplianceOfficer);
        using var client = await scene.Portal.SignInAsync("complianceofficer@test.example");
        await SystemAsync(client, models: []);

        var matrix = await SendAsync(client, HttpMethod.Get, "/api/v1/risks/coverage", null);

        Assert.Equal(
            [WatchedModel.Name, "SYS-0001"],
            matrix["places"]!.AsArray().Select(p => (string?)p).Order(StringComparer.Ordinal).Reverse()
        );
        Assert.Equal(2, matrix["unassessed"]!.AsArray().Count);
        await scene.RaiseAsync(new(2, 2));
        matrix = await SendAsync(client, HttpMethod.Get, "/api/v1/risks/coverage?framework=nist-ai-rmf", null);
        Assert.Equal([WatchedModel.Name, "SYS-0001"], matrix["places"]!.AsArray().Select(p => (string?)p));
        Assert.Equal(["SYS-0001"], matrix["unassessed"]!.AsArray().Select(p => (string?)p));
        matrix = await SendAsync(client, HttpMethod.Get, "/api/v1/risks/coverage?skip=1", null);
        Assert.Equal((1, 0, "SYS-0001"), ((int)matrix["skipped"]!, (int)matrix["leftOut"]!, (string?)matrix["places"]![0]));
    }

    private async Task PageShowsItAsync(RiskScene scene)
    {
        var page = await OpenAsync<ThreatModelPage>(
            scene.Portal,
            TimeProvider.System,
            await scene.AsAsync(Roles.RiskOfficer),
            "/risks/threat-models/SYS-0001",
            p => p.Add(c => c.Id, "SYS-0001")
        );

        Assert.Contains("3 components within 2 trust boundaries", page.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(4, page.FindAll("table[aria-label='Suggested threats'] tbody tr").Count);
        await page.AllByRole("button").Single(b => Names.NameOf(b) == "Add data flow").ClickAsync(new());
        await page.Find("#element-from").ChangeAsync(new() { Value = "score" });
        await page.Find("#element-to").ChangeAsync(new() { Value = "app" });
        await page.Find("#element-form").SubmitAsync();
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("This must have 1 to 120 characters.", page.Find("#element-name-error").TextContent, StringComparison.Ordinal)
        );
        await page.Find("#element-name").ChangeAsync(new() { Value = "Scores" });
        await page.Find("#element-form").SubmitAsync();
        await page.WaitForAssertionAsync(() => Assert.Equal(3, page.FindAll("table[aria-label='Data flows'] tbody tr").Count));
    }

    private static async Task<string> SystemAsync(HttpClient client, string[]? models = null)
    {
        var made = await SendAsync(
            client,
            HttpMethod.Post,
            "/api/v1/systems",
            new
            {
                name = "Loan decisions",
                purpose = "Decides on loans",
                owner = "owner@test.example",
                lifeCycle = "in-use",
                roles = new[] { "deployer" },
                models = models ?? [WatchedModel.Name],
            },
            HttpStatusCode.Created
        );
        return $"/api/v1/systems/{(string?)made["id"]}/threat-model";
    }

    private static Task<JsonObject> DecideAsync(
        HttpClient client,
        string path,
        string threat,
        object body,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => SendAsync(client, HttpMethod.Put, $"{path}/threats/{threat}", body, expected);

    private static async Task<JsonObject> SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        object? body,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Ct);
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await WatchedModel.BodyAsync(answer);
    }

    private static string? Code(JsonObject problem) => (string?)problem["code"];

    private static async Task<IReadOnlyList<RunningClock>> ClocksAsync(RiskScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var access = new Access
        {
            Actor = await scene.AsAsync(Roles.RiskOfficer),
            PrintedName = "Officer",
            Role = Roles.RiskOfficer,
        };
        return await scene
            .Portal.Services.GetServices<IClockSource>()
            .Single(s => s.GetType().Name == "ThreatPointClocks")
            .RunningAsync(db, access, new ClockQuestion(10), DateTimeOffset.UtcNow, Ct);
    }
}
