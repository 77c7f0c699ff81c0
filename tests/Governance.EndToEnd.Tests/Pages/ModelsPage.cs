using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The registry: list, and the page of one model.</summary>
public sealed class ModelsPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Grid => _page.GetByRole(AriaRole.Grid, new() { Name = "Models", Exact = true });

    public ILocator Search => _page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter by name" });

    /// <summary>Registers a model and ends on its page.</summary>
    public async Task RegisterAsync(string name, string displayName, string owner, string riskClass)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Register model", Exact = true }).OpensAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync(name);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Display name" }).FillAsync(displayName);
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Owner" }).SelectOptionAsync(owner);
        await dialog
            .GetByRole(AriaRole.Combobox, new() { Name = "Risk class" })
            .SelectOptionAsync(new SelectOptionValue { Label = riskClass });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Register model", Exact = true }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync(displayName);
    }

    /// <summary>From the page of a model: registers a version with its file and ends on the version's page.</summary>
    public async Task RegisterVersionAsync(NewVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        await _page.GetByRole(AriaRole.Link, new() { Name = "Register version", Exact = true }).ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Register version");
        await Text("Version").FillAsync(version.Version);
        var file = await _page.GetByLabel("Artifact", new() { Exact = true }).ListensAsync();
        await file.SetInputFilesAsync(version.File);
        await Expect(_page.GetByText("SHA-256 of the uploaded file")).ToBeVisibleAsync();
        await Expect(Text("Media type")).ToHaveValueAsync("application/json");
        await Text("Declared SHA-256").FillAsync(version.Sha256);
        await Text("Repository").FillAsync(version.Repository);
        await Text("Commit").FillAsync(version.Commit);
        await Text("Metrics").FillAsync(version.Metrics);
        await Text("Datasets").FillAsync(version.Datasets);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Register version", Exact = true }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Tablist, new() { Name = "Version", Exact = true })).ToBeVisibleAsync();
    }

    // Optional fields say so in their label.
    private ILocator Text(string name) => _page.GetByRole(AriaRole.Textbox, new() { NameRegex = new($"^{name}( \\(optional\\))?$") });
}

/// <summary>What an engineer enters about a version.</summary>
public sealed record NewVersion(
    string Version,
    string File,
    string Sha256,
    string Repository,
    string Commit,
    string Metrics,
    string Datasets
);
