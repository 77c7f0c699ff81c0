using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Decisions;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.DecisionReviews;

/// <summary>The pages of the review queue on the real portal.</summary>
public sealed class ReviewPagesTests : PortalPageTest
{
    [Fact]
    public async Task Queue_ShowsWhatWaits_AndOffersTheAnswersToAReviewer()
    {
        await using var scene = await ReviewScene.CreateAsync();
        await scene.RuledAsync([ReviewScene.Outcome("declined")]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(3));
        await scene.WorkAsync();
        var officer = Actor.OfUser(
            await scene.Portal.CreateUserAsync("third@demo.example", RoleIds.RiskOfficer),
            RoleIds.RiskOfficer,
            null
        );

        var queue = await OpenAsync<ReviewsPage>(scene.Portal, TimeProvider.System, officer, "/decision-reviews");

        var row = queue.FindAll("table tbody tr")[0].TextContent;
        Assert.Contains("RVW-0001", row, StringComparison.Ordinal);
        Assert.Contains("Outcome is declined", row, StringComparison.Ordinal);
        Assert.Contains("To be reviewed", row, StringComparison.Ordinal);

        var page = await OpenAsync<DecisionReviewPage>(
            scene.Portal,
            TimeProvider.System,
            officer,
            "/decision-reviews/RVW-0001",
            p => p.Add(c => c.Id, "RVW-0001")
        );

        var buttons = page.AllByRole("button").Select(Names.NameOf).ToList();
        Assert.Contains("Confirm decision", buttons);
        Assert.Contains("Override decision", buttons);
        Assert.Contains("Escalate", buttons);
    }

    [Fact]
    public async Task Reviewer_ChangedOnThePage_StandsThereWithTheReason()
    {
        await using var scene = await ReviewScene.CreateAsync();
        await scene.RuledAsync([ReviewScene.Outcome("declined")]);
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(3));
        await scene.WorkAsync();
        var officer = Actor.OfUser(
            await scene.Portal.CreateUserAsync("third@demo.example", RoleIds.RiskOfficer),
            RoleIds.RiskOfficer,
            null
        );
        var page = await OpenAsync<DecisionReviewPage>(
            scene.Portal,
            TimeProvider.System,
            officer,
            "/decision-reviews/RVW-0001",
            p => p.Add(c => c.Id, "RVW-0001")
        );

        await page.AllByRole("button").Single(b => Names.NameOf(b) == "Change reviewer").ClickAsync(new());
        await page.Find("#reassign-reviewer").ChangeAsync(new() { Value = "compliance@demo.example" });
        await page.Find("#reassign-reason").ChangeAsync(new() { Value = "On leave" });
        await page.Find("#reassign-form").SubmitAsync();
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("may review decisions", page.Find("#reassign-reviewer-error").TextContent, StringComparison.Ordinal)
        );
        await page.Find("#reassign-reviewer").ChangeAsync(new() { Value = "third@demo.example" });
        await page.Find("#reassign-form").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("#reassign-form")));
        Assert.Contains("Why the reviewer changed", page.Markup, StringComparison.Ordinal);
        Assert.Contains("On leave", page.Markup, StringComparison.Ordinal);
    }
}
