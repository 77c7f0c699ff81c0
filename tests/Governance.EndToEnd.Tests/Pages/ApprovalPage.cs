using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Pages;

/// <summary>The review of one request.</summary>
public sealed class ApprovalPage(Person person)
{
    private readonly IPage _page = person.Page;

    public ILocator Gates => _page.GetByRole(AriaRole.Grid, new() { Name = "Gates", Exact = true });

    public ILocator Changes => _page.GetByRole(AriaRole.Region, new() { NameRegex = new("^Changes compared with production") });

    public ILocator SignOffs => _page.GetByRole(AriaRole.Region, new() { Name = "Sign-offs", Exact = true });

    public ILocator Custody => _page.GetByRole(AriaRole.Region, new() { Name = "Chain of custody", Exact = true });

    public ILocator BundleDigest => _page.GetByRole(AriaRole.Region, new() { Name = "Evidence bundle SHA-256", Exact = true });

    public ILocator SignOffButton => SignOffs.GetByRole(AriaRole.Button, new() { Name = "Sign off", Exact = true });

    public ILocator RequestChangesButton => SignOffs.GetByRole(AriaRole.Button, new() { Name = "Request changes", Exact = true });

    public Task OpenAsync(string promotion) => person.OpenAsync($"/approvals/{promotion}");

    /// <summary>The slot of a role: Security, Legal, Model owner.</summary>
    public ILocator Slot(string role) =>
        SignOffs
            .GetByRole(AriaRole.Listitem)
            .Filter(new() { Has = _page.GetByRole(AriaRole.Heading, new() { Name = role, Exact = true }) });

    /// <summary>Row of a rule in the table of gates.</summary>
    public ILocator Gate(string rule) => Gates.GetByRole(AriaRole.Row).Filter(new() { HasText = rule });

    /// <summary>The state of the request, as the header says it.</summary>
    public ILocator State(string words) => _page.GetByRole(AriaRole.Main).GetByText(words, new() { Exact = true });

    public async Task<SignDialog> SignOffAsync()
    {
        await SignOffButton.ClickAsync();
        var dialog = new SignDialog(person);
        await dialog.Dialog.OpensAsync();
        return dialog;
    }

    /// <summary>Shows every passed gate too, if some are folded away.</summary>
    public async Task UnfoldGatesAsync()
    {
        await Expect(Gates).ToBeVisibleAsync();
        var more = _page.GetByRole(AriaRole.Button, new() { NameRegex = new("more passed gate") });
        if (await more.CountAsync() > 0)
        {
            await more.ClickAsync();
        }
    }

    /// <summary>Makes the approval record as PDF, waits for it and downloads it.</summary>
    public async Task<string> DownloadRecordAsync(string folder)
    {
        await _page
            .GetByRole(AriaRole.Button, new() { Name = "Evidence pack", Exact = true })
            .Or(_page.GetByRole(AriaRole.Link, new() { Name = "Evidence pack", Exact = true }))
            .ClickAsync();
        await Expect(new Shell(person).Heading).ToHaveTextAsync("Approval record");
        await person.BeReadyAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        var link = _page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true });
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var download = await _page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var file = Path.Combine(folder, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        return file;
    }
}
