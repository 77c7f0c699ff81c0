using Governance.Domain.Gates;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Policies;

/// <summary>A policy that expires on a day does so at the end of the organisation's day, whatever asks it.</summary>
public sealed class PolicyDayTests
{
    private const string Asked = "    - {id: SBOM-01, type: evidence_required, severity: high, params: {kinds: [sbom]}}";

    [Fact]
    public async Task APolicysLastDay_EndsWithTheDayOfTheOrganisation_AtEveryDoor()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync, configure: InNewYork);
        // The evening in New York, the next day in Greenwich.
        scene.Clock.Advance(TimeSpan.FromDays(1) - scene.Clock.GetUtcNow().TimeOfDay + TimeSpan.FromHours(2));
        var day = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime).AddDays(-1);
        var text = ApprovalsScene
            .Policy("2", Asked, "  continuous: {grace: 0h, then: block-permits}")
            .Replace("version: \"2\"", $"version: \"2\", expires: {day:yyyy-MM-dd}", StringComparison.Ordinal);
        var active = await scene.ActivateAsync(text);
        Assert.True(active.IsDone, active.Refusal?.Message);

        Assert.Equal((true, "fail", PostureState.Out), await DoorsAsync(scene));

        scene.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal((false, "warn", PostureState.In), await DoorsAsync(scene));
    }

    private static void InNewYork(PortalFactory portal)
    {
        portal.Settings["Incidents:TimeZone"] = "America/New_York";
        var still = portal.Replace;
        portal.Replace = services =>
        {
            still!(services);
            var clock = (TimeProvider)services.Last(d => d.ServiceType == typeof(TimeProvider)).ImplementationInstance!;
            services.AddSingleton<TimeProvider>(p => new OrganisationClock(clock, p.GetRequiredService<OrganisationZone>()));
        };
    }

    private static async Task<(bool Shut, string Simulated, PostureState Posture)> DoorsAsync(ApprovalsScene scene)
    {
        await JudgeAsync(scene);
        var gate = await GateAsync(scene);
        var simulated = (
            await scene.Get<SimulateGate>().RunAsync(scene.Engineer, ApprovalsScene.ModelName, Running, "production", Ct)
        ).Value;
        return (!gate.Allow, simulated.Outcome, (await NowAsync(scene)).State);
    }
}
