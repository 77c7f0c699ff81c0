using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>How what runs stands to its policies: the list of deployments, and the page of one model.</summary>
public sealed class PosturePages(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator History => Region("History");

    public ILocator Reviews => Region("Reviews");

    public ILocator Region(string name) => _page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>The row of a model in the list of deployments.</summary>
    public ILocator Row(string model) =>
        _page
            .GetByRole(AriaRole.Grid, new() { Name = "Deployments", Exact = true })
            .GetByRole(AriaRole.Row)
            .Filter(new() { HasText = model });

    /// <summary>From the list to the page of a model.</summary>
    public async Task FollowAsync(string model, string version)
    {
        await Row(model).GetByRole(AriaRole.Link, new() { Name = $"{model} {version}", Exact = true }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync(model);
        await person.BeReadyAsync();
    }

    /// <summary>Records a review of the version that runs, in answer to an alert.</summary>
    public async Task ReviewAsync(string outcome, string why, string alert)
    {
        await Reviews.GetByRole(AriaRole.Button, new() { Name = "Record a review", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Record a review", Exact = true }).OpensAsync();
        await dialog.GetByLabel("Outcome").SelectOptionAsync(new SelectOptionValue { Value = outcome });
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Why", Exact = true }).FillAsync(why);
        await dialog.GetByLabel("Alert or posture record").FillAsync(alert);
        Assert.Empty(await Accessibility.FindingsAsync(_page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record a review", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
