using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Decisions.Reviews;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Portal.Tests.Decisions;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.DecisionReviews.ReviewScene;

namespace Governance.Portal.Tests.DecisionReviews;

/// <summary>From a batch of decisions to a person's answer.</summary>
public sealed class ReviewQueueTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Batch_ThatARuleMatches_IsSentOnce_ToReviewersInTurn(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(3, "before"));
        await scene.RuledAsync([Outcome("declined")]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(9));

        await scene.WorkAsync();
        await scene.WorkAsync();

        var items = await scene.ListAsync("?state=waiting");
        Assert.Equal(["d0", "d3", "d6"], items.Select(i => (string)i["decision"]!).Order(StringComparer.Ordinal));
        Assert.Equal(2, items.Select(i => (string)i["reviewer"]!).Distinct().Count());
        Assert.All(items, i => Assert.Equal("Outcome is declined", (string)i["reason"]!));
        Assert.Equal(2, (await scene.ListAsync("?state=waiting&reviewer=me")).Count + (await scene.ListAsync("?reviewer=nobody@x")).Count);
        var figures = await DecisionLines.GetAsync(scene.Risk, "/api/v1/models/credit-default/review-figures");
        Assert.Equal(9, (int)figures["decisions"]!);
        Assert.Equal(3, (int)figures["waiting"]!);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task TwoNodes_AtOnce_SendEachDecisionOnce(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        await scene.RuledAsync([new JsonObject { ["kind"] = "all" }]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(150));

        await Task.WhenAll(scene.WorkAsync(), scene.WorkAsync(), scene.WorkAsync());
        await scene.WorkAsync();

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(150, await db.DecisionReviews.CountAsync(Ct));
        Assert.Equal(150, await db.DecisionReviews.Select(r => r.Decision).Distinct().CountAsync(Ct));
        Assert.Empty(await db.ReviewTasks.ToListAsync(Ct));
    }

    [Fact]
    public async Task Piece_ThatWasRecorded_IsNotRecordedAgain_WhenItsTaskIsTakenTwice()
    {
        await using var scene = await CreateAsync();
        await scene.RuledAsync([Outcome("declined")]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(9));
        await scene.Portal.Get<FollowReviews>().RunAsync(Ct);
        ReviewTask stale;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            stale = await db.ReviewTasks.AsNoTracking().SingleAsync(Ct);
        }

        await scene.WorkAsync();
        await scene.Portal.Get<RouteDecisions>().RunAsync(stale, Ct); // a node that was away comes back with its old claim

        Assert.Equal(3, (await scene.ListAsync()).Count);
    }

    [Fact]
    public async Task Override_GoesTheWayOfEveryOverride_AndEndsTheReview()
    {
        await using var scene = await CreateAsync();
        var id = await ReviewedAsync(scene);

        var answered = await AnswerAsync(
            scene.Risk,
            id,
            new
            {
                outcome = "override",
                newOutcome = "approved",
                reasonCode = "new-information",
                reason = "The salary slip shows more",
            }
        );

        Assert.Equal("overridden", (string)answered["state"]!);
        var decision = await DecisionLines.GetAsync(scene.Risk, $"{DecisionLines.Address}/{(string)answered["decision"]!}");
        var given = decision["overrides"]!.AsArray().Single()!;
        Assert.Equal(("approved", "new-information"), ((string)given["outcome"]!, (string)given["reasonCode"]!));
        Assert.Equal("overridden", (string)decision["reviews"]!.AsArray().Single()!["state"]!);
        Assert.Equal(
            "decision-review.answered",
            (string)(await AnswerAsync(scene.Second, id, new { outcome = "confirm", reason = "x" }, HttpStatusCode.Conflict))["code"]!
        );
    }

    [Fact]
    public async Task Answer_WithOutcomeAndReasonAlone_IsEnough()
    {
        await using var scene = await CreateAsync();
        var id = await ReviewedAsync(scene);

        var answered = await AnswerAsync(scene.Risk, id, new { outcome = "override", reason = "Not by this model" });

        Assert.Equal(("not declined", "other"), ((string)answered["newOutcome"]!, (string)answered["reasonCode"]!));
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task TwoReviewers_AtOnce_OneAnswers(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var id = await ReviewedAsync(scene);

        var answers = await Task.WhenAll(
            new[] { scene.Risk, scene.Second }.Select(who =>
                who.PostAsync(
                    $"{Address}/{id}:answer",
                    new StringContent("""{"outcome":"override","reason":"Wrong"}""", Encoding.UTF8, "application/json"),
                    Ct
                )
            )
        );

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        var decision = await DecisionLines.GetAsync(scene.Risk, $"{DecisionLines.Address}/d0");
        Assert.Single(decision["overrides"]!.AsArray());
    }

    [Fact]
    public async Task Escalation_WaitsForTheDecider_WhoAnswers()
    {
        await using var scene = await CreateAsync();
        var id = await ReviewedAsync(scene);

        var passed = await AnswerAsync(scene.Risk, id, new { outcome = "escalate", reason = "Two files disagree" });

        Assert.Equal("escalated", (string)passed["state"]!);
        Assert.Equal([id], (await scene.ListAsync("?reviewer=me", scene.Owner)).Select(i => (string)i["id"]!));
        Assert.Equal(
            "decision-review.passed-on",
            (string)(await AnswerAsync(scene.Risk, id, new { outcome = "confirm", reason = "x" }, HttpStatusCode.Forbidden))["code"]!
        );
        Assert.Equal("confirmed", (string)(await AnswerAsync(scene.Owner, id, new { outcome = "confirm", reason = "Fits" }))["state"]!);
    }

    [Fact]
    public async Task Reassigned_WaitsForTheOther_WhoIsNotified_AndTheLogNamesBoth()
    {
        await using var scene = await CreateAsync();
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(1));
        var sent = new
        {
            decision = "d0",
            reason = "Check it",
            reviewer = "risk@demo.example",
        };
        var id = (string)(await SendAsync(scene.Risk, HttpMethod.Post, Address, sent, HttpStatusCode.Created))["id"]!;
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        Assert.Equal("decision-review.reviewer-unknown", await RefusedAsync(scene.Risk, id, "compliance@demo.example"));
        Assert.Equal("decision-review.reviewer-missing", await RefusedAsync(scene.Risk, id, ""));
        await ReassignAsync(scene.Compliance, id, "second@demo.example", HttpStatusCode.Forbidden);
        var given = await ReassignAsync(scene.Risk, id, "second@demo.example");
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        Assert.Equal("On leave", (string)given["reassignmentReason"]!);
        Assert.Equal([id], (await scene.ListAsync("?state=waiting&reviewer=me", scene.Second)).Select(i => (string)i["id"]!));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var people = await db.Users.ToDictionaryAsync(u => u.Email!, u => u.UserId, Ct);
        var told = await db.Notifications.Where(n => n.Subject == id).ToListAsync(Ct);
        Assert.Equal([people["second@demo.example"]], told.Where(n => n.ReadAt is null).Select(n => n.Person));
        var entry = Encoding.UTF8.GetString(
            await db.AuditEntries.Where(e => e.Action == "decision-review.reassigned" && !e.Refused).Select(e => e.Leaf).SingleAsync(Ct)
        );
        Assert.Contains($"\"before\":\"{people["risk@demo.example"]}\"", entry, StringComparison.Ordinal);
        Assert.Contains($"\"reviewer\":\"{people["second@demo.example"]}\"", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("On leave", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reassigned_ToThePersonWhomTheDecisionNames_IsRefused()
    {
        await using var scene = await CreateAsync();
        var line = DecisionLines.Line("named");
        line["humanReview"] = new JsonObject { ["by"] = "Second@demo.example", ["action"] = "agreed" };
        await DecisionLines.PushedAsync(scene.Pipeline, line.ToJsonString() + "\n");
        var sent = new
        {
            decision = "named",
            reason = "Check it",
            reviewer = "risk@demo.example",
        };
        var id = (string)(await SendAsync(scene.Risk, HttpMethod.Post, Address, sent, HttpStatusCode.Created))["id"]!;

        Assert.Equal("decision-review.reviewer-barred", await RefusedAsync(scene.Risk, id, "second@demo.example"));
    }

    private static Task<JsonObject> ReassignAsync(
        HttpClient who,
        string id,
        string reviewer,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => SendAsync(who, HttpMethod.Post, $"{Address}/{id}:reassign", new { reviewer, reason = "On leave" }, expected);

    private static async Task<string?> RefusedAsync(HttpClient who, string id, string reviewer) =>
        (string?)(await ReassignAsync(who, id, reviewer, HttpStatusCode.UnprocessableEntity))["code"];

    [Fact]
    public async Task Reviewer_WhomTheDecisionNames_IsPassedOver_AndMayNotAnswer()
    {
        await using var scene = await CreateAsync();
        await scene.RuledAsync([Outcome("declined")]);
        var line = DecisionLines.Line("named");
        line["humanReview"] = new JsonObject { ["by"] = "Risk@demo.example", ["action"] = "agreed" };
        await DecisionLines.PushedAsync(scene.Pipeline, line.ToJsonString() + "\n");
        await scene.WorkAsync();

        var review = Assert.Single(await scene.ListAsync("?reviewer=second@demo.example"));

        Assert.Equal(
            "decision-review.separated",
            (string)
                (await AnswerAsync(scene.Risk, (string)review["id"]!, new { outcome = "confirm", reason = "x" }, HttpStatusCode.Forbidden))[
                    "code"
                ]!
        );
    }

    [Fact]
    public async Task Labels_ThatArriveLater_SayWhatWasTrue_OnceNoReviewWaits()
    {
        await using var scene = await CreateAsync();
        var id = await ReviewedAsync(scene);
        var answer = await scene.LabelsAsync(("d0", 0), ("d1", 1), ("elsewhere", 1));
        Assert.Equal((3, 0, 2), (answer.Labels, answer.Matched, answer.Decisions));
        await scene.WorkAsync();

        var waiting = await DecisionLines.GetAsync(scene.Risk, $"{DecisionLines.Address}/d0");
        var other = await DecisionLines.GetAsync(scene.Risk, $"{DecisionLines.Address}/d1");
        await AnswerAsync(scene.Risk, id, new { outcome = "confirm", reason = "Fits" });
        var answered = await DecisionLines.GetAsync(scene.Risk, $"{Address}/{id}");
        var figures = await DecisionLines.GetAsync(scene.Risk, "/api/v1/models/credit-default/review-figures");

        Assert.Null(waiting["truth"]);
        Assert.Equal(("1", "declined", false), Truth(other));
        Assert.Equal(("0", "approved", false), Truth(answered));
        Assert.Equal((1, 1, 1.0), ((int)figures["knownWrong"]!, (int)figures["wrongConfirmed"]!, (double)figures["automationBias"]!));
        Assert.Equal((1.0, 1.0 / 9), ((double)figures["agreement"]!, (double)figures["reviewedShare"]!));

        static (string, string, bool) Truth(JsonObject of) =>
            ((string)of["truth"]!["label"]!, (string)of["truth"]!["rightOutcome"]!, (bool)of["truth"]!["modelWasRight"]!);
    }

    [Fact]
    public async Task KnownCase_IsMixedInUnmarked_AndItsOverrideChangesNothingOfTheDecision()
    {
        await using var scene = await CreateAsync();
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(12, "old"));
        await scene.LabelsAsync([.. Enumerable.Range(0, 12).Select(i => ($"old{i}", 0))]); // each declined one was wrong
        await scene.RuledAsync([Outcome("declined")], sampleShare: 0.5);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(60));
        await scene.WorkAsync();

        var waiting = await scene.ListAsync("?state=waiting&limit=100");
        var known = waiting.Where(i => ((string)i["decision"]!).StartsWith("old", StringComparison.Ordinal)).ToList();
        Assert.InRange(known.Count, 1, 4); // four are there, and twenty reviews ask for one by lot
        var id = (string)known[0]["id"]!;
        Assert.Equal(waiting.Single(i => (string)i["decision"]! == "d0").Select(m => m.Key), known[0].Select(m => m.Key));
        Assert.Null((await DecisionLines.GetAsync(scene.Risk, $"{Address}/{id}"))["knownCase"]);

        var answered = await AnswerAsync(
            scene.Risk,
            id,
            new
            {
                outcome = "override",
                newOutcome = "approved",
                reason = "Not a default",
            }
        );

        Assert.True((bool)answered["knownCase"]!);
        var decision = await DecisionLines.GetAsync(scene.Risk, $"{DecisionLines.Address}/{(string)answered["decision"]!}");
        Assert.Empty(decision["overrides"]!.AsArray());
        var figures = await DecisionLines.GetAsync(scene.Risk, "/api/v1/models/credit-default/review-figures");
        Assert.Equal((1, 0, 0), ((int)figures["knownWrong"]!, (int)figures["wrongConfirmed"]!, (int)figures["overridden"]!));
    }

    [Fact]
    public async Task Rules_OverAFieldThatIsNotStored_AreRefused_AndByWhoMayNot()
    {
        await using var scene = await CreateAsync();
        JsonArray rules =
        [
            new JsonObject
            {
                ["kind"] = "amount",
                ["field"] = "income",
                ["above"] = 1_000,
            },
        ];
        var body = new JsonObject { ["rules"] = rules, ["reviewers"] = new JsonArray("risk@demo.example") };

        var refused = await SendAsync(scene.Compliance, HttpMethod.Put, Rules, body, HttpStatusCode.UnprocessableEntity);
        await SendAsync(scene.Owner, HttpMethod.Put, Rules, body, HttpStatusCode.Forbidden);
        body["reviewers"] = new JsonArray("compliance@demo.example");
        var unknown = await SendAsync(scene.Compliance, HttpMethod.Put, Rules, body, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("review-rules.field-not-stored", (string)refused["code"]!);
        Assert.Equal("decision-review.reviewer-unknown", (string)unknown["code"]!);
    }

    [Fact]
    public async Task OneDecision_SentByHand_WaitsOnce_AndIsOverdueInTime()
    {
        await using var scene = await CreateAsync();
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(2));
        var body = new
        {
            decision = "d1",
            reason = "The customer complained",
            reviewer = "second@demo.example",
        };

        var made = await SendAsync(scene.Risk, HttpMethod.Post, Address, body, HttpStatusCode.Created);
        var again = await SendAsync(scene.Risk, HttpMethod.Post, Address, body, HttpStatusCode.Conflict);

        Assert.Equal(
            ("d1", "The customer complained", "open"),
            ((string)made["decision"]!, (string)made["reason"]!, (string)made["state"]!)
        );
        Assert.Equal("decision-review.waiting", (string)again["code"]!);
        Assert.Empty(await scene.ListAsync("?overdue=true"));
        Assert.Equal(422, (int)(await scene.Risk.GetAsync($"{Address}?state=none", Ct)).StatusCode);
    }

    private static async Task<string> ReviewedAsync(ReviewScene scene)
    {
        await scene.RuledAsync([Outcome("declined")]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(9));
        await scene.WorkAsync();
        return (string)(await scene.ListAsync("?decision=d0")).Single()["id"]!;
    }
}
