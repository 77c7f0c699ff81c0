using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Oversight;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Oversight;

/// <summary>The page of a roster on the real portal.</summary>
public sealed class OversightPageTests : PortalPageTest
{
    [Fact]
    public async Task Roster_ShowsWhoCounts_AndASecondPersonConfirmsTheTest()
    {
        await using var scene = await OversightScene.CreateAsync();
        await scene.TrainedAsync();
        await scene.TestedAsync();
        var page = await PageAsync(scene, "second@demo.example", RoleIds.SecurityReviewer);

        Assert.Equal("Human oversight", page.Find("h1").TextContent.Trim());
        Assert.Contains("Oversees", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Limits of the score", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Appoint overseer", page.AllByRole("button").Select(Names.NameOf));
        await page.AllByRole("button").Single(b => Names.NameOf(b) == "Confirm STP-0001").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Contains("Confirmed", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roster_ThatIsEmpty_SaysSo_AndAppoints()
    {
        await using var scene = await OversightScene.CreateAsync();
        var page = await PageAsync(scene, "officer@demo.example", RoleIds.ComplianceOfficer);

        Assert.Contains("No one is appointed to oversee this AI system.", page.Markup, StringComparison.Ordinal);
        await page.AllByRole("button").Single(b => Names.NameOf(b) == "Appoint overseer").ClickAsync(new());
        await page.Find("#oversight-person").ChangeAsync(new ChangeEventArgs { Value = "engineer@demo.example" });
        await page.Find("form#oversight").SubmitAsync(new EventArgs());
        await page.WaitForAssertionAsync(() => Assert.Contains("Training missing", page.Markup, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<OversightPage>> PageAsync(OversightScene scene, string email, string role)
    {
        var actor = Actor.OfUser(await scene.Portal.CreateUserAsync(email, role), role, session: null);
        return await OpenAsync<OversightPage>(
            scene.Portal,
            TimeProvider.System,
            actor,
            $"/compliance/systems/{OversightScene.System}/oversight",
            p => p.Add(c => c.Id, OversightScene.System)
        );
    }
}
