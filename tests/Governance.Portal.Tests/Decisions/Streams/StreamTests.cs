using System.Text;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Decisions.DecisionLines;
using static Governance.Portal.Tests.Decisions.Streams.StreamsFixture;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Decisions that come by a broker: each is stored once, whatever ends in between, and what is none is put aside.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Read_PoisonAmongDecisions_IsPutAsideWithItsReasonAndTheRestIsStored(DatabaseKind kind)
    {
        await using var portal = await PortalAsync(kind);
        var broker = new FakeBroker();
        var other = Line("d5", 5);
        other["action"] = "approved";
        other["confidence"] = 0.001;
        var unknown = Line("of-another", 1);
        unknown["model"] = "nobody-knows";
        var late = Line("never", 1);
        late["time"] = "yesterday, said Grace Hopper";
        broker.Add([.. Enumerable.Range(0, 60).Select(n => Line($"d{n}", n).ToJsonString())]);
        broker.Add(["{\"decisionId\":\"cut-off\"", "", "[1,2]", other.ToJsonString(), unknown.ToJsonString(), late.ToJsonString()]);
        broker.Add([.. Enumerable.Range(60, 60).Select(n => Line($"d{n}", n).ToJsonString())]);
        var reader = Reader(portal, broker, Source());

        await ReadUntilAsync(() => reader, () => broker.Confirmed == 126, Ct);

        Assert.Equal((120, 120), ((await CountAsync(portal)).Rows, (await CountAsync(portal)).Ids));
        Assert.Equal(
            [
                "60 decision.malformed ",
                "61 decision.malformed ",
                "62 decision.malformed ",
                "63 decision.conflict decisionId",
                "64 decision.not-valid version",
                "65 decision.not-valid time",
            ],
            broker.DeadLetters.Select(d => $"{d.Message.Position} {d.Code} {d.Field}").Order(StringComparer.Ordinal)
        );
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var entry = await db.AuditEntries.SingleAsync(e => e.Action == RecordRejected.Action, Ct);
        var leaf = Encoding.UTF8.GetString(entry.Leaf);
        Assert.DoesNotContain("Hopper", leaf, StringComparison.Ordinal);
        Assert.DoesNotContain("cut-off", leaf, StringComparison.Ordinal);
        Assert.Equal("loans", entry.Subject);
        Assert.Empty(await CheckAsync(portal));
        var listed = await portal.Get<ListStreamStates>().RejectedAsync(Ct);
        Assert.Equal(6, listed.Count);
        var state = portal.Get<StreamStates>().Of("loans");
        Assert.Equal((120, 0, 6, 0L), (state.Stored, state.Repeated, state.Rejected, state.Lag));
    }

    /// <summary>
    /// The broker, the connection and the node fail in turn at every step, before and after it took effect: 2,000 decisions in every run,
    /// 100,000 in full.
    /// </summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Read_BrokerAndNodeEndInTurn_EveryDecisionIsThereOnce(DatabaseKind kind)
    {
        var (count, batch) = Soak.Size((2_000, 100), (100_000, 1_000));
        await using var portal = await PortalAsync(kind);
        var broker = new FakeBroker();
        broker.Add(Enumerable.Range(0, count).Select(n => n % 400 == 399 ? "poison" : Line($"d{n}", n).ToJsonString()));
        var chance = new Random(20_261_127);
        broker.Fails = _ => chance.Next(6) == 0;
        var reader = Reader(portal, broker, Source(batch));

        // A node that ends leaves without a word: another reader begins where the broker says.
        var failed = await ReadUntilAsync(
            () => chance.Next(4) == 0 ? reader = Reader(portal, broker, Source(batch)) : reader,
            () => broker.Confirmed == count,
            Ct
        );

        var poison = count / 400;
        Assert.Equal((count - poison, count - poison), ((int)(await CountAsync(portal)).Rows, (int)(await CountAsync(portal)).Ids));
        Assert.Equal(poison, broker.DeadLetters.Select(d => d.Message.Position).Distinct(StringComparer.Ordinal).Count());
        Assert.True(failed > 0 && broker.HandedOver > count, "Nothing came again.");
        Assert.InRange(broker.MostOpen, 1, batch);
        Assert.Empty(await CheckAsync(portal));
        Soak.Report(
            $"Decisions from a stream, {kind}",
            $"{count:N0} messages, {failed} failures, {broker.HandedOver - count:N0} came again, each stored once"
        );
    }

    [Fact]
    public async Task Read_PortalThatCannotWrite_LeavesEverythingAtTheBrokerAndGoesOnLater()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var broker = new FakeBroker();
        broker.Add([.. Enumerable.Range(0, 30).Select(n => Line($"d{n}", n).ToJsonString())]);
        var reader = Reader(portal, broker, Source());
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0.0')""",
            Ct
        );

        Assert.True(reader.TryBegin());
        await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));

        var state = portal.Get<StreamStates>().Of("loans");
        Assert.Equal((0, 0, "schema.newer", 1), (broker.Confirmed, broker.DeadLetters.Count, state.HeldUp, state.Failures));
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = '29990101000000_Later'""", Ct);
        await ReadUntilAsync(() => reader, () => broker.Confirmed == 30, Ct);
        Assert.Equal(30, (await CountAsync(portal)).Rows);
        Assert.Equal(0, portal.Get<StreamStates>().Of("loans").Failures);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Read_TwoNodes_OneReadsAndTheOtherGoesOnWhenItLeaves(DatabaseKind kind)
    {
        await using var here = await PortalAsync(kind);
        await using var there = here.Beside(TimeProvider.System);
        var broker = new FakeBroker();
        broker.Add([.. Enumerable.Range(0, 50).Select(n => Line($"d{n}", n).ToJsonString())]);
        var (first, second) = (Reader(here, broker, Source()), Reader(there, broker, Source()));
        await ReadUntilAsync(() => first, () => broker.Confirmed == 50, Ct);
        broker.Add([.. Enumerable.Range(50, 50).Select(n => Line($"d{n}", n).ToJsonString())]);

        Assert.True(second.TryBegin());
        await second.RunAsync(Ct);
        Assert.Equal((50, false), (broker.Confirmed, there.Get<StreamStates>().Of("loans").IsHere));

        await first.LeaveAsync(Ct);
        var after = Reader(there, broker, Source());
        await ReadUntilAsync(() => after, () => broker.Confirmed == 100, Ct);
        Assert.Equal(100, (await CountAsync(here)).Rows);
        Assert.Equal((50L, 50L), (here.Get<StreamStates>().Of("loans").Stored, there.Get<StreamStates>().Of("loans").Stored));
    }

    [Fact]
    public async Task Read_ModelOfTheSource_IsGivenToMessagesWithoutOneAndOthersAreRefused()
    {
        await using var portal = await PortalAsync(DatabaseKind.Sqlite);
        var broker = new FakeBroker();
        var (bare, other) = (Line("unused", 1), Line("other", 2));
        bare.Remove("decisionId");
        bare.Remove("model");
        bare.Remove("version");
        other["model"] = "card-fraud";
        broker.Add([bare.ToJsonString(new() { WriteIndented = true }), other.ToJsonString()]);
        var source = Source();
        (source.Model, source.Version) = ("credit-default", "2.0.0");
        var reader = Reader(portal, broker, source);

        await ReadUntilAsync(() => reader, () => broker.Confirmed == 2, Ct);

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("loans:0", (await db.Decisions.SingleAsync(Ct)).Id);
        var aside = Assert.Single(broker.DeadLetters);
        Assert.Equal(("1", "decision.not-valid", "model"), (aside.Message.Position, aside.Code, aside.Field));
    }

    [Fact]
    public async Task Page_WithAStream_ShowsHowItStandsAndWhatWasPutAside()
    {
        var broker = new FakeBroker();
        await using var portal = new PortalFactory { Replace = services => services.AddSingleton<IStreamBroker>(broker) };
        foreach (var (key, value) in new[] { ("Name", "loans"), ("Address", "127.0.0.1:4222"), ("Tls", "false"), ("Topic", "decisions") })
        {
            portal.Settings[$"Streams:Sources:0:{key}"] = value;
        }

        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        await RegistrySeed.VersionAsync(portal, "credit-default", "2.0.0");
        await portal.CreateUserAsync("risk@test.example", Roles.RiskOfficer);
        using var client = await portal.SignInAsync("risk@test.example");
        broker.Add([Line("d0").ToJsonString(), "poison"]);

        // The hosted job reads it, as outside tests.
        await Until.HoldsAsync("the job reads", TimeSpan.FromSeconds(30), _ => Task.FromResult(broker.Confirmed == 2), Ct);
        var page = await client.GetStringAsync("/decisions", Ct);

        Assert.Contains("loans", page, StringComparison.Ordinal);
        Assert.Contains("decision.malformed", page, StringComparison.Ordinal);
        Assert.Equal(1, (await CountAsync(portal)).Rows);
    }
}
