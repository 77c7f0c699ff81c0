using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.ModelReviews;

/// <summary>A version that fails a policy for too long, and what a review says of it.</summary>
public sealed class RequiredReviewTests
{
    private const string ModelName = ApprovalsScene.ModelName;
    private const string Missing = "posture.review-missing";

    private static int s_officers;

    // A rule of validation evidence: the gate's own answer stays open, so that only the posture shuts it.
    private const string Auc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";
    private const string Continuous = "  continuous: {grace: 14d, then: require-review}";

    private static readonly string s_stricter = Auc.Replace("0.85", "0.95", StringComparison.Ordinal);

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AfterTheGrace_PermitsWaitForAReviewThatKeepsTheVersion(DatabaseKind kind)
    {
        await using var scene = await OverdueAsync(kind);

        Assert.Contains(Missing, await ShutByAsync(scene));
        Assert.Single(await AlertsAsync(scene));
        Assert.True(Assert.Single((await NowAsync(scene)).Failing).LacksReview);

        await ReviewAsync(scene, "retrain");
        await JudgeAsync(scene);
        Assert.Contains(Missing, await ShutByAsync(scene));

        await ReviewAsync(scene, "keep");
        await JudgeAsync(scene);
        Assert.Empty(await ShutByAsync(scene));
        var now = await NowAsync(scene);
        Assert.Equal((PostureState.Out, null), (now.State, now.PermitsEndAt));
        Assert.False(Assert.Single(now.Failing).LacksReview);
        Assert.Single(await AlertsAsync(scene));

        await ReviewAsync(scene, "retire");
        await JudgeAsync(scene);
        Assert.Contains(Missing, await ShutByAsync(scene));
    }

    [Fact]
    public async Task AReviewFromBeforeTheRuleFailed_OrOfElsewhere_GivesNothingBack()
    {
        await using var scene = await CreateAsync(Auc);
        await ReviewAsync(scene, "keep");
        scene.Clock.Advance(TimeSpan.FromHours(1));
        await FailAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(15));
        await JudgeAsync(scene);
        Assert.Contains(Missing, await ShutByAsync(scene));

