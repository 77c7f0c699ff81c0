using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Overview;

/// <summary>Dashboards by role beside SQL that knows nothing of the code that computes them, and what leaves the portal of them.</summary>
public sealed class DashboardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Figures_OfRiskAndSecurity_EqualSqlOverTheSameRows(DatabaseKind kind)
    {
        await using var scene = await StoryAsync(kind);
        await scene.Portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("risk@test.example");

        var risk = await ReadAsync(client, "risk?period=30d");
        var security = await ReadAsync(client, "security?period=30d");

        var (from, to) = (Ticks(security, "from"), Ticks(security, "to"));
        Assert.Equal(
            await NumberAsync(scene, $"""SELECT COUNT(*) AS "Value" FROM "Risks" WHERE "State" = 'open'"""),
            Value(risk, "open-risks")
        );
        Assert.Equal(
            await NumberAsync(
                scene,
                $"""
                SELECT COUNT(*) AS "Value" FROM "Risks" WHERE "State" = 'open' AND COALESCE("ResidualScore", "InherentScore") > 15
                """
            ),
            Value(risk, "risks-above-appetite")
        );
        Assert.Equal(
            await NumberAsync(scene, $"""SELECT CAST(SUM("ResidualScore") AS bigint) AS "Value" FROM "Risks" WHERE "State" = 'open'"""),
            Value(risk, "residual-risk")
        );
        // What nobody assessed counts with its inherent score.
        Assert.Equal((4, 3, 26), (Value(risk, "open-risks"), Value(risk, "risks-above-appetite"), Value(risk, "residual-risk")));
        Assert.Equal(
            await NumberAsync(
                scene,
                $"""
                SELECT COUNT(*) AS "Value" FROM "AuditEntries"
                WHERE "Refused" AND "Action" <> 'session.refused' AND "Time" >= {from} AND "Time" < {to}
                """
            ),
            Value(security, "refused-attempts")
        );
        Assert.Equal(
            await NumberAsync(
                scene,
                $"""
                SELECT COUNT(*) AS "Value" FROM "AuditEntries"
                WHERE "Refused" AND "Action" = 'session.refused' AND "Time" >= {from} AND "Time" < {to}
                """
            ),
            Value(security, "refused-sign-ins")
        );
        Assert.Equal(
            await NumberAsync(
                scene,
                $"""
                SELECT COUNT(*) AS "Value" FROM "Alerts"
                WHERE "Rule" IN ('personal-data-in-output', 'secret-in-output') AND "RaisedAt" >= {from} AND "RaisedAt" < {to}
                """
            ),
            Value(security, "leaks")
        );
        Assert.Equal(
            await NumberAsync(
                scene,
                $"""
                SELECT COUNT(*) AS "Value" FROM "Alerts"
                WHERE ("Rule" = 'instructions-in-input' OR ("Rule" = 'evaluation' AND "Field" LIKE 'attackSuccessRate%'))
                    AND "RaisedAt" >= {from} AND "RaisedAt" < {to}
                """
            ),
            Value(security, "prompt-injections")
        );
        var failures = await NumberAsync(scene, $"""SELECT CAST(COALESCE(SUM("Failures"), 0) AS bigint) AS "Value" FROM "LogCheckDays" """);
        var altered = await NumberAsync(
            scene,
            $"""
            SELECT COUNT(*) AS "Value" FROM "AuditEntries"
            WHERE "Action" IN ('artifact.altered', 'artifact.missing') AND "Time" >= {from} AND "Time" < {to}
            """
        );
        Assert.Equal(failures + altered, Value(security, "failed-verifications"));
        Assert.True(Value(security, "refused-attempts") >= 2);
        Assert.Equal(
            (1, 2, 1, 3),
            (
                Value(security, "refused-sign-ins"),
                Value(security, "leaks"),
                Value(security, "prompt-injections"),
                Value(security, "failed-verifications")
            )
        );
        // Each part of the trend adds up to the whole.
        foreach (var id in new[] { "refused-attempts", "leaks", "failed-verifications" })
        {
            Assert.Equal(Value(security, id), Item(security, id)["trend"]!.AsArray().Sum(p => (double)p!));
        }

        var exposed = Table(risk, "Exposure by model")["rows"]!.AsArray().Single(r => (string?)r!["cells"]!["Residual risk"] == "26")![
            "cells"
        ]!;
        Assert.Equal(("20", "2", "3"), ((string?)exposed["Highest"], (string?)exposed["Above appetite"], (string?)exposed["Open risks"]));
        Assert.NotEmpty(Table(security, "Refused attempts by action")["rows"]!.AsArray());
        Assert.Equal(
            2,
            Table(security, "Prompt injections and leaks by model")["rows"]!
                .AsArray()
                .Select(r => (string?)r!["cells"]!["Found"])
                .Count(f => f is not "Prompt injection")
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Scope_NarrowsEveryFigureToTheModels(DatabaseKind kind)
    {
        await using var scene = await StoryAsync(kind);
        await scene.Portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        using var client = await scene.Portal.SignInAsync("risk@test.example");
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = await db.Models.Select(m => m.Owner).SingleAsync(Ct);

        var all = await ReadAsync(client, "risk");
        var model = await ReadAsync(client, $"risk?model={WatchedModel.Name}");
        var owned = await ReadAsync(client, $"risk?owner={owner}");
        var nobody = await ReadAsync(client, "risk?owner=USR-9999");
        var noSystem = await ReadAsync(client, $"security?system=SYS-9999&model={WatchedModel.Name}");

        Assert.Equal(
            (4, 3, 3, 0),
            (Value(all, "open-risks"), Value(model, "open-risks"), Value(owned, "open-risks"), Value(nobody, "open-risks"))
        );
        Assert.Equal((0, 0, 0), (Value(noSystem, "leaks"), Value(noSystem, "refused-attempts"), Value(noSystem, "failed-verifications")));
        Assert.Equal(WatchedModel.Name, (string?)model["covers"]);
        Assert.Equal("kpi.scope-not-valid", await CodeAsync(client, "risk?system=x", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("kpi.period-not-valid", await CodeAsync(client, "risk?period=1d", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("dashboard.not-found", await CodeAsync(client, "mood", HttpStatusCode.NotFound));
        Assert.Equal("dashboard.format", await CodeAsync(client, "risk/export?format=doc", HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task WhoMayNotReadTheLog_SeesNumbersOnly_AndTheFileHoldsNoFormula()
    {
        await using var scene = await StoryAsync(DatabaseKind.Sqlite);
        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await scene.Portal.SignInAsync("sponsor@test.example");

        var security = await ReadAsync(client, "security");
        var csv = await client.GetStringAsync("/api/v1/dashboards/risk/export?format=csv", Ct);

        Assert.True(Value(security, "refused-attempts") >= 2);
        Assert.DoesNotContain(security["tables"]!.AsArray(), t => (string?)t!["title"] == "Refused attempts by action");
        using var rows = await client.GetAsync("/api/v1/kpis/refused-attempts/rows", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, rows.StatusCode);
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("part,name,measure,value,unit,link", lines[0]);
        Assert.Contains(lines, l => l.StartsWith("Key figures,Residual risk,Value,26,points,", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.DoesNotContain(l.Split(','), c => c.StartsWith('=') || c.StartsWith('@')));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("risk", await db.AuditEntries.Where(e => e.Action == "dashboard.exported").Select(e => e.Subject).SingleAsync(Ct));
    }

    [Fact]
    public async Task Files_AreAPictureAndATaggedSealedPdf()
    {
        await using var scene = await StoryAsync(DatabaseKind.Sqlite);
        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await scene.Portal.SignInAsync("sponsor@test.example");

        var png = await client.GetByteArrayAsync("/api/v1/dashboards/risk/export?format=png", Ct);
        var pdf = await client.GetByteArrayAsync("/api/v1/dashboards/sponsor/export?format=pdf", Ct);
        var german = await client.GetByteArrayAsync("/api/v1/dashboards/sponsor/export?format=pdf&language=de", Ct);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        var text = System.Text.Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        Assert.Contains("/MarkInfo", text, StringComparison.Ordinal);
        Assert.Contains("/ByteRange", text, StringComparison.Ordinal);
        var file = Path.Combine(scene.Portal.Folder, "dashboard.pdf");
        await File.WriteAllBytesAsync(file, german, Ct);
        var said = await Reports.Tool.RunAsync("pdftotext", "-layout", file, "-");
        Assert.Contains("Kennzahlen", said, StringComparison.Ordinal);
        Assert.DoesNotContain("How it is computed", said, StringComparison.Ordinal);
        Assert.Equal(
            "report.language-unknown",
            await CodeAsync(client, "risk/export?format=pdf&language=fr", HttpStatusCode.UnprocessableEntity)
        );
        if (Environment.GetEnvironmentVariable("GOVERNANCE_GALLERY") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "dashboard.png"), png, Ct);
            await File.WriteAllBytesAsync(Path.Combine(folder, "dashboard.pdf"), pdf, Ct);
        }
    }

    [Fact]
    public async Task BusinessSeries_BeyondTheLimitOfItsEvaluationMonitor_SaysSo()
    {
        await using var model = await WatchedModel.StartAsync();
        using var key = await model.ClientAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (days, latency) in new[] { (3, 900), (2, 4_649) })
        {
            var (start, end) = (Instant(now.AddDays(-days).AddHours(-1)), Instant(now.AddDays(-days)));
            var measures = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["latencyP95Ms"] = new
                {
                    value = latency,
                    n = 240,
                    better = "lower",
                },
            };
            using var stored = await key.PostAsJsonAsync(
                "/api/v1/monitoring/fraud/1.0.0/figures",
                new
                {
                    start,
                    end,
                    measures,
                },
                Ct
            );
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        await model.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await model.Portal.SignInAsync("sponsor@test.example");

        var text = (await ReadAsync(client, "sponsor?period=30d")).ToJsonString();

        Assert.Contains("Outside its limits", text, StringComparison.Ordinal);
        Assert.DoesNotContain("No limit", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BusinessSeries_WhoseIntervalReachesAcrossItsLimit_IsInconclusiveAsOnItsOwnPage()
    {
        await using var model = await WatchedModel.StartAsync();
        using var key = await model.ClientAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (days, value, low, high) in new[] { (3, 0.93, 0.90, 0.96), (2, 0.87, 0.83, 0.91) })
        {
            var (start, end) = (Instant(now.AddDays(-days).AddHours(-1)), Instant(now.AddDays(-days)));
            var groundedness = new
            {
                value,
                low,
                high,
                n = 286,
                better = "higher",
            };
            using var stored = await key.PostAsJsonAsync(
                "/api/v1/monitoring/fraud/1.0.0/figures",
                new
                {
                    start,
                    end,
                    measures = new { groundedness },
                },
                Ct
            );
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        await model.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await model.Portal.SignInAsync("sponsor@test.example");

        var text = (await ReadAsync(client, "sponsor?period=30d")).ToJsonString();

        Assert.Contains("Inconclusive", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Outside its limits", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 2, "+0.07 since ")] // both within the period
    [InlineData(3, 2, "+0.07 since ")] // and so near that one point of the course holds both
    [InlineData(40, 2, "+0.07")] // one before it
    [InlineData(2, 2, "No earlier value")] // one alone
    public async Task BusinessSeries_IsComparedWithItsValueBeforeThePeriod_OrWithItsFirstOne(int first, int last, string change)
    {
        await using var model = await WatchedModel.StartAsync();
        using var key = await model.ClientAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var days in new[] { first, last }.Distinct())
        {
            var (start, end) = (Instant(now.AddDays(-days).AddHours(-1)), Instant(now.AddDays(-days)));
            using var stored = await key.PostAsJsonAsync(
                "/api/v1/monitoring/fraud/1.0.0/figures",
                new
                {
                    start,
                    end,
                    values = new { margin = days == last ? 0.12 : 0.05 },
                },
                Ct
            );
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }

        await model.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await model.Portal.SignInAsync("sponsor@test.example");

        var rows = Table(await ReadAsync(client, "sponsor?period=30d"), "Business figures over time")["rows"]!.AsArray();

        var said = (string)Assert.Single(rows)!["cells"]!["Change"]!;
        Assert.True(
            change.EndsWith(' ') ? said.StartsWith(change, StringComparison.Ordinal) : said == change,
            $"Expected {change}, said {said}."
        );
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<RiskScene> StoryAsync(DatabaseKind kind)
    {
        var scene = await RiskScene.StartAsync(kind);
        await scene.RaiseAsync(new(5, 4));
        await scene.RaiseAsync(new(2, 3), "Labels arrive late");
        await scene.RaiseAsync(null, "=HYPERLINK(\"x\")");
        await scene.RaiseAsync(null, "Of no model", model: null);
        await AlertAsync(scene, AlertRule.PersonalDataInOutput, "e-mail");
        await AlertAsync(scene, AlertRule.SecretInOutput, "api-key");
        await AlertAsync(scene, AlertRule.Evaluation, "attackSuccessRate");
        await AlertAsync(scene, AlertRule.Evaluation, "recall");
        var runner = scene.Get<ActionRunner>();
        var sponsor = await scene.AsAsync(Roles.Auditor);
        for (var i = 0; i < 2; i++)
        {
            await runner.RefusedAsync(
                sponsor,
                new Attempt(i == 0 ? "risk.changed" : "risk.closed", $"{WatchedModel.Name}@{WatchedModel.Version}", Permission.WriteRisks),
                new Refusal("identity.permission-missing", $"No.", RefusalKind.Forbidden),
                Ct
            );
        }

        await runner.RefusedAsync(
            Actor.Anonymous(),
            new Attempt("session.refused", "x@test.example", null),
            new Refusal("session.refused", $"No.", RefusalKind.Unauthenticated),
            Ct
        );
        Assert.Null(
            (
                await runner.RunAsync<Done>(
                    Actor.Host,
                    new Attempt("artifact.altered", "sha256", null),
                    (context, _) =>
                    {
                        context.Append(new AuditEvent("artifact.altered", $"{WatchedModel.Name}@{WatchedModel.Version}", new JsonObject()));
                        return Task.FromResult<Result<Done>>(Done.Instance);
                    },
                    Ct
                )
            ).Refusal
        );
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).DayNumber - 1;
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "LogCheckDays" ("Day", "Checks", "Failures") VALUES ({yesterday}, 5, 2)""", Ct);
        return scene;
    }

    private static async Task AlertAsync(RiskScene scene, AlertRule rule, string field) =>
        Assert.Null(
            (
                await scene
                    .Get<ActionRunner>()
                    .RunAsync<Done>(
                        Actor.Host,
                        new Attempt("alert.raised", "alert", null),
                        async (context, ct) =>
                        {
                            var alert = new Alert
                            {
                                Id = await context.Db.NextIdAsync<AlertId>(ct),
                                Model = WatchedModel.Name,
                                Rule = rule,
                                Field = field,
                                BeganAt = context.Now,
                                RaisedAt = context.Now,
                            };
                            alert.See(WatchedModel.Version, 1, context.Now);
                            context.Db.Alerts.Add(alert);
                            context.Append(new AuditEvent("alert.raised", alert.Id.ToString(), new JsonObject()));
                            return Done.Instance;
                        },
                        Ct
                    )
            ).Refusal
        );

    private static async Task<JsonObject> ReadAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonObject>($"/api/v1/dashboards/{path}", Ct))!;

    private static async Task<string?> CodeAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync($"/api/v1/dashboards/{path}", Ct);
        Assert.Equal(status, answer.StatusCode);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static async Task<double> NumberAsync(RiskScene scene, FormattableString sql)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Database.SqlQuery<long>(sql).SingleAsync(Ct);
    }

    private static long Ticks(JsonObject answer, string name) =>
        DateTimeOffset.Parse((string)answer[name]!, CultureInfo.InvariantCulture).UtcTicks;

    private static JsonNode Item(JsonObject answer, string id) => answer["figures"]!.AsArray().Single(i => (string?)i!["id"] == id)!;

    private static JsonNode Table(JsonObject answer, string title) =>
        answer["tables"]!.AsArray().Single(t => (string?)t!["title"] == title)!;

    private static double Value(JsonObject answer, string id) => (double)Item(answer, id)["value"]!;
}
