using System.Net;
using Governance.Data;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Tests.Approvals;

namespace Governance.Portal.Tests.Notifications;

/// <summary>
/// What an emergency override left in production without signatures is told to those who have to see to it, until it is settled.
/// </summary>
public sealed class OverrideReminderTests
{
    private const string Owner = "owner@test.example";
    private const string Security = "security@test.example";

    [Fact]
    public async Task LeftInProduction_IsToldAtItsEnd_AgainWhenItIsLate_AndToTheOtherFunctionThen()
    {
        await using var scene = await ProbeScene.CreateAsync(DatabaseKind.Sqlite);
        var id = await scene.RequestAsync();
        await OverrideTests.GrantAsync(scene, id, hours: 2);
        Assert.Equal(HttpStatusCode.Created, (await scene.DeployAsync(id, region: null)).StatusCode);
        await FollowedLog.CatchUpAsync(scene.Portal, ProbeScene.Ct);
        var granted = (Owner: await ToldAsync(scene, Owner), Security: await ToldAsync(scene, Security));

        scene.Inner.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await scene.Inner.Get<ExpireOverrides>().RunAsync(ProbeScene.Ct));
        await FollowedLog.CatchUpAsync(scene.Portal, ProbeScene.Ct);
        Assert.Equal((granted.Owner + 1, granted.Security), (await ToldAsync(scene, Owner), await ToldAsync(scene, Security)));

        // 72 hours to have it signed or rolled back.
        scene.Inner.Clock.Advance(TimeSpan.FromHours(72));
        await NotificationsApiTests.RemindAsync(scene.Inner);
        await NotificationsApiTests.RemindAsync(scene.Inner);
        Assert.Equal((granted.Owner + 2, granted.Security), (await ToldAsync(scene, Owner), await ToldAsync(scene, Security)));

        scene.Inner.Clock.Advance(TimeSpan.FromHours(24));
        await NotificationsApiTests.RemindAsync(scene.Inner);
        Assert.Equal((granted.Owner + 3, granted.Security + 1), (await ToldAsync(scene, Owner), await ToldAsync(scene, Security)));

        await scene.Inner.SignAllAsync(id);
        scene.Inner.Clock.Advance(TimeSpan.FromHours(24));
        await NotificationsApiTests.RemindAsync(scene.Inner);
        Assert.Equal((granted.Owner + 3, granted.Security + 1), (await ToldAsync(scene, Owner), await ToldAsync(scene, Security)));
    }

    private static async Task<int> ToldAsync(ProbeScene scene, string email)
    {
        using var client = await scene.Portal.SignInAsync(email);
        return (await NotificationsApiTests.ItemsAsync(client, "?state=all&kind=emergency-override")).Count;
    }
}
