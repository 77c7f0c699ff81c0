using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Risks;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Compliance;

public sealed class ComplianceActionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Classification_FromQuestionsToAMetDuty_IsLoggedStepByStep(DatabaseKind kind)
    {
        await using var scene = await ComplianceScene.CreateAsync(kind);
        var system = await scene.RegisterAsync();
        var assessment = await scene.ClassifiedAsync(system);
        var key = new DutyKey(system, "OBL-5");

        Assert.Equal("open", (await scene.DutyAsync(system, "OBL-4")).Status);
        var screening = await scene.DutyAsync(system, "OBL-5");
        Assert.Equal("in_progress", screening.Status); // the signed classification itself; no gate has run
        Assert.Equal(
            "obligation.evidence-missing",
            (await scene.Portal.Get<MeetDuty>().RunAsync(scene.Compliance, key, null, Ct)).Refusal?.Code
        );
        Assert.True(
            (
                await scene
                    .Portal.Get<LinkEvidence>()
                    .RunAsync(scene.Compliance, key, new("policy_result", "Screening", "DOC-1", null, null), Ct)
            ).IsDone
        );
        Assert.True((await scene.Portal.Get<MeetDuty>().RunAsync(scene.Compliance, key, "2027-11-20", Ct)).IsDone);
        Assert.Equal("satisfied", (await scene.DutyAsync(system, "OBL-5")).Status);

        // A second assessment takes the place of the first: what was accepted is looked at again.
        var next = await scene.ClassifiedAsync(system);
        Assert.Equal("needs_review", (await scene.DutyAsync(system, "OBL-5")).Status);
        Assert.Equal(AssessmentState.Superseded, (await scene.Portal.Get<ReadCompliance>().AssessmentAsync(assessment, Ct)).Value.State);
        Assert.NotEqual(assessment, next);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var actions = await db.AuditEntries.OrderBy(e => e.Index).Select(e => e.Action).ToListAsync(Ct);
        Assert.Equal(
            [
                "system.registered",
                "assessment.started",
                "assessment.submitted",
                "assessment.signed",
                "obligation.evidence-linked",
                "obligation.met",
                "assessment.started",
                "assessment.submitted",
                "assessment.signed",
            ],
            actions.Where(a =>
                a.StartsWith("system.", StringComparison.Ordinal)
                || a.StartsWith("assessment.", StringComparison.Ordinal)
                || a.StartsWith("obligation.", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task FutureDuties_FlipByTheClock_WithoutARelease()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        await scene.ClassifiedAsync(system, $"{ComplianceScene.Credit}; Q12=yes");

        Assert.Equal("upcoming", (await scene.DutyAsync(system, "OBL-5-ba")).Status);
        scene.Clock.Advance(new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero) - scene.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.Equal("upcoming", (await scene.DutyAsync(system, "OBL-5-ba")).Status);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual("upcoming", (await scene.DutyAsync(system, "OBL-5-ba")).Status);
        Assert.Equal("upcoming", (await scene.DutyAsync(system, "OBL-12")).Status);
        scene.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal("open", (await scene.DutyAsync(system, "OBL-12")).Status);
    }

    [Fact]
    public async Task Signature_IsSomebodyElses_OfWhatTheyRead()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        var unsure = await scene.SubmittedAsync(system, $"{ComplianceScene.Credit}; Q43=unsure");
        var sign = scene.Portal.Get<SignAssessment>();
        var digest = (await scene.Portal.Get<ReadCompliance>().AssessmentAsync(unsure, Ct)).Value.ResultSha256;

        Assert.Equal("assessment.needs-legal-review", (await sign.RunAsync(scene.Legal, unsure, digest, Ct)).Refusal?.Code);
        Assert.Equal("assessment.result-changed", (await sign.RunAsync(scene.Legal, unsure, new string('0', 64), Ct)).Refusal?.Code);
        Assert.Equal("identity.permission-missing", (await sign.RunAsync(scene.Compliance, unsure, digest, Ct)).Refusal?.Code);
        Assert.Equal("assessment.reason-needed", (await sign.ReturnAsync(scene.Legal, unsure, "", Ct)).Refusal?.Code);
        Assert.True((await sign.ReturnAsync(scene.Legal, unsure, "Q43: settle it", Ct)).IsDone);

        // Anyone who answered, if only one question, does not sign.
        var answered = await scene
            .Portal.Get<AnswerQuestions>()
            .RunAsync(
                scene.Legal,
                unsure,
                new Dictionary<string, AnswerChange>(StringComparer.Ordinal) { ["Q43"] = new(GivenAnswer.One("yes"), "It profiles") },
                null,
                Ct
            );
        Assert.True(answered.IsDone);
        Assert.True((await scene.Portal.Get<SubmitAssessment>().RunAsync(scene.Compliance, unsure, Ct)).IsDone);
        digest = (await scene.Portal.Get<ReadCompliance>().AssessmentAsync(unsure, Ct)).Value.ResultSha256;
        Assert.Equal("assessment.author-cannot-sign", (await sign.RunAsync(scene.Legal, unsure, digest, Ct)).Refusal?.Code);
    }

    [Theory]
    [InlineData("purpose", true)]
    [InlineData("placedOn", true)]
    [InlineData("components", true)]
    [InlineData("name", false)]
    public async Task Change_OfWhatDecidesTheClass_ReopensIt(string member, bool reopened)
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        await scene.ClassifiedAsync(system);
        var change = new ChangeSystem.Command(system, null);
        change = member switch
        {
            "purpose" => change with { Purpose = new("Scores companies") },
            "placedOn" => change with { PlacedOn = new("2027-03-01") },
            "components" => change with { Components = new([new ComponentBody("Model", "gpai-model", "Maker")]) },
            _ => change with { Name = new("Other name") },
        };

        Assert.True((await scene.Portal.Get<ChangeSystem>().RunAsync(scene.Compliance, change, Ct)).IsDone);

        var view = (await scene.Portal.Get<GetSystem>().RunAsync(system, Ct)).Value;
        Assert.Equal(reopened ? AssessmentState.NeedsReview : AssessmentState.Signed, view.Classification);
        Assert.Equal(reopened ? "obligation.not-classified" : null, (await MetAsync(scene, system)).Refusal?.Code);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Systems_AreFoundByTheirModel(DatabaseKind kind)
    {
        await using var scene = await RiskScene.StartAsync(kind);
        var register = scene.Get<RegisterSystem>();
        var compliance = await scene.AsAsync(Roles.ComplianceOfficer);
        Assert.True(
            (
                await register.RunAsync(
                    compliance,
                    new("Scoring", "Scores customers", "owner@test.example") { Models = [WatchedModel.Name] },
                    Ct
                )
            ).IsDone
        );
        Assert.True((await register.RunAsync(compliance, new("Chat", "Answers customers", "owner@test.example"), Ct)).IsDone);
        var list = scene.Get<ListSystems>();

        Assert.Equal(["Scoring"], (await list.PageAsync(new(Model: WatchedModel.Name), 0, 10, Ct)).Value.Items.Select(s => s.Name));
        Assert.Empty((await list.PageAsync(new(Model: WatchedModel.Name[1..]), 0, 10, Ct)).Value.Items);
        Assert.Empty((await list.PageAsync(new(Model: "%\"\0${x}"), 0, 10, Ct)).Value.Items);
    }

    [Fact]
    public async Task Systems_AreFilteredAndPagedByTheDatabase()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var credit = await scene.RegisterAsync("Credit scoring");
        await scene.RegisterAsync("Chat assistant");
        await scene.ClassifiedAsync(credit);
        var list = scene.Portal.Get<ListSystems>();

        Assert.Equal(
            ["Credit scoring"],
            (await list.PageAsync(new(Class: "high_risk_annex_iii"), 0, 10, Ct)).Value.Items.Select(s => s.Name)
        );
        Assert.Equal(["Chat assistant"], (await list.PageAsync(new(Class: "none"), 0, 10, Ct)).Value.Items.Select(s => s.Name));
        Assert.Equal(["Credit scoring"], (await list.PageAsync(new(Name: "CREDIT"), 0, 10, Ct)).Value.Items.Select(s => s.Name));
        Assert.Equal(["Credit scoring"], (await list.PageAsync(new(), 1, 1, Ct)).Value.Items.Select(s => s.Name));
        Assert.Equal(2, (await list.PageAsync(new(), 1, 1, Ct)).Value.Total);
        Assert.Equal("system.filter", (await list.PageAsync(new(Class: "blue"), 0, 1, Ct)).Refusal?.Code);
        Assert.Equal(
            "system.name-taken",
            (await scene.Portal.Get<RegisterSystem>().RunAsync(scene.Compliance, new("credit SCORING", "p", "legal@demo.example"), Ct))
                .Refusal
                ?.Code
        );
        Assert.Equal(
            "system.plan-needed",
            (await scene.Portal.Get<ChangeSystem>().RunAsync(scene.Compliance, new(credit, null) { LifeCycle = new("retired") }, Ct))
                .Refusal
                ?.Code
        );
    }

    private static async Task<Domain.Result<DutyKey>> MetAsync(ComplianceScene scene, SystemId system)
    {
        var key = new DutyKey(system, "OBL-5");
        await scene.Portal.Get<LinkEvidence>().RunAsync(scene.Compliance, key, new("policy_result", "Screening", "DOC-1", null, null), Ct);
        return await scene.Portal.Get<MeetDuty>().RunAsync(scene.Compliance, key, null, Ct);
    }
}
