using System.Net;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Intake;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Intake;

/// <summary>The pages of the intake on the real portal.</summary>
public sealed class IntakePagesTests(IntakeScene scene) : PortalPageTest, IClassFixture<IntakeScene>
{
    [Fact]
    public async Task Proposal_IsSavedAsADraft_AndOpensOnItsPage()
    {
        var actor = await ActorAsync("page.engineer@demo.example", RoleIds.Engineer);
        var page = await OpenAsync<UseCaseFormPage>(scene.Portal, TimeProvider.System, actor, "/compliance/use-cases/new", null);

        await page.Find("#use-title").ChangeAsync(new ChangeEventArgs { Value = "Written on the page" });
        await page.Find("form").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("[role=alert]")));
        var list = await IntakeScene.GetAsync(scene.Engineer, "?state=draft");
        Assert.Contains(list["items"]!.AsArray(), i => (string?)i!["title"] == "Written on the page");
    }

    [Fact]
    public async Task Form_ThatWasThereForANewProposal_ShowsWhatIsStoredOfTheOneOpenedNext()
    {
        var id = await DraftAsync("Stored before the form");
        var actor = await ActorAsync("page.next@demo.example", RoleIds.Engineer);
        var page = await OpenAsync<UseCaseFormPage>(scene.Portal, TimeProvider.System, actor, "/compliance/use-cases/new", null);
        await page.Find("#use-benefit").ChangeAsync(new ChangeEventArgs { Value = "Typed for another" });

        page.Render(p => p.Add(c => c.Id, id));

        await page.WaitForAssertionAsync(() => Assert.Equal("Stored before the form", page.Find("#use-title").GetAttribute("value")));
        Assert.DoesNotContain("Typed for another", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_OfAProposalThatIsInTriage_SaysThatItCannotBeChanged_AndOffersNoField()
    {
        var id = await scene.SubmittedAsync("With the reviewers");
        var actor = await ActorAsync("page.early@demo.example", RoleIds.Engineer);

        var page = await OpenAsync<UseCaseFormPage>(
            scene.Portal,
            TimeProvider.System,
            actor,
            $"/compliance/use-cases/{id}/edit",
            p => p.Add(c => c.Id, id)
        );

        await page.WaitForAssertionAsync(() => Assert.Contains("can only be changed", page.Markup, StringComparison.Ordinal));
        Assert.Contains("With the reviewers", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task Form_AfterAQuestionOfAReviewer_SubmitsAgain()
    {
        var id = await scene.SubmittedAsync("Asked for more");
        await IntakeScene.PostAsync(scene.Risk, $"/{id}:ask", new JsonObject { ["question"] = "Which data?" });
        var actor = await ActorAsync("page.again@demo.example", RoleIds.Engineer);

        var page = await OpenAsync<UseCaseFormPage>(
            scene.Portal,
            TimeProvider.System,
            actor,
            $"/compliance/use-cases/{id}/edit",
            p => p.Add(c => c.Id, id)
        );

        await page.WaitForAssertionAsync(() => Assert.Contains("Submit again", page.AllByRole("button").Select(Names.NameOf)));
        Assert.DoesNotContain("Save draft", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseCase_ShowsHints_AndOffersWhatThePersonMayDo()
    {
        var id = await scene.JudgedAsync("Shown on its page");
        var compliance = await PageAsync(id, await ActorAsync("page.compliance@demo.example", RoleIds.ComplianceOfficer));
        var engineer = await PageAsync(id, await ActorAsync("page.reader@demo.example", RoleIds.Engineer));

        Assert.Contains("Points to an area or use listed in Annex III", compliance.Markup, StringComparison.Ordinal);
        Assert.Contains("Accept use case", Buttons(compliance));
        Assert.Contains("Decline", Buttons(compliance));
        Assert.DoesNotContain("Give opinion", Buttons(compliance));
        Assert.DoesNotContain("Accept use case", Buttons(engineer));
    }

    [Fact]
    public async Task List_SaysForWhomItWaits()
    {
        var id = await scene.SubmittedAsync("Waits on the list");
        await IntakeScene.PostAsync(scene.Risk, $"/{id}:opinion", new JsonObject { ["verdict"] = "object", ["words"] = "Too soon" });
        var actor = await ActorAsync("page.list@demo.example", RoleIds.RiskOfficer);

        var page = await OpenAsync<UseCasesPage>(scene.Portal, TimeProvider.System, actor, "/compliance/use-cases", null);

        var row = page.FindAll("table tbody tr").Single(r => r.TextContent.Contains("Waits on the list", StringComparison.Ordinal));
        Assert.Contains("Security, Legal", row.TextContent.Replace(" and ", ", ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("In triage", row.TextContent, StringComparison.Ordinal);
    }

    private async Task<string> DraftAsync(string title) =>
        (string)(await IntakeScene.PostAsync(scene.Engineer, "", IntakeScene.Proposal(title), HttpStatusCode.Created))["id"]!;

    private static IReadOnlyList<string> Buttons(IRenderedComponent<UseCasePage> page) =>
        [.. page.AllByRole("button").Select(Names.NameOf)];

    private async Task<Actor> ActorAsync(string email, string role) =>
        Actor.OfUser(await scene.Portal.CreateUserAsync(email, role), role, session: null);

    private Task<IRenderedComponent<UseCasePage>> PageAsync(string id, Actor actor) =>
        OpenAsync<UseCasePage>(scene.Portal, TimeProvider.System, actor, $"/compliance/use-cases/{id}", p => p.Add(c => c.Id, id));
}
