using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Decisions;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Decisions.DecisionLines;

namespace Governance.Portal.Tests.Decisions;

/// <summary>A batch is stored as a whole and once, or not at all.</summary>
public sealed class IntakeTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Push_Batch_IsStoredLoggedAndSound(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);

        var answer = await PushedAsync(client, Batch(1_500));

        Assert.Equal("BAT-0001", (string?)answer["batch"]);
        Assert.Equal(1_500, (int)answer["accepted"]!);
        Assert.Equal(0, (int)answer["duplicates"]!);
        Assert.Equal((1_500, 1_500, 1), await CountAsync(portal));
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == "decisions.stored", TestContext.Current.CancellationToken);
        var batch = await db.DecisionBatches.SingleAsync(TestContext.Current.CancellationToken);
        var data = JsonNode.Parse(entry.Leaf)!["data"]!;
        Assert.Equal(batch.LogIndex, entry.Index);
        Assert.Equal(Convert.ToHexStringLower(batch.Root), (string?)data["root"]);
        Assert.Equal("credit-default@2.0.0", (string?)data["models"]![0]);
        Assert.Empty(await CheckAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Push_Batches_AreCountedByHour_AlsoThoseOfANodeThatDoesNotCount(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        var hour = new DateTimeOffset(Start.UtcTicks - (Start.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        await PushedAsync(client, Batch(1_500, start: hour.AddMinutes(-10)));
        await PushedAsync(client, Batch(500, "more", start: hour.AddMinutes(40)));
        (DateTimeOffset From, DateTimeOffset To, long Expected)[] stretches =
        [
            (hour.AddHours(-1), hour.AddHours(1), 2_000),
            (hour.AddHours(-1), hour, 600),
            (hour.AddMinutes(-5), hour.AddMinutes(45), 1_500 - 300 + 300),
            (hour.AddMinutes(5), hour.AddMinutes(10), 300),
            (hour.AddMinutes(41), hour.AddHours(5), 440),
            (hour.AddHours(1), hour.AddHours(5), 0),
        ];
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);

        await SeenAsync();
        await db.DecisionHours.Where(h => h.Batch == new DecisionBatchId(2)).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await DecisionWriter.CountAsync(db, TestContext.Current.CancellationToken);
        await SeenAsync();
        Assert.Empty(await CheckAsync(portal));

        async Task SeenAsync()
        {
            foreach (var (from, to, expected) in stretches)
            {
                var stretch = db.DecisionSources.Select(s => new DecisionStretch
                {
                    Model = s.Model,
                    Source = s.Id,
                    Served = 0,
                    From = from,
                    To = to,
                });
                Assert.Equal(expected, (await db.Count(stretch, 1_000).SingleAsync(TestContext.Current.CancellationToken)).Logged);
            }
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Push_SameDecisionsAgain_CountsThemAsDuplicates(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(300));

        var whole = await PushedAsync(client, Batch(300));
        var part = await PushedAsync(client, Batch(10, from: 295) + Batch(1, from: 296));

        Assert.Equal(("BAT-0001", 0, 300), ((string?)whole["batch"], (int)whole["accepted"]!, (int)whole["duplicates"]!));
        Assert.Equal((5, 6), ((int)part["accepted"]!, (int)part["duplicates"]!));
        Assert.Equal((305, 305, 2), await CountAsync(portal));
        Assert.Empty(await CheckAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Push_OtherContentUnderAnId_NamesTheLinesAndStoresNothing(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await PushedAsync(client, Batch(3));
        var changed = Line("d1", 1);
        changed["input"]!["income"] = 1; // redaction stores nothing of it, and still it is another decision

        var problem = await RefusedAsync(
            client,
            409,
            Batch(2, prefix: "new") + "\n" + changed.ToJsonString() + "\n" + Line("d2", 2).ToJsonString()
        );

        Assert.Equal("decision.conflict", (string?)problem["code"]);
        Assert.StartsWith("Line 4:", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.NotNull(problem["errors"]!["lines[4].decisionId"]);
        Assert.Equal((3, 3, 1), await CountAsync(portal));
    }

    // Longer than what is read before writing begins: what turns up at the end is met in the middle of the transaction.
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Push_LongBatch_WithAnotherVersionAndAnotherMonthAtItsEnd_IsStoredAsAWhole(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        await AlsoRegisterAsync(portal, "2.1.0");
        var (other, old) = (Line("other-version"), Line("other-month"));
        other["version"] = "2.1.0";
        old["time"] = "2025-03-04T05:06:07Z";

        var answer = await PushedAsync(client, Batch(6_000) + other.ToJsonString() + "\n" + Batch(1, from: 3) + old.ToJsonString());

        Assert.Equal((6_002, 1), ((int)answer["accepted"]!, (int)answer["duplicates"]!));
        Assert.Equal((6_002, 6_002, 1), await CountAsync(portal));
        Assert.Empty(await CheckAsync(portal));
    }

    private static async Task AlsoRegisterAsync(PortalFactory portal, string name)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var manifest = new VersionManifest(
            "credit-default",
            name,
            new ArtifactFacts(Sha256Hex.Of("another"u8), 7, "application/json", null),
            null,
            [],
            [],
            []
        );
        var version = ModelVersion.Register(manifest, 2, "host", now).Value;
        db.Versions.Add(version);
        db.Append(new AuditEvent("version.registered", version.Id, []), Actor.Host, now);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Push_LongBatch_WithSomethingWrongAtItsEnd_StoresNothing(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        var conflict = Line("d3", 3);
        conflict["confidence"] = 0.5;

        var cutOff = await RefusedAsync(client, 400, Batch(6_000) + "{\"decisionId\":");
        var unknown = await RefusedAsync(client, 422, Batch(6_000) + "{\"decisionId\":\"x\"}");
        var twice = await RefusedAsync(client, 409, Batch(6_000) + conflict.ToJsonString());

        Assert.Contains("6001", (string?)cutOff["detail"], StringComparison.Ordinal);
        Assert.Contains(unknown["errors"]!.AsObject(), e => e.Key.StartsWith("lines[6001]", StringComparison.Ordinal));
        Assert.Contains("6001", (string?)twice["detail"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await CountAsync(portal));
        await PushedAsync(client, Batch(3));
    }

    [Fact]
    public async Task Push_IdTwiceInABatch_WithOtherContent_NamesTheLine()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);

        var problem = await RefusedAsync(client, 409, Line("a", 1).ToJsonString() + "\n" + Line("a", 2).ToJsonString());

        Assert.StartsWith("Line 2:", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await CountAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Push_OverlappingBatchesAtTheSameMoment_StoreEveryDecisionOnce(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PushedAsync(client, Batch(400, from: i * 100))));

        Assert.Equal(900, answers.Sum(a => (int)a["accepted"]!));
        Assert.Equal(1_500, answers.Sum(a => (int)a["duplicates"]!));
        var (rows, ids, _) = await CountAsync(portal);
        Assert.Equal((900, 900), (rows, ids));
        Assert.Empty(await CheckAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Push_DecisionsOfSeveralMonths_AreFoundAgain(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await KeyAsync(portal);
        var lines = Enumerable
            .Range(0, 14)
            .Select(month =>
            {
                var line = Line($"m{month}");
                line["time"] = Start.AddMonths(-month).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
                return line.ToJsonString();
            });

        await PushedAsync(client, string.Join('\n', lines));

        var page = await GetAsync(client, Address + "?limit=20");
        Assert.Equal(Enumerable.Range(0, 14).Select(m => $"m{m}"), page["items"]!.AsArray().Select(i => (string)i!["decisionId"]!));
    }

    [Fact]
    public async Task Push_Gzip_IsRead()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);

        using var answer = await client.PostAsync(Address, Body(Gzip(Batch(50))), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal((50, 50, 1), await CountAsync(portal));
    }

    [Fact]
    public async Task Push_DamagedBody_NamesTheLineAndKeepsNothing()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        var gzip = Gzip(Batch(5_000));
        byte[] broken = [.. Encoding.UTF8.GetBytes(Batch(2)), .. "{\"decisionId\":\"\xff"u8[..15], 0xff, (byte)'"', (byte)'}'];

        var truncated = await RefusedAsync(client, 400, gzip[..(gzip.Length / 2)]);
        var notUtf8 = await RefusedAsync(client, 400, broken);
        var notJson = await RefusedAsync(client, 400, Batch(4) + "{\"decisionId\":\n");
        var huge = await RefusedAsync(client, 413, Batch(6) + "{\"decisionId\":\"" + new string('x', 1024 * 1024) + "\"}\n");
        var twice = await RefusedAsync(client, 422, Line("a").ToJsonString().Insert(1, "\"action\":\"x\","));
        var empty = await RefusedAsync(client, 422, "\n  \n");

        Assert.Equal("decision.damaged", (string?)truncated["code"]);
        Assert.Contains("after line", (string?)truncated["detail"], StringComparison.Ordinal);
        Assert.StartsWith("Line 3 ", (string?)notUtf8["detail"], StringComparison.Ordinal);
        Assert.StartsWith("Line 5 ", (string?)notJson["detail"], StringComparison.Ordinal);
        Assert.StartsWith("Line 7 ", (string?)huge["detail"], StringComparison.Ordinal);
        Assert.Contains("appears twice", (string?)twice["detail"], StringComparison.Ordinal);
        Assert.Equal("decision.empty", (string?)empty["code"]);
        Assert.Equal((0, 0, 0), await CountAsync(portal));
    }

    [Theory]
    [InlineData("decisionId", "\"a b\"")]
    [InlineData("decisionId", null)]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("time", "\"2026-11-20T09:42:00\"")]
    [InlineData("time", "\"2099-01-01T00:00:00Z\"")]
    [InlineData("model", "7")]
    [InlineData("version", "\"9.9.9\"")]
    [InlineData("input", "\"text\"")]
    [InlineData("output", "null")]
    [InlineData("confidence", "1.01")]
    [InlineData("confidence", null)]
    [InlineData("topFeatures[0]", "[{\"name\":\"a\"}]")]
    [InlineData("humanReview.by", "{\"action\":\"confirmed\"}")]
    [InlineData("weather", "\"fine\"")]
    public async Task Push_WrongMember_IsNamedWithItsLine(string field, string? json)
    {
        var portal = await shared.GetAsync(async () =>
        {
            var made = new PortalFactory();
            (await KeyAsync(made)).Dispose();
            return made;
        });
        using var client = await OnlyKeyAsync(portal);
        var line = Line("bad");
        var member = field.Split('.', '[')[0];
        line.Remove(member);
        if (json is not null)
        {
            line[member] = JsonNode.Parse(json);
        }

        var problem = await RefusedAsync(client, 422, Batch(2) + line.ToJsonString());

        Assert.Equal("decision.not-valid", (string?)problem["code"]);
        Assert.NotNull(problem["errors"]![$"lines[3].{field}"]);
        Assert.Equal((0, 0, 0), await CountAsync(portal));
    }

    [Fact]
    public async Task Push_MoreLinesThanABatchTakes_NamesTheLimit()
    {
        await using var portal = new PortalFactory();
        portal.Settings["Limits:DecisionLines"] = "100";
        using var client = await KeyAsync(portal);

        var problem = await RefusedAsync(client, 413, Batch(101));

        Assert.Contains("Limits__DecisionLines", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), await CountAsync(portal));
    }

    [Fact]
    public async Task Push_LongContents_WaitInAFileAndAreStoredWhole()
    {
        await using var portal = new PortalFactory();
        using var client = await KeyAsync(portal);
        // More than waits in memory. No digit or sign is in the long text: what looks for personal data in it has tests of its own.
        var text = new string('a', 500_000);
        var lines = Enumerable
            .Range(0, 140)
            .Select(n =>
            {
                var line = Line($"long{n}", n);
                line["output"] = new JsonObject { ["n"] = n, ["text"] = text };
                return line.ToJsonString();
            });

        await PushedAsync(client, string.Join('\n', lines));

        Assert.Empty(await CheckAsync(portal));
        var last = await GetAsync(client, Address + "/long139");
        Assert.Equal((139, text), ((int)last["output"]!["n"]!, (string?)last["output"]!["text"]));
    }

    [Fact]
    public async Task Push_WithoutTheScopeOrAsAPerson_IsRefusedAndLogged()
    {
        await using var portal = new PortalFactory();
        using var key = await KeyAsync(portal);
        using var reader = await portal.CreateKeyClientAsync(null, Scopes.DecisionsRead);
        await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        using var person = await portal.SignInAsync("engineer@test.example");

        Assert.Equal("identity.scope-missing", (string?)(await RefusedAsync(reader, 403, Batch(1)))["code"]);
        Assert.Equal("identity.permission-missing", (string?)(await RefusedAsync(person, 403, Batch(1)))["code"]);

        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            2,
            await db.AuditEntries.CountAsync(e => e.Action == "decisions.stored" && e.Refused, TestContext.Current.CancellationToken)
        );
    }
}
