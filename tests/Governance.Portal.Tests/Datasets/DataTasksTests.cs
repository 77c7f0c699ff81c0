using Governance.Data;
using Governance.Domain.Datasets;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;

namespace Governance.Portal.Tests.Datasets;

/// <summary>Data that may not be used any more: one portal for consent and retention.</summary>
public sealed class DataTasksTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task DataThatMayNotBeUsed_StopsItsVersions_AndAsksItsOwnerAndThoseOfModels(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var steward = await scene.PersonAsync("steward@test.example", Roles.ModelOwner);
        await RegisterAsync(scene, "payments", "consent", until: null);
        await RegisterAsync(scene, "clicks", "contract", until: "2026-11-30");
        await scene.RegisterVersionAsync("2.0.0", datasets: [Used("payments", 'a')]);
        await scene.RegisterVersionAsync("2.1.0", datasets: [Used("payments", 'a'), Used("clicks", 'b')]);
        const string rule = "    - {id: RETN-01, type: data_retention, severity: high}";
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rule))).IsDone);
        var promotion = await scene.RequestAsync("2.1.0");
        Assert.Equal("pass", (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "RETN-01").Outcome);

        // The consent: once, with its scope and its reason.
        var withdrawn = Body() with
        {
            ConsentWithdrawnOn = new("2026-11-19"),
            WithdrawalScope = "customers of Austria",
            WithdrawalReason = "Letter of 18 November",
        };
        var changed = await scene.Get<ChangeDataset>().RunAsync(steward, "payments", null, withdrawn, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
        Assert.Equal(
            ["Steward: ", "Owner: fraud-scorer 2.0.0 2.1.0"],
            changed.Value.Tasks.OrderBy(t => t.Id.Number).Select(t => $"{t.Owner}: {string.Join(' ', t.Versions.Prepend(t.Model!))}")
        );
        Assert.All(changed.Value.Tasks, t => Assert.Equal("customers of Austria", t.Scope));
        Assert.Contains(
            "consent was withdrawn: payments",
            (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "RETN-01").Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["DTK-0001"], await QueueAsync(scene, steward));
        Assert.Equal(["DTK-0002"], await QueueAsync(scene, scene.Owner));

        var answer = scene.Get<AnswerDataTask>();
        Assert.Equal("dataset.task-of-others", (await answer.RunAsync(scene.Owner, new("DTK-0001", "deleted", "Gone"), Ct)).Refusal?.Code);
        Assert.Equal("dataset.task-outcome", (await answer.RunAsync(steward, new("DTK-0001", "retrained", "Gone"), Ct)).Refusal?.Code);
        Assert.Equal("dataset.task-reason", (await answer.RunAsync(steward, new("DTK-0001", "deleted", " "), Ct)).Refusal?.Code);
        Assert.True((await answer.RunAsync(steward, new("DTK-0001", "deleted", "Deleted from the warehouse"), Ct)).IsDone);
        Assert.Equal("dataset.task-answered", (await answer.RunAsync(steward, new("DTK-0001", "deleted", "Again"), Ct)).Refusal?.Code);
        Assert.Empty(await QueueAsync(scene, steward));

        // The retention: the day after its last, and once however often the job looks.
        var follow = scene.Get<FollowRetention>();
        Assert.Equal(0, await follow.RunAsync(Ct));
        scene.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(1, await follow.RunAsync(Ct));
        Assert.Equal(0, await follow.RunAsync(Ct));
        var view = (await scene.Get<GetDataset>().RunAsync("clicks", Ct)).Value;
        Assert.Equal([DataEnd.RetentionOver, DataEnd.RetentionOver], view.Tasks.Select(t => t.Cause));
        Assert.Equal(["2.1.0"], view.Tasks.Single(t => t.Model is not null).Versions);
    }

    [Fact]
    public async Task ARecordByWhichGatesJudgeWhatIsInUse_AsksForLessByTheSecondLineAlone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var steward = await scene.PersonAsync("steward@test.example", Roles.ModelOwner);
        await RegisterAsync(scene, "payments", "consent", until: "2027-11-30");
        await scene.RegisterVersionAsync("2.0.0", datasets: [Used("payments", 'a')]);
        var change = scene.Get<ChangeDataset>();
        var where = Body() with { Region = new("eu"), Purposes = new(["scoring"]) };
        // While nothing judges by it, its owner says what is so.
        Assert.True((await change.RunAsync(steward, "payments", null, where, Ct)).IsDone);
        const string rule = "    - {id: DATA-01, type: data_sensitivity, severity: high, params: {max: confidential}}";
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rule))).IsDone);
        Assert.True((await change.RunAsync(steward, "payments", null, Body() with { Sensitivity = new("internal") }, Ct)).IsDone);
        await scene.RequestAsync("2.0.0");
        var stricter = Body() with { Sensitivity = new("restricted"), RetentionUntil = new("2027-06-30") };
        Assert.True((await change.RunAsync(steward, "payments", null, stricter, Ct)).IsDone);

        DatasetBody[] less =
        [
            Body() with
            {
                Sensitivity = new("public"),
            },
            Body() with
            {
                PersonalData = new(false),
            },
            Body() with
            {
                RetentionUntil = new("2030-01-01"),
            },
            Body() with
            {
                RetentionUntil = new((string?)null),
            },
            Body() with
            {
                Region = new("us"),
            },
            Body() with
            {
                Purposes = new(["scoring", "marketing"]),
            },
        ];
        using var key = await scene.Portal.CreateKeyClientAsync(steward.User, Scopes.RegistryWrite);
        foreach (var body in less)
        {
            Assert.Equal("dataset.second-line-decides", (await change.RunAsync(steward, "payments", null, body, Ct)).Refusal?.Code);
        }

        using (
            var answer = await key.PatchAsync(
                new Uri("/api/v1/datasets/payments", UriKind.Relative),
                new StringContent("""{"sensitivity":"public"}""", System.Text.Encoding.UTF8, "application/json"),
                Ct
            )
        )
        {
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }

        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        Assert.True((await change.RunAsync(compliance, "payments", null, less[0], Ct)).IsDone);
    }

    private static async Task<IReadOnlyList<string>> QueueAsync(ApprovalsScene scene, Actor person) =>
        [
            .. (await scene.Get<MyQueue>().RunAsync(person, Ct))
                .Items.Select(i => i.Id)
                .Where(id => id.StartsWith("DTK", StringComparison.Ordinal)),
        ];

    private static DatasetFacts Used(string name, char digit) => new(name, "1", new string(digit, 64), "training");

    private static async Task RegisterAsync(ApprovalsScene scene, string name, string basis, string? until)
    {
        var body = Body() with
        {
            Name = new(name),
            Owner = new("steward@test.example"),
            Sensitivity = new("confidential"),
            PersonalData = new(true),
            LegalBasis = new(basis),
            RetentionUntil = until is null ? default : new Patch<string>(until),
        };
        var made = await scene.Get<RegisterDataset>().RunAsync(scene.Engineer, body, Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
    }

    private static DatasetBody Body() =>
        new(
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
            default,
            default,
            default,
            default
        );
}
