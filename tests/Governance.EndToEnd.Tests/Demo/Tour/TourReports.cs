using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>What both tours do with reports, records and the palette.</summary>
internal static class TourReports
{
    /// <summary>Makes the report whose preview is shown and downloads its PDF.</summary>
    public static async Task<string> MakeAsync(TourParty party, string folder)
    {
        await party.Page.GetByRole(AriaRole.Button, new() { Name = "Create report", Exact = true }).ClickAsync();
        var link = party.Page.GetByRole(AriaRole.Link, new() { Name = "Download report", Exact = true });
        await Expect(link).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var download = await party.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var file = Path.Combine(folder, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        return file;
    }

    /// <summary>Where links lead.</summary>
    public static async Task<IReadOnlyList<string>> AddressesAsync(ILocator links)
    {
        var addresses = await links.EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
        Assert.NotEmpty(addresses);
        return addresses;
    }

    /// <summary>Types into the palette and sees what is found.</summary>
    public static async Task SeeFoundAsync(TourParty party, string typed, string found)
    {
        await party.Page.Keyboard.PressAsync("Control+k");
        var palette = party.Page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        var field = palette.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true });
        await Expect(field).ToBeFocusedAsync();
        await field.FillAsync(typed);
        await Expect(palette.GetByRole(AriaRole.Option).Filter(new() { HasText = found }).First).ToBeVisibleAsync();
        await party.Page.Keyboard.PressAsync("Escape");
        await palette.ClosesAsync();
    }
}
