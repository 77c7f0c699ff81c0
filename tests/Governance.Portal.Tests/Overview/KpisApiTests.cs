using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Streams;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Overview;

/// <summary>Key figures over HTTP, beside statements of SQL that know nothing of the code that computes them.</summary>
public sealed class KpisApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Kpis_OfAStory_EqualSqlOverTheSameRows(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await ReleaseAsync(scene, "1.4.0", TimeSpan.FromHours(26));
        await scene.RegisterVersionAsync("1.5.0");
        await ReleaseAsync(scene, "1.5.0", TimeSpan.FromHours(4));
        scene.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Null(
            (
                await scene
                    .Get<RollBack>()
                    .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, "1.5.0", "1.4.0", "False positives doubled"), Ct)
            ).Refusal
        );
        scene.Clock.Advance(TimeSpan.FromDays(1));
        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await scene.Portal.SignInAsync("sponsor@test.example");
        var ofTwo = (await client.GetFromJsonAsync<JsonObject>("/api/v1/kpis?period=30d", Ct))!;
        await scene.RegisterVersionAsync("1.6.0");
        await ReleaseAsync(scene, "1.6.0", TimeSpan.FromHours(9));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = (await client.GetFromJsonAsync<JsonObject>("/api/v1/kpis?period=30d", Ct))!;

        var from = DateTimeOffset.Parse((string)answer["from"]!, CultureInfo.InvariantCulture).UtcTicks;
        var to = DateTimeOffset.Parse((string)answer["to"]!, CultureInfo.InvariantCulture).UtcTicks;
        var begun = await NumberAsync(
            scene,
            $"""
            SELECT COUNT(*) AS "Value" FROM "Deployments"
            WHERE "Stage" = 'production' AND "Kind" = 'deploy' AND "Since" >= {from} AND "Since" < {to}
            """
        );
        var back = await NumberAsync(
            scene,
            $"""
            SELECT COUNT(*) AS "Value" FROM "Deployments" d
            WHERE d."Stage" = 'production' AND d."Kind" = 'deploy' AND d."Since" >= {from}
            AND EXISTS (SELECT 1 FROM "Deployments" r WHERE r."Kind" = 'roll-back' AND r."Model" = d."Model" AND r."Since" = d."Until")
            """
        );
        var hours =
            await NumberAsync(
                scene,
                $"""
                SELECT CAST("DecidedAt" - "RequestedAt" AS bigint) AS "Value" FROM "Promotions"
                WHERE "To" = 'production' AND "DecidedAt" IS NOT NULL ORDER BY "DecidedAt" - "RequestedAt" LIMIT 1 OFFSET 1
                """
            ) / TimeSpan.TicksPerHour;
        Assert.Equal((3, 1, 9), (begun, back, hours));
        Assert.Equal(begun, Value(answer, "deployment-velocity"));
        Assert.Equal(100 * back / begun, Value(answer, "change-failure-rate"));
        Assert.Equal(hours, Value(answer, "approval-time"));
        Assert.Null(Item(ofTwo, "approval-time")["value"]);
        Assert.Equal("Fewer than three values in the period: too few for a median.", (string?)Item(ofTwo, "approval-time")["missing"]);
        Assert.Equal((0, 0), (Value(answer, "open-risks"), Value(answer, "models-drifting")));
        Assert.Null(Item(answer, "audit-coverage")["value"]);
        Assert.Equal(
            "The number of decisions served by the models in production is unknown.",
            (string?)Item(answer, "audit-coverage")["missing"]
        );
        Assert.Null(Item(answer, "compliance-score")["value"]);
        Assert.Equal(
            "No AI system has a signed classification with obligations in force.",
            (string?)Item(answer, "compliance-score")["missing"]
        );
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task CoverageAndDrift_AreOfWhatTheVersionInProductionPredicts(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await ReleaseAsync(scene, "1.4.0", TimeSpan.FromHours(1));
        scene.Clock.Advance(TimeSpan.FromDays(6));
        await WindowAsync(scene, WindowRole.Reference, Predictions.Csv(200, "2026-11-22"));
        await WindowAsync(scene, WindowRole.Current, Predictions.Csv(400, "2026-11-23"));
        using (var key = await scene.Portal.CreateKeyClientAsync(null, Scopes.DecisionsWrite))
        {
            var lines = Enumerable
                .Range(1, 100)
                .Select(i =>
                    $$$"""{"decisionId":"d-{{{i}}}","time":"2026-11-23T00:01:00Z","model":"fraud-scorer","version":"1.4.0","inputDigest":"{{{new string('a', 64)}}}","output":{"decision":"approve"},"action":"approved","confidence":0.5,"topFeatures":[{"name":"amount","value":1,"attribution":0.1}]}"""
                );
            using var body = new StringContent(string.Join('\n', lines), System.Text.Encoding.UTF8, "application/x-ndjson");
            using var stored = await key.PostAsync("/api/v1/decisions", body, Ct);
            Assert.Equal(HttpStatusCode.Accepted, stored.StatusCode);
        }

        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await scene.Portal.SignInAsync("sponsor@test.example");

        var before = (await client.GetFromJsonAsync<JsonObject>("/api/v1/kpis?period=30d", Ct))!;
        var rows = await client.GetStringAsync("/api/v1/kpis/audit-coverage/rows?period=30d", Ct);
        await scene.RegisterVersionAsync("1.5.0");
        await ReleaseAsync(scene, "1.5.0", TimeSpan.FromHours(1));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var after = (await client.GetFromJsonAsync<JsonObject>("/api/v1/kpis?period=30d", Ct))!;

        Assert.Equal(25, Value(before, "audit-coverage"));
        Assert.Contains("100 of 400 decisions in the log, according to the model's monitoring windows", rows, StringComparison.Ordinal);
        Assert.Equal(1, (int)Item(before, "models-drifting")["of"]!);
        Assert.Equal(0, (int)Item(after, "models-drifting")["of"]!);
        Assert.Equal(25, Value(after, "audit-coverage"));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Coverage_IsUnknown_UntilARateIsDeclared_ACounterComes(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await ReleaseAsync(scene, "1.4.0", TimeSpan.FromHours(1));
        var begun = scene.Clock.GetUtcNow();
        scene.Clock.Advance(TimeSpan.FromDays(2));
        using (var key = await scene.Portal.CreateKeyClientAsync(null, Scopes.DecisionsWrite))
        {
            var time = begun.AddHours(6).UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";
            var lines = Enumerable
                .Range(1, 50)
                .Select(i =>
                    $$$"""{"decisionId":"d-{{{i}}}","time":"{{{time}}}","model":"fraud-scorer","version":"1.4.0","inputDigest":"{{{new string('a', 64)}}}","output":{"decision":"approve"},"action":"approved","confidence":0.5,"topFeatures":[{"name":"amount","value":1,"attribution":0.1}]}"""
                );
            using var body = new StringContent(string.Join('\n', lines), System.Text.Encoding.UTF8, "application/x-ndjson");
            using var stored = await key.PostAsync("/api/v1/decisions", body, Ct);
            Assert.Equal(HttpStatusCode.Accepted, stored.StatusCode);
        }

        await scene.Portal.CreateUserAsync("sponsor@test.example", Roles.Sponsor);
        using var client = await scene.Portal.SignInAsync("sponsor@test.example");
        var unknown = Item(await KpisAsync(client), "audit-coverage");
        Assert.Equal((null, 1, 1), ((double?)unknown["value"], (int)unknown["of"]!, (int)unknown["unknown"]!));
        Assert.Contains(
            "Unknown: the number of decisions served was not reported. Decisions in the log: 50",
            await client.GetStringAsync("/api/v1/kpis/audit-coverage/rows", Ct),
            StringComparison.Ordinal
        );

        var declared = await scene.Get<DeclareServedRate>().RunAsync(scene.Owner, ApprovalsScene.ModelName, 100, Ct);
        Assert.True(declared.IsDone, declared.Refusal?.Message);
        var byRate = await KpisAsync(client);
        // Two days in production at 100 a day.
        Assert.Equal(25, Value(byRate, "audit-coverage"), 3);
        Assert.Equal(0, (int)Item(byRate, "audit-coverage")["unknown"]!);
        Assert.Equal(100, (long)Assert.Single(await scene.LogAsync("served-rate.declared"))["data"]!["perDay"]!);

        var counted = await scene
            .Get<StoreFigures>()
            .RunAsync(
                Actor.Host,
                new(
                    ApprovalsScene.ModelName,
                    "1.4.0",
                    begun,
                    begun.AddDays(1),
                    new Dictionary<string, double>(StringComparer.Ordinal) { [BusinessFigure.ServedDecisions] = 80 }
                ),
                Ct
            );
        Assert.True(counted.IsDone, counted.Refusal?.Message);
        Assert.Equal(62.5, Value(await KpisAsync(client), "audit-coverage"), 3);
        Assert.Contains(
            "50 of 80 decisions in the log, according to the model's counter",
            await client.GetStringAsync("/api/v1/kpis/audit-coverage/rows", Ct),
            StringComparison.Ordinal
        );

        Assert.Equal(
            "monitoring.rate-not-valid",
            (await scene.Get<DeclareServedRate>().RunAsync(scene.Owner, ApprovalsScene.ModelName, 0, Ct)).Refusal?.Code
        );
        Assert.Equal(
            Governance.Domain.RefusalKind.Forbidden,
            (await scene.Get<DeclareServedRate>().RunAsync(scene.Security, ApprovalsScene.ModelName, 5, Ct)).Refusal?.Kind
        );
    }

    private static async Task<JsonObject> KpisAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonObject>("/api/v1/kpis?period=30d", Ct))!;

    private static async Task WindowAsync(ApprovalsScene scene, WindowRole role, string csv)
    {
        using var body = new MemoryStream(Predictions.Utf8(csv));
        var outcome = await scene
            .Get<UploadWindow>()
            .RunAsync(Actor.Host, new(ApprovalsScene.ModelName, "1.4.0", role, null, null, WindowColumns.Default), body, Ct);
        Assert.Null(outcome.Refusal);
    }

    [Fact]
    public async Task Rows_BehindAFigure_ArePagedAndLeadToTheirRecords()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await ReleaseAsync(scene, "1.4.0", TimeSpan.FromHours(1));
        await scene.RegisterVersionAsync("1.5.0");
        await ReleaseAsync(scene, "1.5.0", TimeSpan.FromHours(2));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.Portal.CreateUserAsync("auditor@test.example", Roles.Auditor);
        using var client = await scene.Portal.SignInAsync("auditor@test.example");
        const string Rows = "/api/v1/kpis/approval-time/rows";

        var first = (await client.GetFromJsonAsync<JsonObject>(Rows + "?limit=1", Ct))!;
        var second = (await client.GetFromJsonAsync<JsonObject>($"{Rows}?limit=1&cursor={(string)first["nextCursor"]!}", Ct))!;

        Assert.Equal(["fraud-scorer 1.5.0", "fraud-scorer 1.4.0"], new[] { first, second }.Select(p => (string?)p["items"]![0]!["title"]));
        Assert.Equal(
            ("2.0 h", "/approvals/APR-0002", null),
            ((string?)first["items"]![0]!["value"], (string?)first["items"]![0]!["href"], (string?)second["nextCursor"])
        );
        Assert.Equal("kpi.not-found", await CodeAsync(client, "/api/v1/kpis/mood/rows", HttpStatusCode.NotFound));
        Assert.Equal("kpi.period-not-valid", await CodeAsync(client, "/api/v1/kpis?period=7d", HttpStatusCode.UnprocessableEntity));
        Assert.Equal("list.cursor", await CodeAsync(client, Rows + "?cursor=x", HttpStatusCode.UnprocessableEntity));
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Equal(
            "identity.permission-missing",
            await CodeAsync(engineer, "/api/v1/kpis/refused-attempts/rows", HttpStatusCode.Forbidden)
        );
        Assert.Equal(HttpStatusCode.OK, (await engineer.GetAsync(Rows, Ct)).StatusCode);
        Assert.Empty((await client.GetFromJsonAsync<JsonObject>(Rows + "?model=another", Ct))!["items"]!.AsArray());
    }

    private static async Task ReleaseAsync(ApprovalsScene scene, string version, TimeSpan takes)
    {
        var id = await scene.RequestAsync(version);
        scene.Clock.Advance(takes);
        await scene.SignAllAsync(id);
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, version, "cluster-a", id.ToString()), Ct);
        Assert.Null(deployed.Refusal);
    }

    private static async Task<double> NumberAsync(ApprovalsScene scene, FormattableString sql)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Database.SqlQuery<long>(sql).SingleAsync(Ct);
    }

    private static async Task<string?> CodeAsync(HttpClient client, string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(status, answer.StatusCode);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"];
    }

    private static JsonNode Item(JsonObject answer, string id) => answer["items"]!.AsArray().Single(i => (string?)i!["id"] == id)!;

    private static double Value(JsonObject answer, string id) => (double)Item(answer, id)["value"]!;
}
