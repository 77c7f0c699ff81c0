using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Portal.Approvals.Training;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Sealing;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Training;

/// <summary>Who may train: one portal for the whole story.</summary>
public sealed class TrainingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Training_IsPermitted_OnceOwnerAndSecurityAgreed_WhileTheDataMayBeUsed(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var body = new TrainingBody(ApprovalsScene.ModelName, [new("payments", "1")], "a41f09c", "fraud detection", "eu-train");
        var request = scene.Get<RequestTraining>();
        Assert.Equal("training.unrecorded", (await request.RunAsync(scene.Engineer, body, Ct)).Refusal?.Code);
        var made = await scene
            .Get<RegisterDataset>()
            .RunAsync(scene.Engineer, Dataset() with { Purposes = new Patch<IReadOnlyList<string?>>(["Fraud detection"]) }, Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
        Assert.Equal("training.purpose", (await request.RunAsync(scene.Engineer, body with { Purpose = "marketing" }, Ct)).Refusal?.Code);
        Assert.Equal("training.own-data", (await request.RunAsync(scene.Owner, body, Ct)).Refusal?.Code);

        var asked = await request.RunAsync(scene.Engineer, body, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
        Assert.Equal(asked.Value, (await request.RunAsync(scene.Engineer, body, Ct)).Value);
        var issue = scene.Get<IssueTrainingPermit>();
        Assert.Equal("training.not-approved", (await issue.RunAsync(scene.Engineer, asked.Value.ToString(), Ct)).Refusal?.Code);

        // A signature: without a proof of identity nothing is answered, and not by someone else.
        var answer = scene.Get<AnswerTraining>();
        Assert.NotNull((await answer.RunAsync(scene.Owner, new(asked.Value.ToString(), "allow", "Fine", null), Ct)).Refusal);
        Assert.Equal(
            RefusalKind.Forbidden,
            (await answer.RunAsync(scene.Legal, new(asked.Value.ToString(), "allow", "Fine", null), Ct)).Refusal?.Kind
        );
        await AllowAsync(scene, scene.Owner, asked.Value);
        await AllowAsync(scene, scene.Security, asked.Value);
        var permit = await issue.RunAsync(scene.Engineer, asked.Value.ToString(), Ct);
        Assert.True(permit.IsDone, permit.Refusal?.Message);
        var keys = (await scene.Get<StatementSeal>().KnownAsync(Ct)).Value;
        var now = scene.Clock.GetUtcNow();
        Assert.Null(TrainingStatement.Verify(permit.Value, keys, ApprovalsScene.ModelName, ["payments@1"], "a41f09c", now));
        Assert.NotNull(TrainingStatement.Verify(permit.Value, keys, ApprovalsScene.ModelName, ["payments@2"], "a41f09c", now));

        // A policy says who trains and who files evidence of a validation; what else they may do stays.
        const string roles = """
                - {id: ROLE-01, type: rbac_action, severity: high, params: {action: train, roles: [ModelOwner]}}
                - {id: ROLE-02, type: rbac_action, severity: high, params: {action: validate, separationFrom: [owns-model]}}
            """;
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", roles))).IsDone);
        Assert.Equal("policy.not-yours", (await request.RunAsync(scene.Engineer, body, Ct)).Refusal?.Code);
        Assert.Equal("policy.not-yours", (await issue.RunAsync(scene.Engineer, asked.Value.ToString(), Ct)).Refusal?.Code);
        Assert.Equal("policy.not-yours", await FileAsync(scene, scene.Owner, "validation"));
        Assert.Null(await FileAsync(scene, scene.Owner, "other"));
        Assert.Null(await FileAsync(scene, scene.Engineer, "validation"));
        Assert.True(
            (
                await scene.ActivateAsync(ApprovalsScene.Policy("2", roles.Replace("ModelOwner", "Engineer", StringComparison.Ordinal)))
            ).IsDone
        );

        // The consent ends: nothing is permitted any more, although all agreed.
        var withdrawn = Dataset() with
        {
            Name = default,
            Consent = new("CMP-1"),
            ConsentWithdrawnOn = new("2026-11-01"),
        };
        var changed = await scene.Get<ChangeDataset>().RunAsync(scene.Owner, "payments", null, withdrawn, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
        Assert.Equal("training.consent-withdrawn", (await issue.RunAsync(scene.Engineer, asked.Value.ToString(), Ct)).Refusal?.Code);
        Assert.True((await scene.Get<RevokeTraining>().RunAsync(scene.Owner, asked.Value.ToString(), "It ended", Ct)).IsDone);
        var view = await scene.Get<ReadTraining>().GetAsync(asked.Value.ToString(), scene.Owner, Ct);
        Assert.Equal(TrainingState.Revoked, view.Value.State);
        Assert.Equal(["owner: allow", "security: allow"], view.Value.Answers.Select(a => $"{a.Slot}: {a.Outcome}"));
    }

    private static async Task<string?> FileAsync(ApprovalsScene scene, Actor person, string kind)
    {
        using var payload = System.Text.Json.JsonDocument.Parse("{}");
        var filed = await scene
            .Get<Portal.Models.Registry.AddEvidence>()
            .RunAsync(person, new(ApprovalsScene.ModelName, "1.4.0", kind, "pytest", "2026-11-20T08:00:00Z"), payload.RootElement, Ct);
        return filed.Refusal?.Code;
    }

    private static async Task AllowAsync(ApprovalsScene scene, Actor person, TrainingPermitId id)
    {
        var given = await scene
            .Get<AnswerTraining>()
            .RunAsync(person, new(id.ToString(), "allow", "Within its purpose", await scene.ProofAsync(person)), Ct);
        Assert.True(given.IsDone, given.Refusal?.Message);
    }

    private static DatasetBody Dataset() =>
        new(
            new("payments"),
            new("owner@test.example"),
            new("confidential"),
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default
        );
}
