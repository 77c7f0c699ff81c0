using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using static Governance.Portal.Tests.Postures.PostureScene;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.ModelReviews;

/// <summary>Reviews on the page of a model's posture.</summary>
public sealed class ReviewsCardTests : PortalPageTest
{
    private const string Rules =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";

    private protected override IReadOnlyList<Type> Parts => [typeof(PagePlaces.ModelPosture)];

    [Fact]
    public async Task AReview_RecordedOnThePage_StandsThere_AndItsDayIsOverdueOncePast()
    {
        await using var scene = await CreateAsync(Rules);
        await JudgeAsync(scene);
        var page = await PageAsync(scene, scene.Owner);
        Assert.Contains("No version of this model that is in use has been reviewed.", page.Markup, StringComparison.Ordinal);

        await Button(page, "Record a review").ClickAsync(new());
        await page.Find("#review-outcome").ChangeAsync(new() { Value = "restrict" });
        await page.Find("#review").SubmitAsync();
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("Say what was reviewed", page.Find("#review-reasons-error").TextContent, StringComparison.Ordinal)
        );
        await page.Find("#review-reasons").ChangeAsync(new() { Value = "Below 1,000 EUR until the labels are in" });
        await page.Find("#review-environment input").ChangeAsync(new() { Value = true });
        await page.Find("#review-next").ChangeAsync(new() { Value = "2026-12-24" });
        await page.Find("#review").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("#review")));
        var row = page.Find("table[aria-label=Reviews] tbody tr").TextContent;
        Assert.All(
            [Running, "REV-0001", "Restrict", "eu", "Below 1,000 EUR", "24 Dec 2026"],
            said => Assert.Contains(said, row, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Overdue", row, StringComparison.Ordinal);

        scene.Clock.Advance(TimeSpan.FromDays(35));
        var late = await PageAsync(scene, scene.Owner);
        Assert.Contains("Overdue", late.Find("table[aria-label=Reviews] tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThoseWhoMayNotReview_ReadOnly()
    {
        await using var scene = await CreateAsync(Rules);
        await JudgeAsync(scene);
        var recorded = await scene
            .Get<RecordReview>()
            .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, Running, "keep", "As expected", null), Ct);
        Assert.True(recorded.IsDone, recorded.Refusal?.Message);

        var page = await PageAsync(scene, scene.Engineer);

        Assert.Contains("As expected", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Record a review", page.AllByRole("button").Select(Names.NameOf));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ModelPosturePage> page, string name) =>
        page.AllByRole("button").Single(b => Names.NameOf(b) == name);

    private Task<IRenderedComponent<ModelPosturePage>> PageAsync(ApprovalsScene scene, Actor actor) =>
        OpenAsync<ModelPosturePage>(
            scene.Portal,
            scene.Clock,
            actor,
            $"/posture/{ApprovalsScene.ModelName}",
            p => p.Add(c => c.Model, ApprovalsScene.ModelName)
        );
}
