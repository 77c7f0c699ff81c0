using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Explanations;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Explanations;

/// <summary>The pages of explanation requests on the real portal.</summary>
public sealed class ExplanationPagesTests : PortalPageTest
{
    [Fact]
    public async Task List_ShowsWhatIsDue_AndWhatIsOverdue()
    {
        await using var scene = await ExplanationScene.CreateAsync();
        var open = await scene.ReceivedAsync("d0");
        var late = await scene.ReceivedAsync("d1", dueHours: 2);

        var page = await PageAsync<ExplanationsPage>(scene, await ComplianceAsync(scene), "/compliance/explanation-requests");

        Assert.Equal("Explanation requests", page.Find("h1").TextContent.Trim());
        var rows = page.FindAll("table tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains(late, rows[0], StringComparison.Ordinal);
        Assert.Contains("Overdue", rows[0], StringComparison.Ordinal);
        Assert.Contains(open, rows[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Overdue", rows[1], StringComparison.Ordinal);
        Assert.Contains("Record request", page.AllByRole("button").Select(Names.NameOf));
    }

    [Fact]
    public async Task List_OfWhatIsDueWithinThreeDays_WarnsWithWhatIsLeft_AndOfLaterDaysSaysTheDayAlone()
    {
        await using var scene = await ExplanationScene.CreateAsync();
        var later = await scene.ReceivedAsync("d0");
        var soon = await scene.ReceivedAsync("d1", dueHours: 50); // received two days ago, but for an hour

        var page = await PageAsync<ExplanationsPage>(scene, await ComplianceAsync(scene), "/compliance/explanation-requests");

        AngleSharp.Dom.IElement Row(string id) =>
            page.FindAll("table tbody tr").Single(r => r.TextContent.Contains(id, StringComparison.Ordinal));
        Assert.Equal("2\u00A0h left", Row(soon).QuerySelector(".due-soon")?.TextContent);
        Assert.Null(Row(later).QuerySelector(".due-soon"));
    }

    [Fact]
    public async Task Request_IsWritten_AndApprovedBySomeoneElse()
    {
        await using var scene = await ExplanationScene.CreateAsync();
        var id = await scene.ReceivedAsync();
        var page = await RequestAsync(scene, await ComplianceAsync(scene), id);

        await Button(page, "Draft in English").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("raised the score", page.Find("#explanation-text").GetAttribute("value"), StringComparison.Ordinal)
        );
        Assert.Contains("To be reviewed", page.Markup, StringComparison.Ordinal);
        await Button(page, "Approve explanation").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("You wrote part of this explanation", page.Find("[role=alert]").TextContent, StringComparison.Ordinal)
        );

        var second = await RequestAsync(scene, await ActorAsync(scene, "reviewer@demo.example", RoleIds.RiskOfficer), id);
        Assert.DoesNotContain("Save explanation", second.AllByRole("button").Select(Names.NameOf));
        await Button(second, "Approve explanation").ClickAsync(new());
        await second.WaitForAssertionAsync(() => Assert.Contains("To be sent", second.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_OfNoOne_SaysSo()
    {
        await using var scene = await ExplanationScene.CreateAsync();

        var page = await RequestAsync(scene, await ComplianceAsync(scene), "EXR-0099");

        Assert.Contains("There is no explanation request with this ID.", page.Markup, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string name)
        where T : IComponent => page.AllByRole("button").Single(b => Names.NameOf(b) == name);

    private static Task<Actor> ComplianceAsync(ExplanationScene scene) =>
        ActorAsync(scene, "writer@demo.example", RoleIds.ComplianceOfficer);

    private static async Task<Actor> ActorAsync(ExplanationScene scene, string email, string role) =>
        Actor.OfUser(await scene.Portal.CreateUserAsync(email, role), role, session: null);

    private Task<IRenderedComponent<ExplanationPage>> RequestAsync(ExplanationScene scene, Actor actor, string id) =>
        PageAsync<ExplanationPage>(scene, actor, $"/compliance/explanation-requests/{id}", p => p.Add(c => c.Id, id));

    private Task<IRenderedComponent<T>> PageAsync<T>(
        ExplanationScene scene,
        Actor actor,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : LivePage => OpenAsync(scene.Portal, TimeProvider.System, actor, address, parameters);
}
