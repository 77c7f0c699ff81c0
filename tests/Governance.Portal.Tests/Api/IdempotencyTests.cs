using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Api;

/// <summary>A write with an Idempotency-Key is done once, whatever dies between its commit and its answer.</summary>
public sealed class IdempotencyTests
{
    private const string Path = "/api/v1/risks";
    private const string Officer = "officer@bank.example";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Repeat_AfterTheServerEndedBetweenCommitAndAnswer_GetsItsAnswer_AndDoesNothingTwice(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var dying = new PortalFactory(kind) { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        await dying.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var first = await dying.SignInAsync(Officer);
        using var ended = new ManualResetEventSlim();
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = dying
            .Get<ChangeFeed>()
            .Subscribe(
                [],
                change =>
                {
                    if (change.Action.StartsWith("risk.", StringComparison.Ordinal))
                    {
                        committed.TrySetResult();
                        ended.Wait(s_patience);
                    }
                }
            );
        var unanswered = Task.Run(() => RaiseAsync(first, "one"), Ct);
        await committed.Task.WaitAsync(s_patience, Ct);
        await using var other = dying.Beside(clock);
        using var second = await other.SignInAsync(Officer);

        var atOnce = await RaiseAsync(second, "one");
        clock.Advance(TimeSpan.FromMinutes(11));
        var later = await RaiseAsync(second, "one");
        var otherwise = await RaiseAsync(second, "one", impact: 5);
        clock.Advance(TimeSpan.FromDays(3));
        await other.Get<ExpiryJob>().RunAsync(Ct);
        using var returned = await other.SignInAsync(Officer);
        var muchLater = await RaiseAsync(returned, "one");

        Assert.Equal((HttpStatusCode.Created, "RSK-0001"), (atOnce.Status, atOnce.Text("id")));
        Assert.Equal((HttpStatusCode.Created, atOnce.Body.ToJsonString()), (later.Status, later.Body.ToJsonString()));
        Assert.Equal("idempotency.other-body", otherwise.Text("code"));
        // For a day, as every answer. That it was done is known for good.
        Assert.Equal((HttpStatusCode.Conflict, "idempotency.answer-lost"), (muchLater.Status, muchLater.Text("code")));
        Assert.Contains("RSK-0001", muchLater.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(other));

        // It was not dead but slow: its answer is kept after all, and given to who asks again.
        ended.Set();
        var answered = await unanswered;
        var repeated = await RaiseAsync(returned, "one");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (answered.Status, repeated.Status));
        Assert.Equal((answered.Text("id"), 1), (repeated.Text("id"), await CountAsync(other)));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Repeat_AfterAFaultThatCameBehindTheCommit_GetsTheAnswer_AndDoesNothingTwice(DatabaseKind kind)
    {
        var clock = new TestClock();
        Faulty? databases = null;
        await using var portal = new PortalFactory(kind);
        portal.Replace = services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            var real = services.Single(s => s.ServiceType == typeof(IDbContextFactory<GovernanceDbContext>));
            services.Remove(real);
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>>(p =>
                databases = new Faulty((IDbContextFactory<GovernanceDbContext>)real.ImplementationFactory!(p))
            );
        };
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var client = await portal.SignInAsync(Officer);
        var faults = 0;
        using var stop = portal
            .Get<ChangeFeed>()
            .Subscribe(
                [],
                change =>
                {
                    if (change.Action.StartsWith("risk.", StringComparison.Ordinal) && faults++ == 0)
                    {
                        databases!.Fails = true;
                    }
                }
            );

        var first = await RaiseAsync(client, "one");
        databases!.Fails = false;
        var again = await RaiseAsync(client, "one");
        clock.Advance(TimeSpan.FromMinutes(2));
        var later = await RaiseAsync(client, "one");

        Assert.Equal(HttpStatusCode.InternalServerError, first.Status);
        Assert.Equal((HttpStatusCode.Created, "RSK-0001"), (again.Status, again.Text("id")));
        Assert.Equal((HttpStatusCode.Created, "RSK-0001"), (later.Status, later.Text("id")));
        Assert.Equal(1, await CountAsync(portal));
    }

    [Fact]
    public async Task Repeat_AfterAFaultThatChangedNothing_IsDone()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var client = await portal.SignInAsync(Officer);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlRawAsync(
            """CREATE TRIGGER "test_refuses" BEFORE INSERT ON "Risks" BEGIN SELECT RAISE(ABORT, 'not now'); END""",
            Ct
        );
        var failed = await RaiseAsync(client, "one");
        await db.Database.ExecuteSqlRawAsync("""DROP TRIGGER "test_refuses" """, Ct);

