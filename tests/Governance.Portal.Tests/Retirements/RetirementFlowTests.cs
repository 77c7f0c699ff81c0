using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Retirements;
using Governance.Domain.Validation;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Operations.Validation;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Postures;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Retirements;

/// <summary>From a plan to its signed closure: nothing is signed before everything is done, and what is retired stays so.</summary>
public sealed class RetirementFlowTests
{
    private const string Model = ApprovalsScene.ModelName;
    private static readonly string s_file = $"report.pdf {new string('a', 64)}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Retirement_OfAVersionInProduction_FromItsPlanToItsSignedClosure(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployAsync(scene);
        var permit = await PermitAsync(scene);

        var id = Done(
            await scene
                .Get<PlanRetirement>()
                .RunAsync(
                    scene.Engineer,
                    new($"{Model}@1.4.0", "Too many false alarms", scene.Clock.GetUtcNow().AddDays(30), null, "owner@test.example"),
                    Ct
                )
        );
        var planned = await ReadAsync(scene, id);
        Assert.Equal((RetirementState.UnderWay, true, "standard v1"), (planned.State, planned.HighRisk, planned.Template));
        Assert.Contains(planned.Dependants, d => d.Kind is DependantKind.Deployment);
        Assert.Contains(planned.Dependants, d => d.Kind is DependantKind.Permit && d.Id == permit.ToString());
        Assert.Equal(
            "retirement.already-open",
            (await scene.Get<PlanRetirement>().RunAsync(scene.Engineer, new($"{Model}@1.4.0", "Again"), Ct)).Refusal?.Code
        );
        Assert.Equal(
            "retirement.plan-first",
            (await scene.Get<RequestPromotion>().RunAsync(scene.Engineer, new(Model, "1.4.0", "retired", "Now"), Ct)).Refusal?.Code
        );
        Assert.Equal("retirement.blocked", (await scene.Get<AskSignatures>().RunAsync(scene.Engineer, id, null, Ct)).Refusal?.Code);

        // Only who answers for the model stops it; then the gate is shut and its permits are worth nothing.
        Assert.Equal(RefusalKind.Forbidden, (await scene.Get<StopTraffic>().RunAsync(scene.Engineer, id, null, null, Ct)).Refusal?.Kind);
        Assert.Equal("retirement.not-stopped", (await ConfirmAsync(scene, id, s_file)).Refusal?.Code);
        Done(await scene.Get<StopTraffic>().RunAsync(scene.Owner, id, "Route switched", null, Ct));
        Assert.Equal(PermitEnd.Retirement, await EndOfAsync(scene, permit));
        var gate = await scene.Get<EvaluateDeploymentGate>().JudgeAsync(new(Model, "1.4.0", "production", null), Ct);
        Assert.Contains(gate.Reasons, r => r.Code == "retirement.holds");
        Assert.Equal(
            "retirement.holds",
            (await scene.Get<DeployVersion>().RunAsync(scene.Engineer, new(Model, "1.4.0", "us", "APR-0001"), Ct)).Refusal?.Code
        );

        Assert.Equal("retirement.evidence-missing", (await ConfirmAsync(scene, id, null)).Refusal?.Code);
        Done(await ConfirmAsync(scene, id, s_file));
        await FinishTasksAsync(scene, id);
        Assert.Equal(
            "retirement.retention-too-short",
            (await scene.Get<RetainRecords>().RunAsync(scene.Owner, id, scene.Clock.GetUtcNow().AddYears(2), "Ours", null, Ct))
                .Refusal
                ?.Code
        );
        Done(await scene.Get<RetainRecords>().RunAsync(scene.Owner, id, null, null, null, Ct));
        Done(
            await scene
                .Get<DisposeData>()
                .RunAsync(scene.Owner, id, new([new("artifact", $"{Model}@1.4.0")], "delete", null, "Not needed any more"), null, Ct)
        );
        await DecideRestAsync(scene, id);