        var elsewhere = await RecordAsync(scene, new(ModelName, Running, "keep", "Fine", null) { Environments = ["us"] });
        Assert.Equal("model-review.environment-unknown", elsewhere.Refusal?.Code);
        var here = await RecordAsync(scene, new(ModelName, Running, "restrict", "Below 1,000 EUR", null) { Environments = ["eu"] });
        Assert.True(here.IsDone, here.Refusal?.Message);
        await JudgeAsync(scene);
        Assert.Empty(await ShutByAsync(scene));
    }

    [Fact]
    public async Task AReviewThatSomeoneWroteOrTookAwayInTheDatabase_OpensNothing()
    {
        await using var scene = await OverdueAsync();
        await ReviewAsync(scene, "keep");
        await ReviewAsync(scene, "retrain");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"ModelReviews\" WHERE \"Outcome\" = 'retrain'", Ct);
        }

        await JudgeAsync(scene);

        var now = await NowAsync(scene);
        Assert.Contains(now.Failing, f => f.Rule == "record.altered");
        Assert.True(now.PermitsEndAt < scene.Clock.GetUtcNow());
        Assert.Contains(Missing, await ShutByAsync(scene));
    }

    [Fact]
    public async Task AReview_IsLoggedByItsFacts_AndNamesItsNextDay()
    {
        await using var scene = await OverdueAsync();
        var alert = Assert.Single(await AlertsAsync(scene)).Id.ToString();
        var id = await RecordAsync(scene, new(ModelName, Running, "keep", " The campaign of November ", null) { Answers = alert });

        var entry = Assert.Single(await scene.LogAsync("model.reviewed"));
        Assert.Equal((id.Value.ToString(), "keep"), ((string?)entry["subject"], (string?)entry["data"]!["outcome"]));
        Assert.Equal(alert, (string?)entry["data"]!["answers"]);
        Assert.DoesNotContain("November", entry.ToJsonString(), StringComparison.Ordinal);
        var view = (await scene.Get<ListModelReviews>().GetAsync(ModelName, id.Value, Ct)).Value;
        Assert.Equal("The campaign of November", view.Reasons);
        Assert.Equal(scene.Clock.Today().AddMonths(6), view.RevalidateOn);
    }

    [Fact]
    public async Task WhatTheOwnerOrTheMakerSaysInItsFavour_GivesNoPermitsBack_AndTakesNoneAway()
    {
        await using var scene = await OverdueAsync();
        foreach (var theirs in new[] { scene.Owner, scene.Engineer with { Role = Roles.ModelOwner } })
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(1));
            await RecordAsync(scene, new(ModelName, Running, "keep", "Fine", null), theirs);
            await JudgeAsync(scene);
            Assert.Contains(Missing, await ShutByAsync(scene));
        }

        await ReviewAsync(scene, "keep");
        await JudgeAsync(scene);
        Assert.DoesNotContain(Missing, await ShutByAsync(scene));
        await RecordAsync(scene, new(ModelName, Running, "restrict", "With care", null), scene.Owner);
        await JudgeAsync(scene);
        Assert.DoesNotContain(Missing, await ShutByAsync(scene));
        await RecordAsync(scene, new(ModelName, Running, "retrain", "Not good enough", null), scene.Owner);
        await JudgeAsync(scene);
        Assert.Contains(Missing, await ShutByAsync(scene));
    }

    [Fact]
    public async Task WhatIsNoReview_IsRefused()
    {
        await using var scene = await CreateAsync(Auc);
        var today = scene.Clock.Today();
        RecordReview.Command command = new(ModelName, Running, "keep", "Fine", null);

        Assert.Equal("model-review.outcome-unknown", await RefusedAsync(command with { Outcome = "burn" }));
        Assert.Equal("model-review.reasons-missing", await RefusedAsync(command with { Reasons = " " }));
        Assert.Equal("model-review.day-not-valid", await RefusedAsync(command with { RevalidateOn = today }));
        Assert.Equal("model-review.day-not-valid", await RefusedAsync(command with { RevalidateOn = today.AddMonths(37) }));
        Assert.Equal(
            "model-review.day-not-valid",
            await RefusedAsync(command with { Outcome = "retire", RevalidateOn = today.AddDays(9) })
        );
        Assert.Equal("model-review.answers-unknown", await RefusedAsync(command with { Answers = "ALR-0099" }));
        Assert.Equal("version.not-found", await RefusedAsync(command with { Version = "9.9.9" }));
        Assert.Equal(RefusalKind.Forbidden, (await scene.Get<RecordReview>().RunAsync(scene.Engineer, command, Ct)).Refusal?.Kind);

        async Task<string?> RefusedAsync(RecordReview.Command refused) => (await RecordAsync(scene, refused)).Refusal?.Code;
    }

    [Fact]
    public async Task OverHttp_IsReadByPages_AndWrittenByNoKey()
    {
        await using var scene = await CreateAsync(Auc);
        await ReviewAsync(scene, "keep");
        await ReviewAsync(scene, "roll-back");
        var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.GateRead, Scopes.MonitoringWrite);
        const string address = $"/api/v1/models/{ModelName}/reviews";

        var first = await key.GetFromJsonAsync<JsonNode>($"{address}?limit=1", Ct);
        Assert.Equal("roll-back", (string?)Assert.Single(first!["items"]!.AsArray())!["outcome"]);
        var cursor = Uri.EscapeDataString((string)first["nextCursor"]!);
        var second = await key.GetFromJsonAsync<JsonNode>($"{address}?limit=1&cursor={cursor}", Ct);
        Assert.Equal("keep", (string?)Assert.Single(second!["items"]!.AsArray())!["outcome"]);
        Assert.Equal("REV-0001", (string?)(await key.GetFromJsonAsync<JsonNode>($"{address}/REV-0001", Ct))!["id"]);
        Assert.Equal(404, (int)(await key.GetAsync($"{address}/REV-0009", Ct)).StatusCode);
        Assert.Equal(404, (int)(await key.GetAsync("/api/v1/models/none/reviews", Ct)).StatusCode);
        var body = new
        {
            version = Running,
            outcome = "keep",
            reasons = "By a pipeline",
        };
        Assert.Equal(403, (int)(await key.PostAsJsonAsync(address, body, Ct)).StatusCode);
    }

    private static async Task<ApprovalsScene> OverdueAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await CreateAsync(Auc, kind: kind);
        await FailAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(15));
        await JudgeAsync(scene);
        return scene;
    }

    private static async Task FailAsync(ApprovalsScene scene)
    {
        await ActivateAsync(scene, "2", s_stricter, Continuous);
        await JudgeAsync(scene);
    }

    // Only what the posture says: the gate run of the approval stands.
    private static async Task<IReadOnlyList<string>> ShutByAsync(ApprovalsScene scene) =>
        [.. (await GateAsync(scene)).Reasons.Select(r => r.Code)];

    private static async Task<Result<ModelReviewId>> RecordAsync(ApprovalsScene scene, RecordReview.Command command, Actor? by = null) =>
        await scene.Get<RecordReview>().RunAsync(by ?? await OfficerAsync(scene), command, Ct);

    // What those who answer for the model say in its favour gives no permits back.
    private static Task<Actor> OfficerAsync(ApprovalsScene scene) =>
        scene.PersonAsync($"officer{Interlocked.Increment(ref s_officers)}@test.example", Roles.RiskOfficer);

    private static async Task ReviewAsync(ApprovalsScene scene, string outcome)
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var recorded = await RecordAsync(scene, new(ModelName, Running, outcome, "Looked at the figures", null));
        Assert.True(recorded.IsDone, recorded.Refusal?.Message);
    }
}
