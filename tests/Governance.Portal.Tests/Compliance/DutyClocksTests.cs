using Governance.Data.Identity;
using Governance.Localisation;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Compliance;

/// <summary>What falls due of obligations is named: the obligation by its words, the system by its name.</summary>
public sealed class DutyClocksTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AssignedAndMetDuty_ReadAsTheirObligationAndTheirProvision_WithTheSystemsName()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync("Credit scoring");
        await scene.ClassifiedAsync(system);
        var (open, met) = (new DutyKey(system, "OBL-4"), new DutyKey(system, "OBL-5"));
        Assert.True((await scene.Portal.Get<AssignDuty>().RunAsync(scene.Compliance, open, default, new("2027-01-20"), Ct)).IsDone);
        await scene.Portal.Get<LinkEvidence>().RunAsync(scene.Compliance, met, new("policy_result", "Screening", "DOC-1", null, null), Ct);
        Assert.True((await scene.Portal.Get<MeetDuty>().RunAsync(scene.Compliance, met, "2027-11-20", Ct)).IsDone);

        var clocks = await ReadAsync(scene);

        Assert.Equal(["Support AI literacy", "Art. 5 review"], clocks.Select(c => T.Say(c.Title)));
        Assert.All(clocks, c => Assert.Equal(("Obligation", "Credit scoring"), (c.Kind, c.About)));
        using var german = Languages.Use("de");
        Assert.Equal("KI-Kompetenz fördern", T.Say(clocks[0].Title));
    }

    private static async Task<IReadOnlyList<RunningClock>> ReadAsync(ComplianceScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var now = scene.Clock.GetUtcNow();
        var access = (await AccessReader.LoadAsync(db, scene.Compliance, now, Ct)).Value;
        var source = scene.Portal.Services.GetServices<IClockSource>().Single(s => s.GetType().Name == "DutyClocks");
        return await source.RunningAsync(db, access, new ClockQuestion(100), now, Ct);
    }
}
