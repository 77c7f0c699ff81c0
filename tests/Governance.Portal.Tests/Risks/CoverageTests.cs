using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Risks;

/// <summary>Threats that do not apply, and the matrix as a table.</summary>
public sealed class CoverageTests
{
    private const string Path = "/api/v1/risks/coverage";
    private const string Reason = "=The model answers with a number; there is no prompt, \"ever\".";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Threat_ThatDoesNotApply_StandsInTheMatrixWithItsReasonAndCanBeTakenBack(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        await RaiseAsync(client);

        var said = await JudgeAsync(client, "LLM06:2026", new { applies = false, reason = Reason });
        var cell = await CellAsync(client, "LLM06:2026");
        var again = await JudgeAsync(client, "LLM06:2026", new { applies = false, reason = Reason }, HttpStatusCode.Conflict);
        var named = await JudgeAsync(client, "LLM01:2026", new { applies = false, reason = Reason });
        await JudgeAsync(client, "LLM06:2026", new { applies = true, reason = "A prompt was added." });

        Assert.Equal(("not-applicable", Reason), ((string?)said["state"], (string?)cell["exclusion"]!["reason"]));
        Assert.Equal("risk.threat-excluded", (string?)again["code"]);
        // A risk that names the item counts all the same.
        Assert.Equal("untreated", (string?)named["state"]);
        Assert.Equal("gap", (string?)(await CellAsync(client, "LLM06:2026"))["state"]);
        Assert.Empty(await FindingsAsync(scene));
    }

    [Fact]
    public async Task Export_IsATableWithARowForEachItemAndPlace_AndNoFormula()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        await RaiseAsync(client);
        await JudgeAsync(client, "LLM06:2026", new { applies = false, reason = Reason });

        using var answer = await client.GetAsync($"{Path}/export?framework=owasp-llm-2026", Ct);
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("coverage-owasp-llm-2026.csv", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.StartsWith("framework,edition,item,name,group,sameAs,place,state,risks,", lines[0], StringComparison.Ordinal);
        Assert.Equal(11, lines.Length);
        var excluded = Assert.Single(lines, l => l.Contains(",LLM06:2026,", StringComparison.Ordinal));
        Assert.Contains(",not-applicable,0,", excluded, StringComparison.Ordinal);
        Assert.Contains("\"'=The model answers with a number; there is no prompt, \"\"ever\"\".\"", excluded, StringComparison.Ordinal);
        Assert.Contains(
            lines,
            l =>
                l.Contains(",LLM01:2026,", StringComparison.Ordinal)
                && l.Contains($",{WatchedModel.Name},untreated,1,", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Refusals_SayWhatIsWrong()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        await scene.AsAsync(Roles.Auditor);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        using var auditor = await scene.Portal.SignInAsync("auditor@test.example");

        var silent = await JudgeAsync(client, "LLM06:2026", new { applies = false, reason = " " }, HttpStatusCode.UnprocessableEntity);
        var item = await JudgeAsync(client, "LLM99", new { applies = false, reason = "x" }, HttpStatusCode.UnprocessableEntity);
        var place = await JudgeAsync(
            client,
            "LLM06:2026",
            new { applies = false, reason = "x" },
            HttpStatusCode.UnprocessableEntity,
            place: "none"
        );
        var nothing = await JudgeAsync(client, "LLM06:2026", new { applies = true, reason = "x" }, HttpStatusCode.Conflict);
        await JudgeAsync(auditor, "LLM06:2026", new { applies = false, reason = "x" }, HttpStatusCode.Forbidden);
        using var framework = await client.GetAsync($"{Path}/export?framework=none", Ct);

        Assert.Equal(
            ["risk.reason-missing", "risk.coverage-unknown", "risk.coverage-unknown", "risk.threat-applies"],
            new[] { silent, item, place, nothing }.Select(a => (string?)a["code"])
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, framework.StatusCode);
    }

    [Fact]
    public async Task Check_FindsAVerdictThatWasChangedBehindTheLog()
    {
        await using var scene = await RiskScene.StartAsync();
        await scene.AsAsync(Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("riskofficer@test.example");
        await JudgeAsync(client, "LLM06:2026", new { applies = false, reason = Reason });
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(1, await db.Database.ExecuteSqlAsync($"""UPDATE "ThreatVerdicts" SET "Applies" = 1""", Ct));
        }

        Assert.Contains(await FindingsAsync(scene), f => f.StartsWith("The statement about LLM06:2026/", StringComparison.Ordinal));
    }

    private static async Task RaiseAsync(HttpClient client)
    {
        using var raised = await client.PostAsJsonAsync(
            "/api/v1/risks",
            new
            {
                title = "Prompt injection through indexed pages",
                category = "prompt_injection",
                model = WatchedModel.Name,
                inherent = new { likelihood = 4, impact = 5 },
                threats = new[] { "LLM01:2025" },
            },
            Ct
        );
        Assert.True(raised.IsSuccessStatusCode, await raised.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<JsonObject> JudgeAsync(
        HttpClient client,
        string item,
        object body,
        HttpStatusCode expected = HttpStatusCode.OK,
        string place = WatchedModel.Name
    )
    {
        using var answer = await client.PutAsJsonAsync($"{Path}/owasp-llm-2026/{Uri.EscapeDataString(item)}/{place}", body, Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        return await WatchedModel.BodyAsync(answer);
    }

    private static async Task<JsonObject> CellAsync(HttpClient client, string item) =>
        (await client.GetFromJsonAsync<JsonObject>($"{Path}?framework=owasp-llm-2026&model={WatchedModel.Name}", Ct))!["rows"]!
            .AsArray()
            .Single(r => (string?)r!["item"]!["id"] == item)!["cells"]![0]!.AsObject();

    private static async Task<List<string>> FindingsAsync(RiskScene scene) =>
        await scene.Portal.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "risks").FindAsync(Ct).ToListAsync(Ct);
}
