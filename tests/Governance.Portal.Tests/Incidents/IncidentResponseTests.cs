using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Incidents;

/// <summary>
/// From an alert to a post-mortem: permits end, the gate is shut, evidence comes before the roll-back, and the log tells all of it.
/// </summary>
public sealed class IncidentResponseTests
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Incident_FromAnAlert_ToItsPostMortem(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployBothAsync(scene);
        var permit = await IssueAsync(scene, "1.5.0");
        var alert = await AlertAsync(scene);
        scene.Clock.Advance(TimeSpan.FromMinutes(3));

        var id = Done(await scene.Get<OpenIncident>().RunAsync(scene.Engineer, new() { Alert = alert.ToString() }, Ct));
        var opened = await ReadAsync(scene, id);
        Assert.Equal(
            ("Drift: amount of fraud-scorer 1.5.0", IncidentSeverity.High, RiskCategory.Drift, 2880L - 3),
            (opened.Title, opened.Severity, opened.Category, opened.Clocks[2].MinutesLeft)
        );
        Assert.Equal(
            "incident.alert-has-one",
            (await scene.Get<OpenIncident>().RunAsync(scene.Engineer, new() { Alert = alert.ToString() }, Ct)).Refusal?.Code
        );
        Assert.True((await GateAsync(scene, "1.5.0")).Allow);

        // Nothing about the model is changed before it is contained and evidence frozen.
        var back = new RecoverIncident.Command("roll-back", "Last good one", new(Model, "1.5.0"), "1.4.0");
        Assert.Equal(IncidentRefusals.NotContained, (await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, back, null, Ct)).Refusal);
        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "take-offline", "Traffic goes to manual review", null, Ct));
        Assert.Equal(IncidentRefusals.NotFrozen, (await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, back, null, Ct)).Refusal);

        Assert.Equal(("revoked", PermitEnd.Incident), await StateAsync(scene, permit));
        var answer = await GateAsync(scene, "1.5.0");
        Assert.False(answer.Allow);
        Assert.Contains(answer.Reasons, r => r.Code == "incident.holds" && r.Message.Contains(id.ToString(), StringComparison.Ordinal));
        Assert.True((await GateAsync(scene, "1.4.0")).Allow);
        Assert.Equal("permit.gate-denies", (await IssueResultAsync(scene, "1.5.0")).Refusal?.Code);
        var promotion = (await ReadDeploymentAsync(scene, "1.5.0")).Promotion.ToString();
        Assert.Equal(
            "incident.holds",
            (await scene.Get<DeployVersion>().RunAsync(scene.Engineer, new(Model, "1.5.0", "us", promotion), Ct)).Refusal?.Code
        );

        Done(await scene.Get<ConfirmContainment>().RunAsync(scene.Engineer, id, "scoring cluster", "0 requests", null, Ct));
        Done(await scene.Get<FreezeEvidence>().RunAsync(scene.Engineer, id, [new("serving.log", new string('a', 64))], null, Ct));
        var frozen = await ReadAsync(scene, id);
        Assert.Superset(
            new HashSet<string> { "artifact", "version", "gate-run", "other" },
            frozen.Evidence.Select(e => e.Kind).ToHashSet()
        );
        Assert.Equal(
            frozen.EvidenceSha256,
            (string?)Assert.Single(await scene.LogAsync("incident.evidence-frozen"))["data"]!["evidenceSha256"]
        );

        // Only a model owner rolls back; the roll-back and the incident are one transaction.
        Assert.Equal(
            RefusalKind.Forbidden,
            (await scene.Get<RecoverIncident>().RunAsync(scene.Engineer, id, back, null, Ct)).Refusal?.Kind
        );
        Assert.Equal(
            "deployment.target-unknown",
            (await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, back with { To = "9.9.9" }, null, Ct)).Refusal?.Code
        );
        Done(await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, back, null, Ct));
        Assert.Equal("1.4.0", (await ReadDeploymentAsync(scene, null)).Version);
        Assert.False((await GateAsync(scene, "1.5.0")).Allow);

        await ClassifyAsync(scene, id, SeriousAnswer.Yes);
        Assert.Equal("incident.not-reported", (await scene.Get<CloseIncident>().RunAsync(scene.Owner, id, null, null, Ct)).Refusal?.Code);
        Done(await scene.Get<BeginMessage>().RunAsync(scene.Legal, id, "authority", null, null, null, Ct));
        Assert.Contains("People affected: not known yet", (await ReadAsync(scene, id)).Messages[0].Body, StringComparison.Ordinal);
        Done(await scene.Get<AssessIncident>().RunAsync(scene.Owner, id, new("412 declined, 37 wrongly", 37, ["DE"]), null, Ct));
        Done(await scene.Get<ChangeMessage>().SendAsync(scene.Legal, id, 1, new(Recipients: 1, Receipt: "MSA-114"), null, Ct));
        foreach (var step in new[] { "tell-owners", "tell-affected" })
        {
            Done(await scene.Get<SettleStep>().RunAsync(scene.Owner, id, step, skip: true, "Told by the provider", null, Ct));
        }

        Done(
            await scene
                .Get<WritePostMortem>()
                .RunAsync(scene.Owner, id, new("The feed stopped", "37 people", "No age check", "Age check"), null, Ct)
        );
        Done(await scene.Get<FollowUpIncident>().RunAsync(scene.Owner, id, new("Old feeds pass the gate", Inherent: new(3, 4)), null, Ct));
        Done(
            await scene
                .Get<FollowUpIncident>()
                .RunAsync(scene.Owner, id, new("Reject old feeds", "RSK-0001", scene.Clock.GetUtcNow().AddDays(7)), null, Ct)
        );
        Done(await scene.Get<CloseIncident>().RunAsync(scene.Owner, id, "Read by all owners", null, Ct));

        var closed = await ReadAsync(scene, id);
        Assert.Equal((IncidentState.Closed, ClockState.Met, 2), (closed.State, closed.Clocks[0].State, closed.FollowUps.Count));
        Assert.True(closed.Versions[0].Held);
        var risk = (await scene.Get<ListRisks>().GetAsync(new(1), Ct)).Value;
        Assert.Equal(("Old feeds pass the gate", Model, 1), (risk.Title, risk.Model, risk.Steps.Count));
        var file = (await scene.Get<GetIncident>().FileAsync(id, Ct)).Value;
        Assert.Equal(Enumerable.Range(1, closed.Revision), file.Timeline.Select(e => e.Number));
        Assert.All(file.Timeline, e => Assert.NotNull(e.LogIndex));
        Assert.Empty(await FindAsync(scene));

        // What was rolled back passes again only when someone lets it go.
        Done(await scene.Get<ReleaseVersion>().RunAsync(scene.Security, id, new(Model, "1.5.0"), "Retrained", null, Ct));
        Assert.DoesNotContain((await GateAsync(scene, "1.5.0")).Reasons, r => r.Code == "incident.holds");
    }

    [Fact]
    public async Task Drill_RevokesNothing_AndShutsNoGate()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployBothAsync(scene);
        var permit = await IssueAsync(scene, "1.5.0");
        var id = await OpenAsync(scene, drill: true);

        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "take-offline", null, null, Ct));
        Done(await scene.Get<FreezeEvidence>().RunAsync(scene.Security, id, [], null, Ct));

        Assert.Equal("valid", (await StateAsync(scene, permit)).State);
        Assert.True((await GateAsync(scene, "1.5.0")).Allow);
        Assert.Equal(
            "incident.drill-changes-nothing",
            (await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, new("roll-back", "x", new(Model, "1.5.0"), "1.4.0"), null, Ct))
                .Refusal
                ?.Code
        );
        Assert.Equal(0, await scene.Get<ListIncidents>().CountLiveAsync(Ct));
    }

    [Fact]
    public async Task VersionNamedLater_IsContainedWithTheOthers_AndARollBackToAHeldVersionIsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployBothAsync(scene);
        var id = await OpenAsync(scene);
        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "restrict", null, null, Ct));
        var permit = await IssueAsync(scene, "1.4.0");
        Assert.Equal(
            "incident.freeze-first",
            (await scene.Get<RollBack>().RunAsync(scene.Owner, new(Model, "1.5.0", "1.4.0", "Worse"), Ct)).Refusal?.Code
        );
        Done(await scene.Get<FreezeEvidence>().RunAsync(scene.Security, id, [], null, Ct));

        Done(
            await scene
                .Get<ChangeIncident>()
                .RunAsync(scene.Security, id, now => now with { Versions = [.. now.Versions!, new(Model, "1.4.0")] }, null, null, Ct)
        );

        Assert.Equal(("revoked", PermitEnd.Incident), await StateAsync(scene, permit));
        Assert.Equal(
            "incident.holds",
            (await scene.Get<RollBack>().RunAsync(scene.Owner, new(Model, "1.5.0", "1.4.0", "Worse"), Ct)).Refusal?.Code
        );
        Assert.Empty(await FindAsync(scene));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task RollBack_WithoutATarget_GoesWhereThePlanInForceLeads_AndItsTimeIsOnRecord(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await DeployBothAsync(scene);
        var record = scene.Get<RecordRollbackPlan>();
        var deployment = (await ReadDeploymentAsync(scene, "1.5.0")).Id.ToString();
        Done(await record.RunAsync(scene.Engineer, Model, "1.5.0", deployment, new(null, ["Switch"], "On call", 60), Ct));
        Done(await record.RunAsync(scene.Engineer, Model, "1.5.0", deployment, new("1.4.0", ["Switch", "Watch"], "On call", 10), Ct));
        var id = await OpenAsync(scene);
        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "take-offline", null, null, Ct));
        Done(await scene.Get<FreezeEvidence>().RunAsync(scene.Security, id, [], null, Ct));
        scene.Clock.Advance(TimeSpan.FromMinutes(12));

        Done(await scene.Get<RecoverIncident>().RunAsync(scene.Owner, id, new("roll-back", "Worse", new(Model, "1.5.0")), null, Ct));

        var view = await ReadAsync(scene, id);
        Assert.Equal(
            ("1.4.0", 12, 10, $"{deployment}/2"),
            ((await ReadDeploymentAsync(scene, null)).Version, view.RecoveryMinutes, view.RecoveryExpectedMinutes, view.RecoveryPlan)
        );
        var told = (await scene.Get<GetIncident>().FileAsync(id, Ct)).Value.Timeline.Single(e => e.Action == "incident.recovered").What;
        Assert.Contains(
            $"The rollback took 12 minutes, measured from when the evidence was frozen. Rollback plan {deployment}/2 expected 10 minutes.",
            told,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "deployment.plan-of-ended",
            (await record.RunAsync(scene.Engineer, Model, "1.5.0", deployment, new(null, ["Switch"], "On call", 60), Ct)).Refusal?.Code
        );
        Assert.Empty(await FindAsync(scene));
    }

    [Fact]
    public async Task ChangeBehindThePortalsBack_IsFound()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await DeployBothAsync(scene);
        var id = await OpenAsync(scene);
        Assert.Empty(await FindAsync(scene));

        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("""UPDATE "Incidents" SET "ProviderAwareAt" = "ProviderAwareAt" + 36000000000""", Ct);
            await db.Database.ExecuteSqlRawAsync("""UPDATE "IncidentEntries" SET "Words_Text" = 'nothing'""", Ct);
        }

        Assert.Equal(
            [
                $"Entry 1 of the timeline of {id} was changed: the log does not contain it.",
                $"The incident {id} was changed: it differs from its newest entry.",
            ],
            await FindAsync(scene)
        );
    }

    private static T Done<T>(Result<T> outcome)
    {
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value;
    }

    private static async Task<IncidentId> OpenAsync(ApprovalsScene scene, bool drill = false) =>
        Done(
            await scene
                .Get<OpenIncident>()
                .RunAsync(
                    scene.Engineer,
                    new()
                    {
                        Title = "Stale feed",
                        Category = "data-quality",
                        Severity = "severe",
                        Versions = [new(Model, "1.5.0")],
                        Drill = drill,
                    },
                    Ct
                )
        );

    private static async Task ClassifyAsync(ApprovalsScene scene, IncidentId id, SeriousAnswer rights)
    {
        var answers = IncidentLibrary.Shipped.Questions.Questions.ToDictionary(
            q => q.Id,
            q => WireName.Of(q.Harm == "SI-C" ? rights : SeriousAnswer.No),
            StringComparer.Ordinal
        );
        Done(await scene.Get<ClassifyIncident>().RunAsync(scene.Engineer, id, new(answers, "likely", "Declined on stale data"), null, Ct));
        Assert.Equal(
            RefusalKind.Forbidden,
            (await scene.Get<ConfirmIncidentClass>().RunAsync(scene.Owner, id, null, null, Ct)).Refusal?.Kind
        );
        Done(await scene.Get<ConfirmIncidentClass>().RunAsync(scene.Legal, id, null, null, Ct));
    }

    private static async Task DeployBothAsync(ApprovalsScene scene)
    {
        await scene.RegisterVersionAsync("1.5.0");
        foreach (var version in new[] { "1.4.0", "1.5.0" })
        {
            var promotion = await scene.RequestAsync(version);
            await scene.SignAllAsync(promotion);
            Done(await scene.Get<DeployVersion>().RunAsync(scene.Engineer, new(Model, version, "eu", promotion.ToString()), Ct));
        }
    }

    private static async Task<AlertId> AlertAsync(ApprovalsScene scene)
    {
        var id = new AlertId(1);
        await scene.DoAsync(
            "alert.raised",
            id.ToString(),
            context =>
            {
                var alert = new Alert
                {
                    Id = id,
                    Model = Model,
                    Rule = AlertRule.Drift,
                    Field = "amount",
                    BeganAt = context.Now.AddDays(-1),
                    RaisedAt = context.Now,
                };
                alert.SeeWindow("1.5.0", 0.4, DriftLevel.Alert, context.Now, context.Now);
                context.Db.Alerts.Add(alert);
                return Task.CompletedTask;
            }
        );
        return id;
    }

    private static async Task<IncidentView> ReadAsync(ApprovalsScene scene, IncidentId id) =>
        Done(await scene.Get<GetIncident>().RunAsync(id, Ct));

    private static Task<DeployAnswer> GateAsync(ApprovalsScene scene, string version) =>
        scene.Get<EvaluateDeploymentGate>().RunAsync(scene.Engineer, new(Model, version, "production", null), Ct);

    private static async Task<Deployment> ReadDeploymentAsync(ApprovalsScene scene, string? version)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Deployments.AsNoTracking()
            .Where(d => version == null ? d.Until == null : d.Version == version)
            .OrderByDescending(d => d.Id)
            .FirstAsync(Ct);
    }

    private static async Task<Result<DeploymentPermit>> IssueResultAsync(ApprovalsScene scene, string version)
    {
        string sha256;
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            sha256 = await db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
        }

        return await scene.Get<IssuePermit>().RunAsync(scene.Engineer, new(Model, version, "production", sha256, null, null), Ct);
    }

    private static async Task<PermitId> IssueAsync(ApprovalsScene scene, string version) => Done(await IssueResultAsync(scene, version)).Id;

    private static async Task<(string State, PermitEnd? Because)> StateAsync(ApprovalsScene scene, PermitId permit)
    {
        var view = Done(await scene.Get<CheckPermits>().GetAsync(permit, Ct));
        return (view.State, view.Because);
    }

    private static async Task<List<string>> FindAsync(ApprovalsScene scene)
    {
        var check = scene.Portal.Services.GetServices<IInstallationCheck>().Single(c => c.Subject == "incidents");
        var found = new List<string>();
        await foreach (var wrong in check.FindAsync(Ct))
        {
            found.Add(wrong);
        }

        return found;
    }
}
