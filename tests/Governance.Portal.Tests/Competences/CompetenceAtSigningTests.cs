using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Compliance.Competences;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Competences;

/// <summary>Signing where the organisation enforces a competence.</summary>
public sealed class CompetenceAtSigningTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Sign_WithoutAValidRecord_IsRefused_AndWhatWasSignedStays(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var id = await scene.RequestAsync();
        Assert.True((await scene.SignAsync(id, scene.Legal, "legal")).IsDone);
        var plan = await scene
            .Get<ChangeCompetencePlan>()
            .RunAsync(
                compliance,
                [.. CompetencePlan.Usual.Select(t => t with { Enforced = t.Key.EndsWith("sign-off", StringComparison.Ordinal) })],
                null,
                ApprovalsScene.Ct
            );
        Assert.True(plan.IsDone, plan.Refusal?.Message);

        var refused = await scene.SignAsync(id, scene.Security, "security");
        Assert.Equal(("competence.lacking", RefusalKind.Forbidden), (refused.Refusal!.Code, refused.Refusal.Kind));
        Assert.Contains("“Security sign-off”, and you have none", refused.Refusal.Message, StringComparison.Ordinal);

        // Theirs to record, and someone else's to confirm; it is refused with the reason until then.
        var today = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);
        var recorded = await RecordAsync(scene, scene.Security, null, today.AddDays(30));
        Assert.Equal("competence.already-recorded", (await RecordAsync(scene, scene.Security, null, today.AddDays(40))).Refusal!.Code);
        Assert.Equal("competence.not-yours", (await RecordAsync(scene, scene.Engineer, "legal@test.example", null)).Refusal!.Code);
        Assert.Contains(
            "waiting for confirmation",
            (await scene.SignAsync(id, scene.Security, "security")).Refusal!.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(RefusalKind.Forbidden, (await ConfirmAsync(scene, scene.Security, recorded.Value)).Refusal!.Kind);
        Assert.True((await ConfirmAsync(scene, compliance, recorded.Value)).IsDone);
        var signed = await scene.SignAsync(id, scene.Security, "security");
        Assert.True(signed.IsDone, signed.Refusal?.Message);

        // The person is reminded before it lapses.
        scene.Clock.Advance(TimeSpan.FromDays(20));
        await scene.Get<RemindPeople>().RunAsync(ApprovalsScene.Ct);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(ApprovalsScene.Ct))
        {
            var subject = recorded.Value.ToString();
            var reminded = await db.Notifications.Where(n => n.Subject == subject).Select(n => n.Person).ToListAsync(ApprovalsScene.Ct);
            Assert.Equal([scene.Security.User!.Value], reminded);
        }

        // It lapses: the signature that was given stays, and the next one is refused with the day.
        scene.Clock.Advance(TimeSpan.FromDays(11));
        Assert.All((await scene.ReadAsync(id)).SignOffs, s => Assert.NotNull(s.LogIndex));
        await scene.RegisterVersionAsync("1.5.0");
        var next = await scene.RequestAsync("1.5.0");
        Assert.Contains(
            $"valid until {today.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}",
            (await scene.SignAsync(next, scene.Security, "security")).Refusal!.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            (await scene.LogAsync()).Select(e => e.ToJsonString()),
            e => e.Contains("Secure AI", StringComparison.Ordinal)
        );
    }

    private static Task<Result<CompetenceId>> RecordAsync(ApprovalsScene scene, Actor actor, string? person, DateOnly? until) =>
        scene
            .Get<RecordCompetence>()
            .RunAsync(actor, new(person, "security-sign-off", "Secure AI", "Academy", null, until, null, null), ApprovalsScene.Ct);

    private static Task<Result<int>> ConfirmAsync(ApprovalsScene scene, Actor actor, CompetenceId id) =>
        scene.Get<ConfirmCompetences>().RunAsync(actor, [id], ApprovalsScene.Ct);
}
