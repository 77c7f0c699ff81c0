using System.Globalization;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>Identity and proof of one version.</summary>
public sealed class VersionPage(Person person)
{
    private readonly IPage _page = person.Page;

    /// <summary>The digest of the artifact, as the page shows it.</summary>
    public ILocator ArtifactDigest => _page.GetByRole(AriaRole.Region, new() { Name = "Artifact SHA-256", Exact = true });

    public ILocator Evidence => _page.GetByRole(AriaRole.Table, new() { Name = "Evidence", Exact = true });

    public Task OpenAsync(string model, string version, string? tab = null) =>
        person.OpenAsync($"/models/{model}/versions/{version}{(tab is null ? "" : $"?tab={tab}")}");

    /// <summary>Adds a report and waits until the portal says it has it.</summary>
    public async Task AddEvidenceAsync(string kind, string tool, DateTimeOffset producedAt, string file)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Add evidence", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Add evidence", Exact = true }).OpensAsync();
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Kind" }).SelectOptionAsync(kind);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Tool" }).FillAsync(tool);
        // The label names the zone of the reader, and the time is theirs. A full minute is written without its seconds by the browser.
        var produced = dialog.GetByLabel("Produced at, ");
        var zone = (await dialog.GetByText("Produced at, ").First.InnerTextAsync()).Split(", ", 2)[1].Trim();
        await produced.FillAsync(
            TimeZoneInfo
                .ConvertTime(producedAt, TimeZoneInfo.FindSystemTimeZoneById(zone))
                .ToString(producedAt.Second == 0 ? "yyyy-MM-ddTHH:mm" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
        );
        await dialog.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(file);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add evidence", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    /// <summary>Requests a promotion and answers the id of the request, on whose page it ends.</summary>
    public async Task<string> RequestPromotionAsync(string stage, string reason)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Request promotion", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Request promotion", Exact = true }).OpensAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = stage, Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Request promotion", Exact = true }).ClickAsync();
        await person.BeAtAsync("/approvals/APR-");
        return person.Place.Split('/')[^1];
    }

    /// <summary>Records a deployment of an approved promotion.</summary>
    public async Task DeployAsync(string environment, string region)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Deploy ") }).OpensAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Environment", Exact = true }).FillAsync(environment);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Region" }).FillAsync(region);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record deployment", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }

    /// <summary>Records the way back from the deployment that serves.</summary>
    public async Task PlanRollbackAsync(string target, string minutes)
    {
        await Assertions.Expect(_page.GetByText("No rollback plan recorded")).ToBeVisibleAsync();
        await _page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Rollback plan of DEP-") }).First.ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Rollback plan of DEP-") }).OpensAsync();
        Xunit.Assert.Empty(await Accessibility.FindingsAsync(_page));
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Roll back to" }).SelectOptionAsync(target);
        await dialog
            .GetByRole(AriaRole.Textbox, new() { Name = "Steps" })
            .FillAsync("Point the router to the version before\nWatch the error rate");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Responsible" }).FillAsync("Scoring on call");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Expected duration (minutes)" }).FillAsync(minutes);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Record plan", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
        await Assertions.Expect(_page.GetByText($"Rollback plan: to {target} in {minutes} minutes, by Scoring on call")).ToBeVisibleAsync();
    }
}
