using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Where a policy is written, and where its change is decided.</summary>
public sealed class PolicyPages(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Checks => Region("Checks");

    public ILocator Tests => Region("Tests");

    public ILocator BackTest => Region("Back-test");

    public ILocator Approvals => Region("Approvals");

    public ILocator ApproveButton => Approvals.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true });

    public ILocator Region(string name) => _page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>From the list, over the policy, to the text of its next version.</summary>
    public async Task EditAsync(string policy)
    {
        await person.OpenAsync("/policies");
        await _page
            .GetByRole(AriaRole.Grid, new() { Name = "Policies", Exact = true })
            .GetByRole(AriaRole.Link, new() { Name = policy, Exact = true })
            .ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Propose change", Exact = true }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync($"Propose a change to {policy}");
        await person.BeReadyAsync();
    }

    public Task WriteAsync(string text) => _page.GetByRole(AriaRole.Textbox, new() { Name = "Text (YAML)", Exact = true }).FillAsync(text);

    public Task WriteTestsAsync(string text) =>
        _page.GetByRole(AriaRole.Textbox, new() { Name = "Cases (YAML)", Exact = true }).FillAsync(text);

    public Task PressAsync(string button) => _page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Proposes and answers the id of the change.</summary>
    public async Task<string> ProposeAsync(string reason)
    {
        await _page.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync(reason);
        await PressAsync("Propose");
        await Expect(Approvals).ToBeVisibleAsync();
        return person.Place.Split('/')[^1];
    }

    public Task OpenChangeAsync(string id) => person.OpenAsync($"/policies/changes/{id}");

    public async Task ApproveAsync(string id)
    {
        await ApproveButton.ClickAsync();
        var dialog = _page.GetByRole(AriaRole.Dialog, new() { Name = $"Approve {id}?", Exact = true });
        await dialog.OpensAsync();
        await dialog.ProveAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