        Assert.Empty((await ReadAsync(scene, id)).Blockers);
        Done(await scene.Get<AskSignatures>().RunAsync(scene.Engineer, id, null, Ct));
        var asked = await ReadAsync(scene, id);
        var promotion = DisplayId.TryParse<Domain.Approvals.PromotionId>(asked.Versions[0].Promotion, out var parsed) ? parsed : default;
        Assert.Equal(RetirementState.ToSign, asked.State);
        Assert.Equal(["legal", "owner"], (await scene.ReadAsync(promotion)).RequiredRoles.Select(r => WireName.Of(r)));
        Assert.Equal(asked.StatementSha256, Sha256Hex.Of(Done(await scene.Get<GetRetirement>().StatementAsync(id, Ct))));
        Assert.Equal(
            "retirement.being-signed",
            (await scene.Get<RetainRecords>().RunAsync(scene.Owner, id, null, null, null, Ct)).Refusal?.Code
        );

        // Something still asks it: an alert is raised, and no one signs it away.
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        await DecideOnceAsync(scene);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.SingleAsync(a => a.Rule == AlertRule.RetiredTraffic, Ct);
            Assert.Equal(("1.4.0", 1L), (alert.Field, alert.Count));
        }

        Assert.Equal("retirement.blocked", (await scene.SignAsync(promotion, scene.Owner, "owner")).Refusal?.Code);
        Done(await scene.Get<ChangePlan>().ReopenAsync(scene.Engineer, id, "A batch job still ran", null, Ct));
        Assert.Equal("retirement.plan-first", (await scene.SignAsync(promotion, scene.Owner, "owner")).Refusal?.Code);
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        Done(await ConfirmAsync(scene, id, s_file));
        await DecideRestAsync(scene, id);
        Done(await scene.Get<AskSignatures>().RunAsync(scene.Engineer, id, null, Ct));

        var bundle = JsonNode.Parse(await BundleAsync(scene, promotion))!;
        Assert.Equal(
            (id.ToString(), (await ReadAsync(scene, id)).StatementSha256),
            ((string?)bundle["retirement"]!["id"], (string?)bundle["retirement"]!["sha256"])
        );
        Assert.True((await scene.SignAsync(promotion, scene.Owner, "owner")).IsDone);
        Assert.Equal(RetirementState.ToSign, (await ReadAsync(scene, id)).State);
        Assert.True((await scene.SignAsync(promotion, scene.Legal, "legal")).IsDone);

        var closed = await ReadAsync(scene, id);
        Assert.Equal(RetirementState.Closed, closed.State);
        Assert.Single(await scene.LogAsync("retirement.closed"));
        foreach (
            var custody in new[]
            {
                await scene.Get<GetCustody>().OfVersionAsync(Model, "1.4.0", 200, Ct),
                await scene.Get<GetCustody>().OfModelAsync(Model, 200, Ct),
            }
        )
        {
            var entries = custody.Steps.Select(s => s.Index).ToList();
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var actions = await db.AuditEntries.Where(e => entries.Contains(e.Index)).Select(e => e.Action).ToListAsync(Ct);
            Assert.Superset(
                new HashSet<string> { "retirement.planned", "retirement.traffic-stopped", "retirement.closed" },
                actions.ToHashSet()
            );
        }

        Assert.Equal("retirement.over", (await scene.Get<StopTraffic>().RunAsync(scene.Owner, id, null, null, Ct)).Refusal?.Code);
        await DeletedAsync(scene, id);
    }

    [Fact]
    public async Task RequestWithoutAPlan_RetiresWithTheOwnersWord_AndItsPlanFollows()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var promotion = await scene.RequestAsync(to: "retired");
        var made = await ReadAsync(scene, new RetirementId(1));
        Assert.Equal((promotion.ToString(), RetirementState.UnderWay), (made.MadeWith, made.State));

        Assert.True((await scene.SignAsync(promotion, scene.Owner, "owner")).IsDone);
        var after = await ReadAsync(scene, made.Id);
        Assert.NotNull(after.Versions[0].RetiredAt);
        Assert.NotNull(after.StoppedAt);
        Assert.Equal("retirement.blocked", (await scene.Get<CloseRetirement>().RunAsync(scene.Owner, made.Id, null, Ct)).Refusal?.Code);
        Assert.Equal(
            "retirement.cannot-cancel",
            (await scene.Get<ChangePlan>().CancelAsync(scene.Owner, made.Id, "Oh", null, Ct)).Refusal?.Code
        );
        Done(await ConfirmAsync(scene, made.Id, s_file));
        await FinishTasksAsync(scene, made.Id);
        await DecideRestAsync(scene, made.Id);
        Done(await scene.Get<RetainRecords>().RunAsync(scene.Owner, made.Id, null, null, null, Ct));
        Done(await scene.Get<CloseRetirement>().RunAsync(scene.Owner, made.Id, null, Ct));
        Assert.Equal(RetirementState.Closed, (await ReadAsync(scene, made.Id)).State);
        Assert.Empty(await FindAsync(scene));
    }

    [Fact]
    public async Task HeldOutSet_ThatOnlyTheRetiredVersionDeclares_IsDecidedUponAndDeleted_AndTheOneOfOthersStays()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var own = await HeldOutAsync(scene, "a,label\n0.5,1\n0.2,0\n", "1.5.0");
        var shared = await HeldOutAsync(scene, "a,label\n0.7,1\n0.1,0\n", "1.6.0", "1.7.0");
        var promotion = await scene.RequestAsync("1.5.0", "retired");
        Assert.True((await scene.SignAsync(promotion, scene.Owner, "owner")).IsDone);
        await scene.RequestAsync("1.6.0", "retired");
        var id = new RetirementId(1);

        var item = Assert.Single((await ReadAsync(scene, id)).Data, d => d.Kind == "held-out-set");
        Assert.Equal((own.Id.ToString(), own.Sha256), (item.Id, item.Sha256));
        Assert.DoesNotContain((await ReadAsync(scene, new(2))).Data, d => d.Kind == "held-out-set");
        Done(
            await scene
                .Get<DisposeData>()
                .RunAsync(scene.Owner, id, new([new(item.Kind, item.Id)], "delete", null, "Holds data of people"), null, Ct)
        );
        Done(await ConfirmAsync(scene, id, s_file));
        await FinishTasksAsync(scene, id);
        await DecideRestAsync(scene, id);
        Done(await scene.Get<RetainRecords>().RunAsync(scene.Owner, id, null, null, null, Ct));
        Done(await scene.Get<CloseRetirement>().RunAsync(scene.Owner, id, null, Ct));
        Assert.True(await scene.Get<ContentStore>().HasAsync(own.Sha256, Ct));

        Assert.Equal(1, await scene.Get<DeleteRetiredData>().RunAsync(Ct));

        Assert.False(await scene.Get<ContentStore>().HasAsync(own.Sha256, Ct));
        Assert.True(await scene.Get<ContentStore>().HasAsync(shared.Sha256, Ct));
        Assert.NotNull((await ReadAsync(scene, id)).Data.Single(d => d.Kind == "held-out-set").DeletedAt);
        Assert.Equal(own.Id.ToString(), (string?)Assert.Single(await scene.LogAsync("held-out-set.removed"))["subject"]);
        Assert.Equal(0, await scene.Get<DeleteRetiredData>().RunAsync(Ct));
        using var again = new MemoryStream("a,label\n0.5,1\n0.2,0\n"u8.ToArray());
        var refused = await scene.Get<StoreHeldOutSet>().RunAsync(scene.Owner, Model, "rows.csv", again, Ct);
        Assert.Equal("validation.set-not-declared", refused.Refusal?.Code);
        Assert.Empty(await FindAsync(scene));
    }

    private static async Task<(HeldOutSetId Id, string Sha256)> HeldOutAsync(ApprovalsScene scene, string rows, params string[] versions)
    {
        var bytes = Encoding.UTF8.GetBytes(rows);
        var sha256 = Sha256Hex.Of(bytes);
        foreach (var version in versions)
        {
            await scene.RegisterVersionAsync(version, datasets: [new("rows", "1", sha256, "test")]);
        }

        using var stream = new MemoryStream(bytes);
        return (Done(await scene.Get<StoreHeldOutSet>().RunAsync(scene.Owner, Model, "rows.csv", stream, Ct)), sha256);
    }

    [Fact]
    public async Task CalledOff_OpensTheGateAgain()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene);
        var id = Done(await scene.Get<PlanRetirement>().RunAsync(scene.Owner, new($"{Model}@1.4.0", "Replaced"), Ct));
        Done(await scene.Get<StopTraffic>().RunAsync(scene.Owner, id, null, null, Ct));
        // What runs is judged as what is to run.
        Assert.Contains("retirement.holds", await FailingAsync(scene));
        Done(await scene.Get<ChangePlan>().CancelAsync(scene.Owner, id, "The successor failed", null, Ct));

        Assert.DoesNotContain("retirement.holds", await FailingAsync(scene));
        Assert.DoesNotContain(
            (await scene.Get<EvaluateDeploymentGate>().JudgeAsync(new(Model, "1.4.0", "production", null), Ct)).Reasons,
            r => r.Code == "retirement.holds"
        );
        Assert.Empty(await FindAsync(scene));
    }

    /// <summary>What the second line planned, the owner cancelled, also by a key, and its gate was open again.</summary>
    [Fact]
    public async Task PlanOfTheSecondLine_IsCancelledAndPutOffByTheSecondLineAlone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene);
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var other = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var plans = scene.Get<ChangePlan>();
        var id = Done(
            await scene
                .Get<PlanRetirement>()
                .RunAsync(risk, new($"{Model}@1.4.0", "Unfair", scene.Clock.GetUtcNow().AddDays(30), null, "owner@test.example"), Ct)
        );
        Done(await scene.Get<StopTraffic>().RunAsync(scene.Owner, id, null, null, Ct));
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Owner.User, Scopes.RegistryWrite);
        using var later = JsonContent.Create(new { plannedAt = scene.Clock.GetUtcNow().AddYears(50) });

        foreach (var actor in new[] { scene.Owner, scene.Engineer })
        {
            Assert.Equal("retirement.second-line-cancels", (await plans.CancelAsync(actor, id, "Still needed", null, Ct)).Refusal?.Code);
        }

        foreach (
            var (answer, what) in new[]
            {
                (await key.PostAsJsonAsync($"/api/v1/retirements/{id}/cancel", new { reason = "Still needed" }, Ct), "cancel"),
                (await key.PatchAsync(new Uri($"/api/v1/retirements/{id}", UriKind.Relative), later, Ct), "put off"),
            }
        )
        {
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal((what, "retirement.second-line-cancels"), (what, (string?)problem["code"]));
            answer.Dispose();
        }

        Assert.Contains("retirement.holds", await FailingAsync(scene));
        // Sooner is no way out, and who plans the second line's work may do it.
        Done(
            await plans.RunAsync(
                scene.Owner,
                id,
                default,
                new Patch<DateTimeOffset?>(scene.Clock.GetUtcNow().AddDays(20)),
                default,
                null,
                Ct
            )
        );
        Done(await plans.CancelAsync(other, id, "The successor failed", null, Ct));
        Assert.DoesNotContain("retirement.holds", await FailingAsync(scene));
        Assert.Equal(id.ToString(), (string?)Assert.Single(await scene.LogAsync(LoosenedGates.Action))["data"]!["of"]);
    }

    /// <summary>With the role of who planned it, the plan itself changed hands.</summary>
    [Fact]
    public async Task WhoseAPlanIs_GoesByWhatItsPlannerWasWhenTheyPlanned()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene);
        await scene.RegisterVersionAsync("1.5.0");
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var other = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var plans = scene.Get<ChangePlan>();
        var ofRisk = Done(await scene.Get<PlanRetirement>().RunAsync(risk, new($"{Model}@1.4.0", "Unfair"), Ct));
        var ofEngineer = Done(await scene.Get<PlanRetirement>().RunAsync(scene.Engineer, new($"{Model}@1.5.0", "Replaced"), Ct));

        Done(await scene.Get<ChangeRoles>().RunAsync(Actor.Host, risk.User!.Value, [Roles.Engineer], Ct));
        Done(await scene.Get<ChangeRoles>().RunAsync(Actor.Host, scene.Engineer.User!.Value, [Roles.ComplianceOfficer], Ct));

        Assert.Equal("retirement.second-line-cancels", (await plans.CancelAsync(scene.Owner, ofRisk, "No", null, Ct)).Refusal?.Code);
        Done(await plans.CancelAsync(other, ofRisk, "It is fair", null, Ct));
        Assert.NotNull((await plans.CancelAsync(other, ofEngineer, "No", null, Ct)).Refusal);
        Done(await plans.CancelAsync(scene.Owner, ofEngineer, "No", null, Ct));
    }

    /// <summary>An engineer's plan is its owner's to cancel, as it was.</summary>
    [Fact]
    public async Task PlanOfTheFirstLine_IsNotTheSecondLinesToCancel()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployAsync(scene);
        var risk = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var id = Done(await scene.Get<PlanRetirement>().RunAsync(scene.Engineer, new($"{Model}@1.4.0", "Replaced"), Ct));

        Assert.NotNull((await scene.Get<ChangePlan>().CancelAsync(risk, id, "No", null, Ct)).Refusal);
        Assert.NotNull((await scene.Get<ChangePlan>().CancelAsync(scene.Engineer, id, "No", null, Ct)).Refusal);
        Done(await scene.Get<ChangePlan>().CancelAsync(scene.Owner, id, "No", null, Ct));
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(ApprovalsScene scene)
    {
        await PostureScene.JudgeAsync(scene);
        var postures = await scene.Get<ListPostures>().PageAsync(new PostureFilter(Model: Model), 0, 10, Ct);
        return [.. Assert.Single(postures.Items).Failing.Select(f => f.Rule)];
    }

    private static async Task DeployAsync(ApprovalsScene scene)
    {
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        Done(await scene.Get<DeployVersion>().RunAsync(scene.Engineer, new(Model, "1.4.0", "eu", promotion.ToString()), Ct));
    }

    private static async Task<PermitId> PermitAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == "1.4.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
        return Done(await scene.Get<IssuePermit>().RunAsync(scene.Engineer, new(Model, "1.4.0", "production", sha256, null, null), Ct)).Id;
    }

    private static async Task<PermitEnd?> EndOfAsync(ApprovalsScene scene, PermitId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Permits.Where(p => p.Id == id).Select(p => p.RevokedBecause).SingleAsync(Ct);
    }

    private static Task<Result<RetirementId>> ConfirmAsync(ApprovalsScene scene, RetirementId id, string? evidence) =>
        scene.Get<ConfirmTraffic>().RunAsync(scene.Engineer, id, new("person", "scoring cluster", evidence), null, Ct);

    private static async Task FinishTasksAsync(ApprovalsScene scene, RetirementId id)
    {
        var tasks = (await ReadAsync(scene, id)).Tasks;
        var proven = tasks.First(t => t.NeedsEvidence);
        Assert.Equal(
            "retirement.evidence-missing",
            (await scene.Get<WorkOnTask>().FinishAsync(scene.Owner, id, proven.Number, "Done", null, null, Ct)).Refusal?.Code
        );
        foreach (var task in tasks)
        {
            Done(await scene.Get<WorkOnTask>().FinishAsync(scene.Owner, id, task.Number, "Done", s_file, null, Ct));
        }

        Assert.Equal(
            "retirement.task-done",
            (await scene.Get<WorkOnTask>().FinishAsync(scene.Owner, id, 1, "Again", s_file, null, Ct)).Refusal?.Code
        );
    }

    // What is left of dependants and data, whatever the scene has of them.
    private static async Task DecideRestAsync(ApprovalsScene scene, RetirementId id)
    {
        var view = await ReadAsync(scene, id);
        var open = view
            .Dependants.Where(d => d is { Decides: true, Decision: null })
            .Select(d => new DecideDependants.Named(WireName.Of(d.Kind), d.Id))
            .ToList();
        if (open.Count > 0)
        {
            Done(await scene.Get<DecideDependants>().RunAsync(scene.Owner, id, new(open, "accepted", null, "Stays on record"), null, Ct));
        }

        var data = view.Data.Where(d => d.Choice is null).Select(d => new DisposeData.Named(d.Kind, d.Id)).ToList();
        if (data.Count > 0)
        {
            Done(
                await scene
                    .Get<DisposeData>()
                    .RunAsync(
                        scene.Owner,
                        id,
                        new(data, "keep", DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime).AddYears(11), "Art. 18(1)"),
                        null,
                        Ct
                    )
            );
        }
    }

    private static async Task DecideOnceAsync(ApprovalsScene scene)
    {
        var time = scene.Clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var line =
            $$$"""{"decisionId":"late-1","time":"{{{time}}}","model":"{{{Model}}}","version":"1.4.0","inputDigest":"{{{new string('b', 64)}}}","output":{"outcome":"block"},"confidence":0.9,"topFeatures":[]}""";
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));
        Done(await scene.Get<StoreDecisions>().RunAsync(Domain.Identity.Actor.Host, body, Ct));
    }

    private static async Task<byte[]> BundleAsync(ApprovalsScene scene, Domain.Approvals.PromotionId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Promotions.Where(p => p.Id == id).Select(p => p.Bundle).SingleAsync(Ct);
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task ErasedArtifacts_MoreThanAnyPageOfThem_AllLeaveTheStore()
    {
        await using var scene = await ApprovalsScene.CreateAsync(DatabaseKind.Sqlite);
        var store = scene.Get<ContentStore>();
        var digests = new List<string>();
        for (var i = 0; i < Soak.Size(600, 2_500); i++)
        {
            digests.Add((await store.StoreAsync(BitConverter.GetBytes(i), Ct)).Sha256);
        }

        await CopyAsErasedAsync(scene, digests);

        await scene.Get<DeleteRetiredData>().RunAsync(Ct);

        foreach (var digest in digests)
        {
            Assert.False(await store.HasAsync(digest, Ct));
        }
    }

    // Versions as many closed retirements leave them: the bytes were interrupted on their way out.
    private static async Task CopyAsErasedAsync(ApprovalsScene scene, List<string> digests)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var columns = await db
            .Database.SqlQuery<string>($"""SELECT "name" AS "Value" FROM pragma_table_info('Versions')""")
            .ToListAsync(Ct);
        var values = columns.Select(name =>
            name switch
            {
                "Version" or "VersionKey" => "'9.0.' || j.key",
                "Number" => "1000 + j.key",
                "ArtifactSha256" => "j.value",
                "ArtifactErasedAt" => "v.\"RegisteredAt\"",
                _ => $"v.\"{name}\"",
            }
        );
        var sql =
            $"INSERT INTO \"Versions\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", values)} "
            + "FROM \"Versions\" v, json_each({0}) j WHERE v.\"Version\" = '1.4.0'";
        Assert.Equal(digests.Count, await db.Database.ExecuteSqlRawAsync(sql, [System.Text.Json.JsonSerializer.Serialize(digests)], Ct));
    }

    private static async Task DeletedAsync(ApprovalsScene scene, RetirementId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == "1.4.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
        Assert.True(await scene.Get<ContentStore>().HasAsync(sha256, Ct));
        Assert.Equal(1, await scene.Get<DeleteRetiredData>().RunAsync(Ct));
        Assert.False(await scene.Get<ContentStore>().HasAsync(sha256, Ct));
        Assert.Equal(0, await scene.Get<DeleteRetiredData>().RunAsync(Ct));
        Assert.NotNull((await ReadAsync(scene, id)).Data.Single(d => d.Kind == "artifact").DeletedAt);
        Assert.Equal("artifact.erased", (await scene.Get<FindFiles>().ArtifactAsync(Model, "1.4.0", Ct)).Refusal?.Code);
        Assert.Empty(await FindAsync(scene));
    }

    private static async Task<List<string>> FindAsync(ApprovalsScene scene)
    {
        var found = new List<string>();
        foreach (var check in scene.Portal.Services.GetServices<IInstallationCheck>().Where(c => c.Subject is "retirements" or "the store"))
        {
            await foreach (var wrong in check.FindAsync(Ct))
            {
                found.Add(wrong);
            }
        }

        return found;
    }

    private static async Task<RetirementView> ReadAsync(ApprovalsScene scene, RetirementId id) =>
        Done(await scene.Get<GetRetirement>().RunAsync(id, Ct));

    private static T Done<T>(Result<T> outcome)
    {
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value;
    }
}
