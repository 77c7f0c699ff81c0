using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Training;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Lineage;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Training;

/// <summary>A training without a permit is found through lineage and stops its version: one portal for the whole story.</summary>
public sealed class UnpermittedTrainingTests
{
    private const string Rule = "    - {id: TRNP-01, type: training_permitted, severity: high}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task TrainingWithoutAPermit_IsFoundThroughLineage_AndItsVersionStopsAtTheGate(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        Assert.True((await scene.Get<RegisterDataset>().RunAsync(scene.Engineer, Dataset("payments"), Ct)).IsDone);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        await scene.RegisterVersionAsync("2.0.0");
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.LineageWrite, Scopes.RegistryRead);
        var pipeline = new Pipeline(key);
        Assert.Contains("shows no run", (await ResultAsync(scene, "2.0.0")).Message, StringComparison.Ordinal);

        // The owner of the data is asked, the model has an alert, and the version does not pass.
        await TrainAsync(scene, pipeline, "2.0.0", [Data("payments", "2026-10")]);
        var found = Assert.Single(await RunsAsync(key));
        Assert.Equal("no-permit", (string?)found["verdict"]);
        Assert.Equal("payments", (string?)found["gaps"]![0]!["dataset"]);
        Assert.Equal("2.0.0", (string?)found["version"]);
        Assert.Equal(["TRR-0001"], await QueueAsync(scene, scene.Owner));
        Assert.Empty(await QueueAsync(scene, scene.Security));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.SingleAsync(a => a.Rule == AlertRule.UnpermittedTraining, Ct);
            Assert.Equal(("warehouse-job/train", ApprovalsScene.ModelName, "2.0.0"), (alert.Field, alert.Model, alert.Version));
        }

        Assert.Single(await scene.LogAsync("training.run-unpermitted"));
        Assert.Contains(
            "Trained without a permit: payments@2026-10.",
            (await ResultAsync(scene, "2.0.0", scene.Owner)).Message,
            StringComparison.Ordinal
        );

        // An answer takes it out of the queue; the gate stays shut.
        var settle = scene.Get<SettleTrainingRun>();
        Assert.Equal("training.run-not-asked", (await settle.RunAsync(scene.Security, "TRR-0001", "A test", Ct)).Refusal?.Code);
        Assert.True((await settle.RunAsync(scene.Owner, "TRR-0001", "A test that was not announced", Ct)).IsDone);
        Assert.Empty(await QueueAsync(scene, scene.Owner));
        Assert.Empty(await RunsAsync(key));

        // With a permit, in its time, and for what it names.
        var permit = await PermitAsync(scene);
        await scene.RegisterVersionAsync("2.1.0");
        await TrainAsync(scene, pipeline, "2.1.0", [Data("payments", "2026-10")], permit);
        Assert.Equal("pass", (await ResultAsync(scene, "2.1.0")).Outcome);
        await scene.RegisterVersionAsync("2.2.0");
        await TrainAsync(scene, pipeline, "2.2.0", [Data("payments", "2026-10"), Data("clicks", "7")], permit);
        Assert.Contains("Not named in the permit: clicks@7.", (await ResultAsync(scene, "2.2.0")).Message, StringComparison.Ordinal);

        // Later runs that it covers, of the same file, push none out of sight that it does not.
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 21; i++)
        {
            await TrainAsync(scene, pipeline, "2.2.0", [Data("payments", "2026-10")], permit);
        }

        Assert.Contains("Not named in the permit: clicks@7.", (await ResultAsync(scene, "2.2.0")).Message, StringComparison.Ordinal);
        scene.Clock.Advance(TimeSpan.FromDays(1));
        await scene.RegisterVersionAsync("2.3.0");
        await TrainAsync(scene, pipeline, "2.3.0", [Data("payments", "2026-10")], permit);
        Assert.Contains("had expired", (await ResultAsync(scene, "2.3.0")).Message, StringComparison.Ordinal);
        Assert.Equal(["permit-expired", "covered-in-part"], (await RunsAsync(key)).Select(r => (string?)r["verdict"]));

        // A permit that someone lengthened in the database opens nothing, and what lineage reports is kept all the same.
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"IssuedTrainingPermits\" SET \"ExpiresAt\" = \"ExpiresAt\" * 2", Ct);
        }

        await scene.RegisterVersionAsync("2.4.0");
        await TrainAsync(scene, pipeline, "2.4.0", [Data("payments", "2026-10")], permit);
        Assert.Equal("no-permit", (string?)(await RunsAsync(key))[0]["verdict"]);
        var refused = await scene
            .Get<RequestPromotion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, "2.4.0", "production", "Go on"), Ct);
        Assert.Equal("record.altered", refused.Refusal?.Code);
    }

    [Fact]
    public async Task TrainingWhereNoDataIsOnRecord_IsListed_AndAsksNoOne_AndRaisesNoAlert()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync("2.0.0");
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.LineageWrite, Scopes.RegistryRead);
        await TrainAsync(scene, new Pipeline(key), "2.0.0", [Data("payments", "2026-10")]);

        var found = (await key.GetFromJsonAsync<JsonObject>("/api/v1/training-runs", Ct))!["items"]!.AsArray();
        Assert.Equal("no-permit", (string?)Assert.Single(found)!["verdict"]);
        Assert.Empty(found[0]!["asked"]!.AsArray());
        Assert.Empty(await QueueAsync(scene, scene.Owner));
        Assert.Single(await scene.LogAsync("training.run-noted"));
        Assert.Empty(await scene.LogAsync("training.run-unpermitted"));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.Alerts.AnyAsync(a => a.Rule == AlertRule.UnpermittedTraining, Ct));
    }

    [Fact]
    public async Task Queue_BehindManyRunsThatAskNoOneOrOthers_HasTheOneThatAsksThisPerson()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (owner, other) = (scene.Owner.User!.Value, scene.Security.User!.Value);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            List<TrainingRun> runs = [];
            for (var number = 1; number <= 240; number++)
            {
                runs.Add(Waiting(number, number % 2 == 0 ? [] : [other, new UserId(owner.Number * 10)]));
            }

            runs.AddRange([Waiting(241, [owner]), Waiting(242, [other, owner]), Waiting(243, [owner, other])]);
            db.TrainingRuns.AddRange(runs);
            foreach (var run in runs)
            {
                db.Append(new AuditEvent("training.run-noted", run.AuditSubject, []), Actor.Host, scene.Clock.GetUtcNow());
            }

            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal(["TRR-0241", "TRR-0242", "TRR-0243"], (await QueueAsync(scene, scene.Owner)).Order(StringComparer.Ordinal));

        TrainingRun Waiting(int number, IReadOnlyList<UserId> asked)
        {
            var trained = new TrainedRun($"{Guid.NewGuid()}", "warehouse-job/train", scene.Clock.GetUtcNow(), [new("payments", null, null)])
            {
                Model = ApprovalsScene.ModelName,
            };
            var run = TrainingRun.Of(new TrainingRunId(number), trained, scene.Clock.GetUtcNow());
            run.Judge(trained, new(TrainingVerdict.NoPermit, null, [new("payments", null, TrainingGapReason.NoPermit)]), asked);
            return run;
        }
    }

    private static async Task<RuleView> ResultAsync(ApprovalsScene scene, string version, Actor? by = null)
    {
        var asked = await scene
            .Get<RequestPromotion>()
            .RunAsync(by ?? scene.Engineer, new(ApprovalsScene.ModelName, version, "production", "Better recall"), Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        var read = await scene.ReadAsync(asked.Value);
        var withdrawn = await scene.Get<WithdrawPromotion>().RunAsync(by ?? scene.Engineer, new(asked.Value, "Later"), Ct);
        Assert.True(withdrawn.IsDone, withdrawn.Refusal?.Message);
        return read.Gate.Results.Single(r => r.Rule == "TRNP-01");
    }

    private static async Task<List<JsonNode>> RunsAsync(HttpClient key) =>
        [.. (await key.GetFromJsonAsync<JsonObject>("/api/v1/training-runs?verdict=open", Ct))!["items"]!.AsArray().Select(r => r!)];

    private static async Task<IReadOnlyList<string>> QueueAsync(ApprovalsScene scene, Actor person)
    {
        var queue = await scene.Get<MyQueue>().RunAsync(person, Ct);
        return [.. queue.Items.Where(i => i.Kind == "Training run").Select(i => i.Id)];
    }

    private static async Task TrainAsync(
        ApprovalsScene scene,
        Pipeline pipeline,
        string version,
        JsonArray inputs,
        TrainingPermitId? permit = null
    )
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
        var events = Pipeline.Run("train", scene.Clock.GetUtcNow(), inputs, [Pipeline.Dataset($"scorer-{version}.bin", sha256)]);
        foreach (var one in events)
        {
            one["job"]!["namespace"] = "warehouse-job";
            if (permit is not null)
            {
                one["run"]!["facets"]!["governance_trainingPermit"] = Pipeline.Facet(
                    new JsonObject { ["permit"] = permit.Value.ToString(), ["commit"] = "a41f09c" }
                );
            }
        }

        await pipeline.SendAsync(events);
    }

    private static JsonObject Data(string name, string version) =>
        Pipeline.Dataset(name, facets: new JsonObject { ["version"] = Pipeline.Facet(new JsonObject { ["datasetVersion"] = version }) });

    private static async Task<TrainingPermitId> PermitAsync(ApprovalsScene scene)
    {
        var asked = await scene
            .Get<RequestTraining>()
            .RunAsync(
                scene.Engineer,
                new(ApprovalsScene.ModelName, [new("payments", "2026-10")], "a41f09c", "fraud detection", "eu-train"),
                Ct
            );
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        var proof = await scene.ProofAsync(scene.Owner);
        var given = await scene.Get<AnswerTraining>().RunAsync(scene.Owner, new(asked.Value.ToString(), "allow", "Fine", proof), Ct);
        Assert.True(given.IsDone, given.Refusal?.Message);
        var issued = await scene.Get<IssueTrainingPermit>().RunAsync(scene.Engineer, asked.Value.ToString(), Ct);
        Assert.True(issued.IsDone, issued.Refusal?.Message);
        return asked.Value;
    }

    private static DatasetBody Dataset(string name) =>
        new(
            new(name),
            new("owner@test.example"),
            new("internal"),
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            new Patch<IReadOnlyList<string?>>(["fraud detection"]),
            default,
            default
        );
}
