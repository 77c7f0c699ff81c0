using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The monitor of one model.</summary>
public sealed class MonitoringPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator HeatMap => _page.GetByRole(AriaRole.Img, new() { NameRegex = new("^PSI per feature") });

    public ILocator Figures => _page.GetByText("Worst PSI", new() { Exact = true });

    public Task OpenAsync(string model) => person.OpenAsync($"/monitoring/{model}");

    /// <summary>Uploads a file as reference or current window and waits until it is measured.</summary>
    public async Task UploadAsync(string file, string role)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Upload window", Exact = true }).ClickAsync();
        var dialog = await _page.GetByRole(AriaRole.Dialog, new() { Name = "Upload window", Exact = true }).OpensAsync();
        await dialog.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(file);
        await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^" + role) }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Upload window", Exact = true }).ClickAsync();
        await dialog.ClosesAsync();
    }
}
