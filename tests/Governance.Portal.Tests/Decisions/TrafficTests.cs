using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Postures;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Decisions;

/// <summary>
/// The decision log as a witness: decisions of versions that must not decide are taken in, and contradicted where people look.
/// </summary>
public sealed class TrafficTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Running = PostureScene.Running;
    private const string Unapproved = "9.0.0";

    private const string Rules =
        "    - {id: EVID-01, type: evidence_required, severity: medium, params: {kinds: [validation], maxAgeDays: 90}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    // What is approved meets its policy, so that only its decisions put it out of policy.
    private static Task MeetAsync(ApprovalsScene scene) => scene.AddEvidenceAsync(Running, EvidenceKind.Validation);

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Decisions_OfAVersionThatWasNeverApproved_AreStored_AndPutItOutOfPolicyUntilTheyStop(DatabaseKind kind)
    {
        await using var scene = await PostureScene.CreateAsync(Rules, kind: kind, before: MeetAsync);
        await scene.RegisterVersionAsync(Unapproved);
        await PostureScene.JudgeAsync(scene);

        var first = scene.Clock.GetUtcNow();
        await DecideAsync(scene, Unapproved, "a", 3);
        await DecideAsync(scene, Unapproved, "b", 2);
        await DecideAsync(scene, Running, "c", 4);

        var alert = Assert.Single(await AlertsAsync(scene));
        Assert.Equal(
            (Unapproved, $"{Unapproved} (never approved for production)", 5L, DriftLevel.Alert),
            (alert.Version, alert.Field, alert.Count, alert.Level)
        );
        Assert.True(alert.BeganAt >= first);
        Assert.NotNull(alert.Owner);

        // It has no deployment, and is out of policy all the same; what runs is not touched by it.
        await PostureScene.JudgeAsync(scene);
        var seen = Assert.Single(await PosturesAsync(scene), p => p.Version == Unapproved);
        Assert.Equal((PostureState.Out, null, Posture.SeenInDecisions), (seen.State, seen.Deployment, seen.Environment));
        Assert.Equal(["decisions.unauthorised"], seen.Failing.Select(f => f.Rule));
        Assert.DoesNotContain(
            (await PosturesAsync(scene)).Single(p => p.Version == Running).Failing,
            f => f.Rule == "decisions.unauthorised"
        );

        // The decisions carry the mark.
        var items = (await scene.Get<ListDecisions>().RunAsync(new DecisionFilter { Model = Model }, null, 50, Ct)).Items;
        Assert.All(items.Where(i => i.Version == Unapproved), i => Assert.Equal("not-approved", WireName.Of(i.Contradiction!.Value)));
        Assert.All(items.Where(i => i.Version == Running), i => Assert.Null(i.Contradiction));

        // It ends by the data, and not a moment before.
        scene.Clock.Advance(AlertKinds.TrafficQuiet - TimeSpan.FromMinutes(10));
        await scene.Get<FollowTraffic>().RunAsync(Ct);
        Assert.Equal(AlertState.Open, Assert.Single(await AlertsAsync(scene)).State);
        scene.Clock.Advance(TimeSpan.FromMinutes(20));
        await scene.Get<FollowTraffic>().RunAsync(Ct);
        Assert.Equal(AlertState.Resolved, Assert.Single(await AlertsAsync(scene)).State);
        await PostureScene.JudgeAsync(scene);
        Assert.DoesNotContain(await PosturesAsync(scene), p => p.Version == Unapproved);
    }

    [Fact]
    public async Task Alert_AboutDecisionsWithoutApproval_IsResolvedByTheSecondLine_AndNotByWhoAnswersForTheModel()
    {
        await using var scene = await PostureScene.CreateAsync(Rules, before: MeetAsync);
        await scene.RegisterVersionAsync(Unapproved);
        await DecideAsync(scene, Unapproved, "a", 1);
        var id = Assert.Single(await AlertsAsync(scene)).Id;

        var own = await scene.Get<ResolveAlert>().RunAsync(scene.Owner, id, "handled", null, Ct);
        Assert.Equal("monitoring.not-second-line", own.Refusal?.Code);
        var second = await scene.Get<ResolveAlert>().RunAsync(scene.Security, id, "A test that is over.", null, Ct);
        Assert.True(second.IsDone, second.Refusal?.Message);
    }

    [Fact]
    public async Task Decisions_OfAVersionThatAnIncidentHolds_ContradictTheContainment_InItsTimelineWithCountsAndTimes()
    {
        await using var scene = await PostureScene.CreateAsync(Rules, before: MeetAsync);
        await DecideAsync(scene, Running, "before", 2);
        var incident = await scene
            .Get<OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Stale feed",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(Model, Running)],
                },
                Ct
            );
        Assert.True(incident.IsDone, incident.Refusal?.Message);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var contained = await scene.Get<ContainIncident>().RunAsync(scene.Security, incident.Value, "take-offline", null, null, Ct);
        Assert.True(contained.IsDone, contained.Refusal?.Message);
        Assert.Empty(await AlertsAsync(scene));
        Assert.Equal(0, await scene.Get<FollowContradictions>().RunAsync(Ct));

        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        await DecideAsync(scene, Running, "after", 3);

        Assert.Equal($"{Running} (held by an incident)", Assert.Single(await AlertsAsync(scene)).Field);
        Assert.Equal(1, await scene.Get<FollowContradictions>().RunAsync(Ct));
        Assert.Equal(0, await scene.Get<FollowContradictions>().RunAsync(Ct));
        var told = Assert.Single(await ContradictionsAsync(scene, incident.Value));
        Assert.Contains($"{Model}@{Running} made 3 decisions while it was held, from ", told, StringComparison.Ordinal);

        // While it goes on, at most once an hour.
        await DecideAsync(scene, Running, "more", 2);
        Assert.Equal(0, await scene.Get<FollowContradictions>().RunAsync(Ct));
        scene.Clock.Advance(TimeSpan.FromHours(2));
        await DecideAsync(scene, Running, "still", 1);
        Assert.Equal(1, await scene.Get<FollowContradictions>().RunAsync(Ct));
        Assert.Contains("made 6 decisions", (await ContradictionsAsync(scene, incident.Value))[^1], StringComparison.Ordinal);

        // The deployment is out of policy for both reasons.
        await PostureScene.JudgeAsync(scene);
        Assert.Superset(
            new HashSet<string>(["incident.holds", "decisions.unauthorised"]),
            (await PosturesAsync(scene)).Single(p => p.Version == Running).Failing.Select(f => f.Rule).ToHashSet()
        );
    }

    [Fact]
    public async Task Decisions_OfAnApprovedVersion_AreContradictedByNothing_AndCostIntakeNoQueryMoreWhileTheLogStands()
    {
        await using var scene = await PostureScene.CreateAsync(Rules, before: MeetAsync);

        await DecideAsync(scene, Running, "a", 20);
        await DecideAsync(scene, Running, "b", 20);

        Assert.Empty(await AlertsAsync(scene));
    }

    [Fact]
    public async Task Decisions_BeforeTheApproval_AreContradicted_AndThoseAfterItAreNot()
    {
        await using var scene = await PostureScene.CreateAsync(Rules, before: MeetAsync);

        await DecideAsync(scene, Running, "early", 1, scene.Clock.GetUtcNow().AddDays(-30));

        Assert.Equal(1, Assert.Single(await AlertsAsync(scene)).Count);
        Assert.Equal("not-approved", WireName.Of((await scene.Get<GetDecision>().RunAsync("early-0", Ct))!.Decision.Contradiction!.Value));
    }

    private static async Task DecideAsync(ApprovalsScene scene, string version, string prefix, int count, DateTimeOffset? at = null)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(
                new JsonObject
                {
                    ["decisionId"] = $"{prefix}-{i}",
                    ["time"] = (at ?? scene.Clock.GetUtcNow()).UtcDateTime.ToString(
                        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                    ["model"] = Model,
                    ["version"] = version,
                    ["input"] = new JsonObject { ["amount"] = i },
                    ["output"] = new JsonObject { ["label"] = "block" },
                    ["action"] = "block",
                    ["confidence"] = 0.5,
                }.ToJsonString()
            );
            text.Append('\n');
        }

        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        var stored = await scene.Get<StoreDecisions>().RunAsync(Actor.Host, body, Ct);
        Assert.True(stored.IsDone, stored.Refusal?.Message);
        Assert.Equal(count, stored.Value.Accepted);
    }

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Alerts.AsNoTracking().Where(a => a.Rule == AlertRule.UnauthorisedTraffic).OrderBy(a => a.Id).ToListAsync(Ct);
    }

    private static async Task<IReadOnlyList<PostureView>> PosturesAsync(ApprovalsScene scene) =>
        (await scene.Get<ListPostures>().ListAsync(new PostureFilter(), null, 100, Ct)).Items;

    private static async Task<IReadOnlyList<string>> ContradictionsAsync(ApprovalsScene scene, IncidentId incident)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .IncidentEntries.AsNoTracking()
            .Where(e => e.Incident == incident && e.Action == FollowContradictions.Action)
            .OrderBy(e => e.Number)
            .Select(e => e.What)
            .ToListAsync(Ct);
    }
}
