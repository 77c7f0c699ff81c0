using Governance.Domain.Risks;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Calendar;

namespace Governance.Portal.Tests.Incidents;

/// <summary>Steps that a playbook gives a time are due in the incidents that follow it.</summary>
public sealed class PlaybookClocksTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task StepWithATime_IsDueSoManyHoursAfterTheIncidentWasDeclared_UntilItIsDone()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var timed = PlaybookTests
            .Next("security")
            .Replace("what: Call them.,", "what: Call them., due_hours: 4,", StringComparison.Ordinal);
        await PlaybookTests.ApprovedAsync(scene, timed);
        var opened = scene.Clock.GetUtcNow();
        var incident = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy, drill: true);

        var clock = Assert.Single(await Clocks.OfAsync<PlaybookClocks>(scene, scene.Security));
        Assert.Equal(
            ($"{incident}: step tell-cert of its playbook", "Tell the CERT", opened.AddHours(4), scene.Security.User, true),
            (clock.English, clock.About, clock.At, clock.Person, clock.IsDuty)
        );
        var shown = (await scene.Get<GetIncident>().RunAsync(incident, Ct)).Value;
        Assert.Equal(opened.AddHours(4), Assert.Single(shown.Steps, s => s.DueAt is not null).DueAt);

        var contained = await scene.Get<ContainIncident>().RunAsync(scene.Security, incident, "restrict", null, null, Ct);
        Assert.True(contained.IsDone, contained.Refusal?.Message);
        Assert.True(
            (await scene.Get<SettleStep>().RunAsync(scene.Security, incident, "tell-cert", skip: false, "By phone", null, Ct)).IsDone
        );
        Assert.Empty(await Clocks.OfAsync<PlaybookClocks>(scene, scene.Security));
    }
}
