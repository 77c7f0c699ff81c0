using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Account;

/// <summary>What strangers who know an e-mail address can do to its owner: nothing.</summary>
public sealed class LockTests
{
    private const string Ann = "ann@bank.example";
    private const string Home = "203.0.113.7";

    // For what comes in milliseconds where nothing else runs.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Strangers_WhoLockAnAccount_NeitherEndItsSessionNorKeepItsOwnerFromProving(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var portal = Portal(clock, kind);
        var id = await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var ann = await portal.SignInAtAsync(Home, Ann);

        await LockAsync(portal, clock);

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.True((await db.Users.SingleAsync(u => u.Id == id.Number, Ct)).IsLocked(clock.GetUtcNow()));
        Assert.Equal(1, await db.AuditEntries.CountAsync(e => e.Action == "user.locked", Ct));
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/api/v1/promotions", Ct)).StatusCode);
        Assert.Equal(43, (await PortalFactory.ReauthenticateAsync(ann)).Length);
        var actor = Actor.OfUser(id, Roles.LegalReviewer, (await db.Sessions.SingleAsync(s => s.User == id && s.EndedAt == null, Ct)).Hash);
        Assert.True((await AccessReader.LoadAsync(db, actor, clock.GetUtcNow(), Ct)).IsDone); // what an open page asks
    }

    [Fact]
    public async Task LockedAccount_TakesNoPasswordFromAnywhere_AndAPasskeyOpensIt()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        portal.Settings["Security:AccountFailures"] = "5";
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var passkey = await (await portal.SignInAsync(Ann)).AddPasskeyAsync();
        await GuessAsync(portal.CreateClient(), clock, 5);

        var byPassword = await SessionTests.Post(portal.CreateClient(), Ann, PortalFactory.Password);
        var client = portal.CreateClient();
        var options = await client.PostAsync("/api/v1/session/passkey/options");
        var opened = await client.PostAsync(
            "/api/v1/session/passkey",
            PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin))
        );

        Assert.Equal(HttpStatusCode.TooManyRequests, byPassword.StatusCode);
        Assert.Equal("LegalReviewer", opened.GetProperty("activeRole").GetString());
    }

    [Fact]
    public async Task OneStranger_WaitsHimselfAndLocksNobody()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var stranger = portal.At("198.51.100.1");

        var statuses = await GuessAsync(stranger, clock, 8);
        var wrong = await SessionTests.Post(stranger, Ann, "wrong");
        var right = await SessionTests.Post(stranger, Ann, PortalFactory.Password);
        var owner = await SessionTests.Post(portal.At(Home), Ann, PortalFactory.Password);

        Assert.Equal(
            [.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 3)],
            statuses
        );
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (wrong.StatusCode, right.StatusCode));
        Assert.Equal(await BodyAsync(wrong), await BodyAsync(right)); // says nothing of the guess
        Assert.Equal(HttpStatusCode.OK, owner.StatusCode);
    }

    [Fact]
    public async Task WrongPasswords_OfOneAddress_WaitLongerEachTime()
    {
        var clock = new StillClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = portal.CreateClient();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SessionTests.Post(client, Ann, "wrong")).StatusCode);
        }

        var early = await SessionTests.Post(client, Ann, PortalFactory.Password);
        clock.Advance(TimeSpan.FromSeconds(1));
        await SessionTests.Post(client, Ann, "wrong");
        var again = await SessionTests.Post(client, Ann, "wrong");
        clock.Advance(TimeSpan.FromSeconds(2));
        var right = await SessionTests.Post(client, Ann, PortalFactory.Password);

        Assert.Equal(
            (1.0, 2.0),
            (early.Headers.RetryAfter!.Delta!.Value.TotalSeconds, again.Headers.RetryAfter!.Delta!.Value.TotalSeconds)
        );
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task StolenSession_GuessesAHandfulOfTimesAndEnds_NotTheOwnersOther()
    {
        await using var portal = Portal(new TestClock());
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var owner = await portal.SignInAtAsync(Home, Ann);
        var stolen = await portal.SignInAtAsync(Home, Ann);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await stolen.PostAsJsonAsync("/api/v1/session/reauthenticate", new { password = "wrong" }, Ct)).StatusCode
            );
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await stolen.GetAsync("/api/v1/session", Ct)).StatusCode);
        Assert.Equal(43, (await PortalFactory.ReauthenticateAsync(owner)).Length);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Action == "user.locked", Ct));
        var closed = await db.AuditEntries.SingleAsync(e => e.Action == "session.closed", Ct);
        Assert.Equal("wrong-proofs", (string?)JsonNode.Parse(closed.Leaf)!["data"]!["because"]);
    }

    [Fact]
    public async Task Proof_RightInBetween_BeginsTheCountAgain()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = await portal.SignInAsync(Ann);
        for (var i = 0; i < 8; i++)
        {
            await client.PostAsJsonAsync(
                "/api/v1/session/reauthenticate",
                new { password = i == 3 ? PortalFactory.Password : "wrong" },
                Ct
            );
        }

        Assert.Equal(43, (await PortalFactory.ReauthenticateAsync(client)).Length);
    }

    [Fact]
    public async Task Address_AfterTooManyFailures_WaitsWithTheRightPasswordToo_AndOthersDoNot()
    {
        var clock = new TestClock();
        await using var portal = Portal(clock);
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var stranger = portal.At("198.51.100.1");
        for (var i = 0; i < 200; i++)
        {
            await SessionTests.Post(stranger, $"nobody{i}@bank.example", "wrong");
        }

        var right = await SessionTests.Post(stranger, Ann, PortalFactory.Password);
        var wrong = await SessionTests.Post(stranger, Ann, "wrong");
        var elsewhere = await SessionTests.Post(portal.At(Home), Ann, PortalFactory.Password);
        clock.Advance(TimeSpan.FromMinutes(5.1));
        var later = await SessionTests.Post(stranger, Ann, PortalFactory.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.InRange(right.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 4, 5);
        Assert.Equal(await BodyAsync(wrong), await BodyAsync(right));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (elsewhere.StatusCode, later.StatusCode));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.InRange(await db.AuditEntries.CountAsync(e => e.Action == "session.refused", Ct), 1, 10); // counted, not written one by one
    }

    [Fact]
    public async Task Address_OfOneIPv6Network_IsCountedAsOne()
    {
        await using var portal = Portal(new TestClock());
        portal.Settings["Security:AddressFailures"] = "5";
        await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        for (var i = 0; i < 5; i++)
        {
            await SessionTests.Post(portal.At($"2001:db8:1:2::{i + 1}"), $"nobody{i}@bank.example", "wrong");
        }

        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await SessionTests.Post(portal.At("2001:db8:1:2:ffff::9"), Ann, PortalFactory.Password)).StatusCode
        );
        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(portal.At("2001:db8:1:3::1"), Ann, PortalFactory.Password)).StatusCode);
    }

    [Fact]
    public async Task Address_ThatFailedOnOneNode_WaitsOnTheOtherToo()
    {
        await using var one = new PortalFactory(DatabaseKind.Postgres);
        one.Settings["Security:AddressFailures"] = "5";
        await one.CreateUserAsync(Ann, Roles.LegalReviewer);
        await using var two = new PortalFactory();
        two.Settings["Security:AddressFailures"] = "5";
        foreach (var name in new[] { "ConnectionStrings:Governance", "Storage:ArtifactPath", "Storage:KeyPath" })
        {
            two.Settings[name] = one.Get<IConfiguration>()[name];
        }

        using var here = one.CreateClient();
        using var there = two.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(there, Ann, PortalFactory.Password)).StatusCode);
        await using (var db = await one.Databases.CreateDbContextAsync(Ct))
        {
            // A node hears from the commit on, which is done when its connection waits: the statement alone is not enough.
            await Until.HoldsAsync(
                "two nodes that listen",
                s_patience,
                async ct =>
                    await db
                        .Database.SqlQuery<int>(
                            $"""
                            SELECT COUNT(*)::int AS "Value" FROM pg_stat_activity
                            WHERE datname = current_database() AND query = 'LISTEN governance_nodes' AND state = 'idle'
                            """
                        )
                        .SingleAsync(ct) == 2,
                Ct
            );
        }

        for (var i = 0; i < 5; i++)
        {
            await SessionTests.Post(here, $"nobody{i}@bank.example", "wrong");
        }

        // On its way for a moment, which is longer where much else runs.
        await Until.HoldsAsync(
            "the failures of one node, on the other",
            s_patience,
            async _ => (await SessionTests.Post(there, Ann, PortalFactory.Password)).StatusCode is HttpStatusCode.TooManyRequests,
            Ct
        );
    }

    [Fact]
    public async Task NewPassword_ByOneTimeLink_IsTakenAtOnceWhereTheOldOneWasForgotten()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        var id = await portal.CreateUserAsync(Ann, Roles.LegalReviewer);
        var client = portal.CreateClient();
        await GuessAsync(client, clock, 5);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            var user = await db.Users.SingleAsync(u => u.Id == id.Number, Ct);
            portal.Get<Accounts>().SetPassword(user, "seven blue umbrellas");
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal(HttpStatusCode.OK, (await SessionTests.Post(client, Ann, "seven blue umbrellas")).StatusCode);
    }

    private static async Task LockAsync(PortalFactory portal, TestClock clock)
    {
        for (var i = 1; i <= 4; i++)
        {
            await GuessAsync(portal.At($"198.51.100.{i}"), clock, 5);
        }
    }

    private static async Task<List<HttpStatusCode>> GuessAsync(HttpClient client, TestClock clock, int times)
    {
        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < times; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            statuses.Add((await SessionTests.Post(client, Ann, "not the password at all")).StatusCode);
        }

        return statuses;
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        body.Remove("traceId");
        body.Remove("retryAfter");
        return body.ToJsonString();
    }

    private static PortalFactory Portal(TestClock clock, DatabaseKind kind = DatabaseKind.Sqlite) =>
        new PortalFactory(kind) { Replace = s => s.AddSingleton<TimeProvider>(clock) }.BehindProxy();

    // Stands still between two advances: so a wait of a second is one.
    private sealed class StillClock : TimeProvider
    {
        private DateTimeOffset _now = System.GetUtcNow();

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
