using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Targets;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Targets;

/// <summary>The page of appetite and targets on the real portal.</summary>
public sealed class TargetsPageTests : PortalPageTest
{
    [Fact]
    public async Task Page_WithoutAnySignature_SaysWhatCounts_AndDrafts()
    {
        await using var scene = await TargetsScene.CreateAsync();
        var page = await PageAsync(scene, scene.Compliance);

        Assert.Equal("Appetite and targets", page.Find("h1").TextContent.Trim());
        Assert.Contains("The organisation's risk appetite applies: a residual score of 15", page.Markup, StringComparison.Ordinal);
        await ClickAsync(page, "Draft a version");
        await page.Find("#targets-appetite").ChangeAsync(new ChangeEventArgs { Value = "9" });
        await page.Find("#targets-reason").ChangeAsync(new ChangeEventArgs { Value = "Stops payments" });
        await ClickAsync(page, "Add target");
        await page.Find("form#targets").SubmitAsync(new EventArgs());
        await page.WaitForAssertionAsync(() => Assert.Contains("Name the metric as evidence does", page.Markup, StringComparison.Ordinal));
        await page.Find("#targets-0-metric").ChangeAsync(new ChangeEventArgs { Value = "auc" });
        await page.Find("#targets-0-min").ChangeAsync(new ChangeEventArgs { Value = "0.8" });
        await page.Find("#targets-0-why").ChangeAsync(new ChangeEventArgs { Value = "Too much fraud below it" });
        await page.Find("form#targets").SubmitAsync(new EventArgs());

        await page.WaitForAssertionAsync(() => Assert.Contains("You drafted it", page.Markup, StringComparison.Ordinal));
        Assert.Contains("≥ 0.8", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign draft", Buttons(page));
    }

    [Fact]
    public async Task Draft_IsSignedByAnother_WithAProof_AndShowsHowResultsStand()
    {
        await using var scene = await TargetsScene.CreateAsync();
        await scene.DraftAsync();
        var page = await PageAsync(scene, scene.Risk);

        await ClickAsync(page, "Sign draft");
        await page.Find("#sign-targets-proof-password")
            .InputAsync(new ChangeEventArgs { Value = Governance.Testing.PortalFactory.Password });
        await page.Find("form#sign-targets").SubmitAsync(new EventArgs());

        await page.WaitForAssertionAsync(() => Assert.Contains("Signed by", page.Markup, StringComparison.Ordinal));
        Assert.Contains("No result", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign draft", Buttons(page));
        await scene.SignedAsync(6);
        await page.WaitForAssertionAsync(() => Assert.Contains("Earlier versions", page.Markup, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Buttons(IRenderedComponent<TargetsPage> page) => page.AllByRole("button").Select(Names.NameOf);

    private static Task ClickAsync(IRenderedComponent<TargetsPage> page, string name) =>
        page.AllByRole("button").Single(b => Names.NameOf(b) == name).ClickAsync(new());

    private Task<IRenderedComponent<TargetsPage>> PageAsync(TargetsScene scene, Actor actor) =>
        OpenAsync<TargetsPage>(
            scene.Portal,
            scene.Approvals.Clock,
            actor,
            $"/compliance/systems/{TargetsScene.System}/targets",
            p => p.Add(c => c.Id, TargetsScene.System)
        );
}