        var again = await RaiseAsync(client, "one");

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.Created), (failed.Status, again.Status));
        Assert.Equal(1, await CountAsync(portal));
    }

    [Fact]
    public async Task Repeat_AfterARefusalThatSaysToTryAgain_IsDone()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var client = await portal.SignInAsync(Officer);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        // Every risk meets another writer: that is what a value that stands already means.
        await db.Database.ExecuteSqlRawAsync(
            """CREATE TABLE "test_other" ("Value" INTEGER PRIMARY KEY); INSERT INTO "test_other" VALUES (1)""",
            Ct
        );
        await db.Database.ExecuteSqlRawAsync(
            """CREATE TRIGGER "test_collides" BEFORE INSERT ON "Risks" BEGIN INSERT INTO "test_other" VALUES (1); END""",
            Ct
        );
        var busy = await RaiseAsync(client, "one");
        await db.Database.ExecuteSqlRawAsync("""DROP TRIGGER "test_collides" """, Ct);

        var again = await RaiseAsync(client, "one");

        Assert.Equal((HttpStatusCode.Conflict, "action.busy"), (busy.Status, busy.Text("code")));
        Assert.Equal((HttpStatusCode.Created, 1), (again.Status, await CountAsync(portal)));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Request_SentSixTimesAtOnceToTwoNodes_IsDoneOnce(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory(kind) { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var one = await portal.SignInAsync(Officer);
        await using var other = portal.Beside(clock);
        using var two = await other.SignInAsync(Officer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => RaiseAsync(i % 2 == 0 ? one : two, "one"), Ct)));

        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        Assert.All(
            answers,
            a =>
                Assert.True(
                    a.Status == HttpStatusCode.Created ? a.Text("id") == "RSK-0001" : a.Text("code") == "idempotency.running",
                    a.Body.ToJsonString()
                )
        );
        Assert.Equal(1, await CountAsync(portal));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Repeat_ToANodeWhoseClockIsADayAhead_GetsTheFirstAnswer(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory(kind) { HasDatabaseTime = true };
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        await using var ahead = portal.Beside(clock);
        clock.Advance(TimeSpan.FromHours(26));
        using var one = await portal.SignInAsync(Officer);
        using var other = await ahead.SignInAsync(Officer);

        var here = await RaiseAsync(one, "one");
        await ahead.Get<ExpiryJob>().RunAsync(Ct);
        var there = await RaiseAsync(other, "one");

        Assert.Equal((HttpStatusCode.Created, "RSK-0001"), (here.Status, here.Text("id")));
        Assert.Equal((HttpStatusCode.Created, here.Body.ToJsonString()), (there.Status, there.Body.ToJsonString()));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, false)]
    [InlineData(DatabaseKind.Sqlite, true)]
    [WholeData(DatabaseKind.Postgres, false)]
    [WholeData(DatabaseKind.Postgres, true)]
    public async Task Repeat_DaysAfterTheAnswer_DoesNothingAgain_AndWhatWasRefusedMayBeSentAgain(DatabaseKind kind, bool cleared)
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory(kind) { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        using var before = await portal.SignInAsync(Officer);
        var done = await RaiseAsync(before, "one");
        var refused = await RaiseAsync(before, "two", impact: 9);
        clock.Advance(TimeSpan.FromHours(25));
        if (cleared)
        {
            await portal.Get<ExpiryJob>().RunAsync(Ct);
        }

        using var client = await portal.SignInAsync(Officer);
        var again = await RaiseAsync(client, "one");
        var otherwise = await RaiseAsync(client, "one", impact: 5);
        var mended = await RaiseAsync(client, "two");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (done.Status, refused.Status));
        Assert.Equal((HttpStatusCode.Conflict, "idempotency.answer-lost"), (again.Status, again.Text("code")));
        Assert.Contains("RSK-0001", again.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("idempotency.answer-lost", otherwise.Text("code"));
        Assert.Equal((HttpStatusCode.Created, "RSK-0002"), (mended.Status, mended.Text("id")));
        Assert.Equal(2, await CountAsync(portal));
    }

    private static async Task<Answer> RaiseAsync(HttpClient client, string key, int impact = 3)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = JsonContent.Create(
                new
                {
                    title = "Scores drift with the season",
                    category = "drift",
                    inherent = new { likelihood = 2, impact },
                }
            ),
            Headers = { { "Idempotency-Key", key } },
        };
        using var answer = await client.SendAsync(request, Ct);
        return new Answer(answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!);
    }

    private static async Task<int> CountAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.Risks.CountAsync(Ct);
    }

    private sealed record Answer(HttpStatusCode Status, JsonObject Body)
    {
        public string? Text(string member) => (string?)Body[member];
    }

    private sealed class Faulty(IDbContextFactory<GovernanceDbContext> inner) : IDbContextFactory<GovernanceDbContext>
    {
        public bool Fails { get; set; }

        public GovernanceDbContext CreateDbContext() =>
            Fails ? throw new InvalidOperationException("The test says so.") : inner.CreateDbContext();

        public Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            Fails ? throw new InvalidOperationException("The test says so.") : inner.CreateDbContextAsync(cancellationToken);
    }
}
