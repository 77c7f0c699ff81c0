using System.Net;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Testing;

namespace Governance.Portal.Tests.Compliance;

public sealed class ComplianceApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evaluate_AnswersAsOtherProgramsRelyOn()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        using var client = await scene.Portal.CreateKeyClientAsync(scene.Compliance.User, Scopes.RegistersRead);

        var open = await ComplianceScene.PostAsync(
            client,
            "/assessments/evaluate",
            JsonNode.Parse(
                """{"answers":{"Q01":"ai_system","Q02":"offered_in_union","Q03":"none","Q04":"""
                    + """["builds_under_own_name"]},"date":"2026-11-20"}"""
            )!,
            HttpStatusCode.OK
        );
        Assert.Equal("Q05", (string?)open["next"]);
        Assert.Null(open["headline"]);
        Assert.Equal(
            ["headline", "classes", "subpoints", "roles", "flags", "next", "legalBasis", "classDates", "legacy", "obligations"],
            open.Select(m => m.Key)
        );

        var done = await ComplianceScene.PostAsync(
            client,
            "/assessments/evaluate",
            new JsonObject { ["answers"] = Answers("Q40=[A3-5]; Q41=[A3-5-b]; Q42=no; Q43=yes; Q80=2026-03-01"), ["date"] = "2026-11-20" },
            HttpStatusCode.OK
        );
        Assert.Equal("high_risk_annex_iii", (string?)done["headline"]);
        Assert.Equal("2027-12-02", (string?)done["classDates"]!["high_risk_annex_iii"]);
        Assert.True((bool)done["legacy"]!);
        var duty = done["obligations"]!.AsArray().Single(o => (string?)o!["id"] == "OBL-72")!;
        Assert.True(duty.AsObject().ContainsKey("appliesFrom"));
        Assert.Null(duty["appliesFrom"]);
        Assert.Equal("2026-08-02", (string?)duty["formalFrom"]);
        Assert.True((bool)duty["own"]!);
    }

    [Theory]
    [InlineData("""{"answers":{"Q01":"robot"}}""", "answers.Q01")]
    [InlineData("""{"answers":{"Q01":["ai_system"]}}""", "answers.Q01")]
    [InlineData("""{"answers":{"Q01":1}}""", "answers.Q01")]
    [InlineData("""{"answers":{"Q01":"\ud800"}}""", "answers.Q01")]
    [InlineData("""{"answers":{"Q77":"yes"}}""", "answers.Q77")]
    [InlineData("""{"answers":{},"date":"2026-02-30"}""", "date")]
    [InlineData("""{"answers":{},"date":"2020-01-01"}""", "date")]
    public async Task Evaluate_WithAWrongAnswer_NamesTheQuestion(string body, string field)
    {
        var scene = await shared.GetAsync(() => ComplianceScene.CreateAsync());
        using var client = await scene.Portal.CreateKeyClientAsync(scene.Compliance.User, Scopes.RegistersRead);

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/assessments/evaluate", UriKind.Relative), content, Ct);
        var problem = await ComplianceScene.JsonAsync(answer, HttpStatusCode.UnprocessableEntity);

        Assert.Equal([field], problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Register_ClassifyAndObligations_OverHttpWithAKeyThatNeverSigns()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        using var client = await scene.Portal.CreateKeyClientAsync(scene.Compliance.User, Scopes.RegistersRead, Scopes.RegistersWrite);

        var system = await ComplianceScene.PostAsync(
            client,
            "/systems",
            JsonNode.Parse(
                """{"name":"Screening","purpose":"Ranks applications","owner":"compliance@demo.example","roles":["deployer"],"countries":"""
                    + """["DE"],"components":[{"name":"Ranker","kind":"service","supplier":"Maker"}]}"""
            )!,
            HttpStatusCode.Created
        );
        Assert.Equal("SYS-0001", (string?)system["id"]);
        var begun = await ComplianceScene.PostAsync(
            client,
            "/assessments",
            new JsonObject
            {
                ["system"] = "SYS-0001",
                ["answers"] = Answers("Q04=[uses]; Q40=[A3-4]; Q41=[A3-4-a]; Q43=yes"),
                ["reasons"] = new JsonObject { ["Q43"] = "It profiles" },
            },
            HttpStatusCode.Created
        );
        var id = (string?)begun["id"];
        Assert.Equal("It profiles", (string?)begun["answers"]!.AsArray().Single(a => (string?)a!["question"] == "Q43")!["reason"]);
        await ComplianceScene.PostAsync(client, "/assessments", new JsonObject { ["system"] = "SYS-0001" }, HttpStatusCode.Conflict);
        var submitted = await ComplianceScene.PostAsync(client, $"/assessments/{id}/submit", new JsonObject(), HttpStatusCode.OK);
        Assert.Empty((await ComplianceScene.GetAsync(client, "/systems/SYS-0001/obligations"))["items"]!.AsArray());
        await ComplianceScene.PostAsync(
            client,
            $"/assessments/{id}/sign",
            new JsonObject { ["resultSha256"] = (string?)submitted["resultSha256"] },
            HttpStatusCode.Forbidden
        );

        using var legal = await scene.Portal.SignInAsync("legal@demo.example");
        var signed = await ComplianceScene.PostAsync(
            legal,
            $"/assessments/{id}/sign",
            new JsonObject { ["resultSha256"] = (string?)submitted["resultSha256"] },
            HttpStatusCode.OK
        );
        Assert.Equal("signed", (string?)signed["state"]);
        var duties = (await ComplianceScene.GetAsync(client, "/systems/SYS-0001/obligations"))["items"]!.AsArray();
        var supplier = duties.Single(d => (string?)d!["id"] == "OBL-11")!;
        Assert.False((bool)supplier["own"]!);
        Assert.Null(supplier["status"]);
        Assert.Equal("upcoming", (string?)duties.Single(d => (string?)d!["id"] == "OBL-26-2")!["status"]);
        Assert.DoesNotContain("compliant", duties.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["SYS-0001"],
            (await ComplianceScene.GetAsync(client, "/systems?class=high_risk_annex_iii"))["items"]!
                .AsArray()
                .Select(s => (string?)s!["id"])
        );
        var compared = await ComplianceScene.GetAsync(client, $"/assessments/{id}/compare?law=2024-08-01");
        Assert.Equal("2026-08-02", (string?)compared["other"]!["classDates"]!["high_risk_annex_iii"]);
        await ComplianceScene.GetAsync(client, $"/assessments/{id}/compare?law=1999-01-01", HttpStatusCode.UnprocessableEntity);
        await ComplianceScene.PostAsync(client, "/systems/SYS-0001/obligations/OBL-26-2/met", new JsonObject(), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Register_WrongFields_AreAllNamed()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        using var client = await scene.Portal.CreateKeyClientAsync(scene.Compliance.User, Scopes.RegistersWrite);

        var problem = await ComplianceScene.PostAsync(
            client,
            "/systems",
            JsonNode.Parse(
                """{"name":"","purpose":" ","owner":"nobody@demo.example","lifeCycle":"born","roles":["king"],"countries":"""
                    + """["Germany"],"models":["none"],"placedOn":"soon","components":[{"name":"x","kind":"y"}]}"""
            )!,
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(
            [
                "components[0].kind",
                "components[0].supplier",
                "countries",
                "countries[0]",
                "lifeCycle",
                "models",
                "name",
                "owner",
                "placedOn",
                "purpose",
                "roles",
            ],
            problem["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal)
        );
    }

    private static JsonObject Answers(string changes) =>
        new(
            AnswerSheet
                .Of(changes)
                .Select(a =>
                    KeyValuePair.Create(
                        a.Key,
                        a.Value.IsList ? (JsonNode?)new JsonArray([.. a.Value.Values.Select(v => (JsonNode)v)]) : a.Value.Values[0]
                    )
                )
        );
}
