using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Decisions.DecisionLines;

namespace Governance.Portal.Tests.Decisions;

/// <summary>What is kept of decisions, who may see and override them, and what proves them.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Proof_OfAnyDecision_VerifiesWithTheLogsKeyAlone(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(700));
        await PushedAsync(client, Batch(3, prefix: "later"));
        var key = portal.Get<LogKey>().Public;

        foreach (var id in new[] { "d0", "d255", "d256", "d511", "d512", "d699", "later1" })
        {
            var file = await client.GetByteArrayAsync($"{Address}/{id}/proof", TestContext.Current.CancellationToken);
            var proof = DecisionProof.Parse(file).Value;

            Assert.Null(proof.Problem());
            Assert.Equal(id, proof.DecisionId);
            Assert.NotNull(proof.Content);
            Assert.True(TlogProof.TryParse(System.Text.Encoding.UTF8.GetBytes(proof.Receipt), out var receipt));
            Assert.Equal(proof.EntryIndex, receipt.Index);
            Assert.True(receipt.Proves(MerkleHash.Leaf(proof.Entry), key));
            Assert.NotNull((proof with { Content = [.. proof.Content, (byte)' '] }).Problem());
            Assert.NotNull((proof with { Position = (proof.Position + 1) % proof.Count }).Problem());
            Assert.NotNull((proof with { Commitment = new byte[32], Content = null }).Problem());
        }
    }

    [Theory]
    [InlineData("Decisions", "Commitment", "'x'", "decision d1: its content was changed")]
    [InlineData("Decisions", "Time", "9223372036854775807", "position 1 was changed")]
    [InlineData("DecisionIds", "Time", "9223372036854775807", "decision d1: it cannot be found by its ID")]
    [InlineData("DecisionBatches", "FirstTime", "9223372036854775807", "Batch BAT-0001 was changed: it holds a value that cannot be read")]
    [InlineData("DecisionHours", "From", "9223372036854775807", "Batch BAT-0001: an hour of its decisions was changed")]
    [InlineData("DecisionSources", "Model", "x'ff'", "decision d0: its columns differ")]
    public async Task Check_OfARowThatCannotBeRead_NamesIt_AndGoesOn(string table, string column, string value, string named)
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(3));
        await PushedAsync(client, Batch(2, prefix: "later"));
        Assert.Empty(await CheckAsync(portal));
        await using var database = await RawDatabase.OpenAsync(portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        var where = table switch
        {
            "Decisions" or "DecisionIds" => " WHERE \"Id\" = 'd1'",
            "DecisionBatches" => " WHERE \"Id\" = 1",
            "DecisionHours" => " WHERE \"Batch\" = 1",
            _ => "",
        };
        Assert.NotEqual(0, await database.ExecuteAsync($"UPDATE \"{table}\" SET \"{column}\" = {value}{where}"));
        await database.ExecuteAsync("DELETE FROM \"Decisions\" WHERE \"Id\" = 'later0'");

        var said = await CheckAsync(portal);

        Assert.Contains(said, s => s.Contains(named, StringComparison.Ordinal));
        Assert.Contains(said, s => s.Contains("the decision at position 0 is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_WithoutAPolicy_HoldsNothingOfTheInput()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);

        await PushedAsync(client, Batch(1));

        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var content = System.Text.Encoding.UTF8.GetString((await db.Decisions.SingleAsync(TestContext.Current.CancellationToken)).Content!);
        Assert.DoesNotContain("Lovelace", content, StringComparison.Ordinal);
        Assert.DoesNotContain("1000.5", content, StringComparison.Ordinal); // a feature's value is the input's too
        Assert.Contains("\"inputCommitment\":", content, StringComparison.Ordinal);
        Assert.Contains("\"attribution\":-0.4,\"name\":\"income\"}", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_NamesWhatMayBeStored_AndShowsItForAPurposeOnly()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        await portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        await portal.CreateUserAsync("legal@test.example", Roles.LegalReviewer);
        using var risk = await portal.SignInAsync("risk@test.example");
        using var legal = await portal.SignInAsync("legal@test.example");
        var policy = new JsonObject
        {
            ["fields"] = new JsonObject { ["age"] = "store", ["name"] = "mask" },
            ["retentionDays"] = 400,
        };
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await legal.PutAsJsonAsync("/api/v1/models/credit-default/decision-policy", policy, TestContext.Current.CancellationToken)
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await risk.PutAsJsonAsync("/api/v1/models/credit-default/decision-policy", policy, TestContext.Current.CancellationToken)
            ).StatusCode
        );

        await PushedAsync(client, Batch(1));

        var view = await GetAsync(client, Address + "/d0");
        Assert.Equal(["age", "name"], view["inputFields"]!.AsArray().Select(f => (string)f!));
        Assert.True((bool)view["holdsValues"]!);
        Assert.Null((await GetAsync(client, Address + "/d0/proof"))["content"]);
        foreach (var (who, status) in new[] { (client, 403), (legal, 403), (risk, 422) })
        {
            using var refused = await who.PostAsJsonAsync(
                Address + "/d0/unmask",
                new JsonObject { ["purpose"] = " " },
                TestContext.Current.CancellationToken
            );
            Assert.Equal(status, (int)refused.StatusCode);
        }

        using var answer = await risk.PostAsJsonAsync(
            Address + "/d0/unmask",
            new JsonObject { ["purpose"] = "Complaint 17" },
            TestContext.Current.CancellationToken
        );
        var shown = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        Assert.Equal(30, (int)shown["input"]!["age"]!);
        Assert.Equal("[masked]", (string?)shown["input"]!["name"]);
        Assert.Null(shown["input"]!["income"]);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var entry = await db.AuditEntries.SingleAsync(
            e => e.Action == "decision.unmasked" && !e.Refused,
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain("Complaint", System.Text.Encoding.UTF8.GetString(entry.Leaf), StringComparison.Ordinal);
        Assert.Empty(await CheckAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Override_IsANewFactOfAPersonWhoMay(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(4));
        var body = new JsonObject
        {
            ["outcome"] = "approved",
            ["reasonCode"] = "new-information",
            ["reason"] = "Income was proven.",
        };
        foreach (
            var (role, status) in new[]
            {
                (Roles.RiskOfficer, 201),
                (Roles.ModelOwner, 201),
                (Roles.Engineer, 403),
                (Roles.LegalReviewer, 403),
                (Roles.ComplianceOfficer, 403),
                (Roles.Auditor, 403),
                (Roles.SecurityReviewer, 403),
                (Roles.Sponsor, 403),
                (Roles.Administrator, 403),
            }
        )
        {
            var email = $"{role.ToLowerInvariant()}-o@test.example";
            await portal.CreateUserAsync(email, role);
            using var person = await portal.SignInAsync(email);
            using var answer = await person.PostAsJsonAsync(Address + "/d0/overrides", body, TestContext.Current.CancellationToken);
            Assert.True(status == (int)answer.StatusCode, $"{role}: {(int)answer.StatusCode}");
            using var read = await person.GetAsync(Address, TestContext.Current.CancellationToken);
            Assert.Equal(role is Roles.Sponsor or Roles.Administrator ? 403 : 200, (int)read.StatusCode);
        }

        using (var byKey = await client.PostAsJsonAsync(Address + "/d0/overrides", body, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.Forbidden, byKey.StatusCode);
        }

        var view = await GetAsync(client, Address + "/d0");
        Assert.Equal(2, view["overrides"]!.AsArray().Count);
        Assert.Equal("declined", (string?)view["decision"]!["outcome"]);
        var found = await GetAsync(client, Address + "?override=yes");
        Assert.Equal("d0", (string?)Assert.Single(found["items"]!.AsArray())!["decisionId"]);
        Assert.Equal(3, (await GetAsync(client, Address + "?override=no"))["items"]!.AsArray().Count);
        Assert.Empty(await CheckAsync(portal));
    }

    [Theory]
    [InlineData("outcome", "", "decision.outcome-not-valid")]
    [InlineData("reasonCode", "because", "decision.reason-code-not-valid")]
    [InlineData("reason", " ", "decision.reason-missing")]
    public async Task Override_WithoutItsWords_IsRefused(string field, string value, string code)
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(1));
        await portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        using var risk = await portal.SignInAsync("risk@test.example");
        var body = new JsonObject
        {
            ["outcome"] = "approved",
            ["reasonCode"] = "appeal",
            ["reason"] = "Contested.",
        };
        body[field] = value;

        using var answer = await risk.PostAsJsonAsync(Address + "/d0/overrides", body, TestContext.Current.CancellationToken);

        Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["code"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Search_ByEveryFilter_FindsWhatItShould(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(120));

        async Task<int> Count(string query) => (await GetAsync(client, $"{Address}?limit=500&{query}"))["items"]!.AsArray().Count;

        Assert.Equal(40, await Count("outcome=declined"));
        Assert.Equal(57, await Count("confidence=" + Uri.EscapeDataString(">0.42")));
        Assert.Equal(60, await Count("feature=region"));
        Assert.Equal(0, await Count("feature=reg"));
        Assert.Equal(120, await Count("model=credit&version=2.0.0"));
        Assert.Equal(0, await Count("model=cred"));
        Assert.Equal(10, await Count($"from={Uri.EscapeDataString(Start.AddSeconds(110).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))}"));
        Assert.Equal(20, await Count("q=" + Uri.EscapeDataString("model:credit outcome:declined feature:region")));
        Assert.Equal(422, (int)(await client.GetAsync(Address + "?q=weather:fine", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Search_PageByPage_ShowsEveryDecisionOnce(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        var lines = Enumerable
            .Range(0, 95)
            .Select(n =>
            {
                var line = Line($"t{n}", n / 10); // ten at each instant
                return line.ToJsonString();
            });
        await PushedAsync(client, string.Join('\n', lines));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync(client, $"{Address}?limit=13{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page["items"]!.AsArray().Select(i => (string)i!["decisionId"]!));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(95, seen.Count);
        Assert.Equal(95, seen.Distinct().Count());
    }

    [Fact]
    public async Task Export_OfTheFilteredList_IsCsvWithoutFormulas()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        var line = Line("x1");
        line["action"] = "=HYPERLINK(\"http://a.example\")";
        await PushedAsync(client, Batch(3) + line.ToJsonString());

        var csv = await client.GetStringAsync(Address + "?format=csv&feature=age", TestContext.Current.CancellationToken);

        Assert.StartsWith("decisionId,time,model,version,", csv, StringComparison.Ordinal);
        Assert.Equal(4, csv.TrimEnd().Split("\r\n").Length); // d0, d2 and x1 have the feature
        Assert.Contains("\"'=HYPERLINK(\"\"http://a.example\"\")\"", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Retention_ErasesContentAndKeepsProofs(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        portal.Settings["Decisions:RetentionDays"] = "1"; // the lines are two days old
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(20));
        var fresh = Line("fresh");
        fresh["time"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        await PushedAsync(client, fresh.ToJsonString());

        Assert.Equal(20, await portal.Get<EraseDecisions>().RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await portal.Get<EraseDecisions>().RunAsync(TestContext.Current.CancellationToken));

        var view = await GetAsync(client, Address + "/d5");
        Assert.True((bool)view["decision"]!["erased"]!);
        Assert.Null(view["output"]);
        var proof = DecisionProof.Parse(await client.GetByteArrayAsync(Address + "/d5/proof", TestContext.Current.CancellationToken)).Value;
        Assert.Null(proof.Content);
        Assert.Null(proof.Problem());
        Assert.False((bool)(await GetAsync(client, Address + "/fresh"))["decision"]!["erased"]!);
        Assert.Empty(await CheckAsync(portal));
        Assert.Equal("decision.conflict", (string?)(await RefusedAsync(client, 409, Batch(1)))["code"]);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "decisions.erased", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(
        "UPDATE \"Decisions\" SET \"Content\" = CAST(replace(CAST(\"Content\" AS TEXT), 'declined', "
            + "'approved') AS BLOB) WHERE \"Id\" = 'd3'",
        "decision d3"
    )]
    [InlineData("UPDATE \"Decisions\" SET \"Commitment\" = zeroblob(32) WHERE \"Id\" = 'd3'", "decision d3")]
    [WholeData("UPDATE \"Decisions\" SET \"Seed\" = randomblob(32) WHERE \"Id\" = 'd3'", "decision d3")]
    [InlineData("UPDATE \"Decisions\" SET \"Outcome\" = 'approved' WHERE \"Id\" = 'd3'", "decision d3")]
    [WholeData("UPDATE \"Decisions\" SET \"Confidence\" = 0.99 WHERE \"Id\" = 'd3'", "decision d3")]
    [InlineData("UPDATE \"Decisions\" SET \"Time\" = \"Time\" + 1 WHERE \"Id\" = 'd3'", "decision d3")]
    [InlineData("UPDATE \"Decisions\" SET \"Id\" = 'd9999' WHERE \"Id\" = 'd3'", "decision d9999")]
    [InlineData(
        "UPDATE \"Decisions\" SET \"Content\" = NULL, \"Seed\" = NULL, \"Outcome\" = NULL, \"Confidence\" = NULL, \"Features\" = NULL, "
            + "\"Subject\" = NULL WHERE \"Id\" = 'd3'",
        "decision d3"
    )]
    [InlineData("DELETE FROM \"Decisions\" WHERE \"Id\" = 'd3'", "position 3 is missing")]
    [InlineData("DELETE FROM \"Decisions\" WHERE \"Id\" = 'd299'", "the number of its decisions is 299")]
    [InlineData("UPDATE \"DecisionIds\" SET \"Number\" = \"Number\" + 1 WHERE \"Id\" = 'd3'", "decision d3")]
    [InlineData("DELETE FROM \"DecisionIds\" WHERE \"Id\" = 'd3'", "decision d3")]
    [InlineData("UPDATE \"DecisionBatches\" SET \"Root\" = zeroblob(32)", "Batch BAT-0001 was changed")]
    [WholeData("UPDATE \"DecisionBatches\" SET \"Runs\" = zeroblob(32)", "Batch BAT-0001 was changed")]
    [WholeData("UPDATE \"DecisionBatches\" SET \"StoredBy\" = 'key:KEY-0009'", "Batch BAT-0001 was changed")]
    [InlineData("DELETE FROM \"DecisionBatches\"", "Batch BAT-0001 is missing")]
    public async Task Check_AfterTampering_NamesBatchAndDecision(string sql, string named)
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(300));
        Assert.Empty(await CheckAsync(portal));

        await using (var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
        }

        var found = await CheckAsync(portal);
        Assert.Contains(
            found,
            sentence => sentence.Contains("BAT-0001", StringComparison.Ordinal) && sentence.Contains(named, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task LiveChecks_RaiseAlertsOnceAndCountThem()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        var owner = await portal.SignInAsync("owner@test.example");
        var reference =
            "age,region,score,prediction\n"
            + string.Concat(
                Enumerable.Range(0, 200).Select(i => $"{20 + (i % 50)},{(i % 2 == 0 ? "north" : "south")},0.{i % 10},{i % 2}\n")
            );
        using (var body = new StringContent(reference, System.Text.Encoding.UTF8, "text/csv"))
        {
            using var uploaded = await owner.PostAsync(
                "/api/v1/monitoring/credit-default/2.0.0/windows?role=reference&start=2026-01-01&end=2026-02-01",
                body,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        }

        JsonObject With(string id, Action<JsonObject> change)
        {
            var line = Line(id);
            line["input"] = new JsonObject { ["age"] = 30, ["region"] = "north" };
            line["output"] = "approved";
            change(line);
            return line;
        }

        var odd = new[]
        {
            With("a1", l => l["input"]!["age"] = 130),
            With("a2", l => l["input"]!["age"] = 7),
            With("a3", l => l["input"]!["region"] = "atlantis"),
            With("a4", l => l["output"] = new JsonObject { ["text"] = "Write to ada.lovelace@bank.example" }),
            With("a5", l => l["output"] = new JsonObject { ["text"] = "Use key AKIAIOSFODNN7EXAMPLE now" }),
            With("a6", l => l["output"] = "approved"),
        };
        await PushedAsync(client, string.Join('\n', odd.Select(l => l.ToJsonString())));
        await PushedAsync(client, With("b1", l => l["input"]!["age"] = 131).ToJsonString());

        var alerts = (await GetAsync(client, "/api/v1/alerts"))["items"]!.AsArray();
        Assert.Equal(5, alerts.Count);
        // That it decides without an approval is said beside what it decided.
        Assert.Equal(7L, (long)Assert.Single(alerts, a => (string?)a!["rule"] == "unauthorised-traffic")!["count"]!);
        var age = Assert.Single(alerts, a => (string?)a!["rule"] == "outside-reference")!;
        Assert.Equal(("age", 3L), ((string?)age["field"], (long)age["count"]!));
        Assert.Equal("e-mail", (string?)Assert.Single(alerts, a => (string?)a!["rule"] == "personal-data-in-output")!["field"]);
        Assert.Single(alerts, a => (string?)a!["rule"] == "unseen-category");
        Assert.Single(alerts, a => (string?)a!["rule"] == "secret-in-output");
        Assert.DoesNotContain("atlantis", alerts.ToJsonString(), StringComparison.Ordinal);
        var secret = await GetAsync(client, Address + "/a5");
        Assert.Equal("Use key [api-key] now", (string?)secret["output"]!["text"]);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, await db.AuditEntries.CountAsync(e => e.Action == "alert.raised", TestContext.Current.CancellationToken));
        Assert.False(
            await db.AuditEntries.AnyAsync(e => EF.Functions.Like(e.Subject, "%lovelace%"), TestContext.Current.CancellationToken)
        );
        Assert.Empty(await CheckAsync(portal));
    }

    [Fact]
    public async Task Output_IsStoredWithoutWhatTheDetectorsFind_UnlessThePolicySaysOtherwise()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        await portal.CreateUserAsync("compliance@bank.example", Roles.ComplianceOfficer);
        using var officer = await portal.SignInAsync("compliance@bank.example");
        async Task<JsonNode> StoredAsync(string id)
        {
            var line = Line(id);
            line["output"] = new JsonObject
            {
                ["text"] = "Write to ada.lovelace@bank.example, pay DE89 3704 0044 0532 0130 00",
                ["password"] = "hunter2",
                ["note"] = "api_key=abc123",
            };
            await PushedAsync(client, line.ToJsonString());
            return (await GetAsync(client, $"{Address}/{id}"))["output"]!;
        }

        async Task PutAsync(JsonObject policy)
        {
            using var answer = await officer.PutAsJsonAsync(
                "/api/v1/models/credit-default/decision-policy",
                policy,
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var without = await StoredAsync("m1");
        await PutAsync(new() { ["fields"] = new JsonObject { ["age"] = "store" } });
        var left = await StoredAsync("m2");
        await PutAsync(new() { ["fields"] = new JsonObject(), ["maskOutput"] = false });
        var declared = await StoredAsync("m3");

        Assert.All([without, left], o => Assert.Equal("Write to [e-mail], pay [iban]", (string?)o["text"]));
        Assert.Equal("Write to ada.lovelace@bank.example, pay DE89 3704 0044 0532 0130 00", (string?)declared["text"]);
        Assert.All([without, left, declared], o => Assert.Equal(("[secret]", "[secret]"), ((string?)o["password"], (string?)o["note"])));
        Assert.Empty(await CheckAsync(portal));
    }
}
