using System.Text;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Someone is asked a question with a file beside it, by keyboard alone, and finds both through the bell.</summary>
public sealed class ConversationJourneyTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    [Fact]
    public async Task Mention_ByKeyboardWithAFile_ReachesThePersonWhoOpensIt()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        // Another Omar Haddad, from the start: a mention says which one, and no bank that opens meanwhile makes it ambiguous.
        await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync("2.0.0");
        var id = await bank.RequestAsync("2.0.0");
        var owner = await ArriveAsync();
        await owner.SignInAsync(bank.Owner);
        await owner.OpenAsync("/models");
        var legal = await ArriveAsync();
        await legal.SignInAsync(bank.Legal);
        await legal.OpenAsync($"/approvals/{id}?tab=conversation");
        var page = legal.Page;
        var box = page.GetByRole(AriaRole.Textbox, new() { Name = "Comment", Exact = true });

        await box.FocusAsync();
        await page.Keyboard.TypeAsync($"Which test set is this, @{bank.Owner.Split('@')[1].Split('.')[0]}");
        var option = page.GetByRole(AriaRole.Listbox, new() { Name = "People to mention", Exact = true })
            .GetByRole(AriaRole.Option)
            .Filter(new() { HasText = bank.Owner });
        await Expect(option).ToBeVisibleAsync();
        for (var place = 0; place < 5 && await option.GetAttributeAsync("aria-selected") != "true"; place++)
        {
            var before = await box.GetAttributeAsync("aria-activedescendant");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(box).Not.ToHaveAttributeAsync("aria-activedescendant", before!);
        }

        await Expect(option).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        // Whoever has picked a name types on, before the server has said it.
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("? **Thanks**");
        await Expect(option).ToHaveCountAsync(0);
        await Expect(page.GetByText("Draft saved.", new() { Exact = true })).ToBeVisibleAsync();
        var written = await box.InputValueAsync();
        Assert.Matches(
            @$"^Which test set is this, @.*{System.Text.RegularExpressions.Regex.Escape(bank.Owner)}.* \? \*\*Thanks\*\*$",
            written
        );
        await legal.ReloadAsync();
        await Expect(box).ToHaveValueAsync(written);

        var field = await page.GetByLabel("Attach files").ListensAsync();
        await field.SetInputFilesAsync(
            new FilePayload
            {
                Name = "page.html",
                MimeType = "text/html",
                Buffer = "<html>"u8.ToArray(),
            }
        );
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "has a file type that is not accepted" })).ToBeVisibleAsync();
        field = await page.GetByLabel("Attach files").ListensAsync();
        await field.SetInputFilesAsync(
            new FilePayload
            {
                Name = "rows.csv",
                MimeType = "text/csv",
                Buffer = Encoding.UTF8.GetBytes("set,rows\nmarch,12\n"),
            }
        );
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove rows.csv", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Comment posted.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(box).ToHaveValueAsync("");
        Assert.Empty(await Accessibility.FindingsAsync(page));

        var bell = owner.Page.GetByRole(AriaRole.Button, new() { Name = "Notifications", Exact = true });
        await bell.ClickAsync();
        await owner
            .Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^You were mentioned in the conversation on") })
            .First.ClickAsync();
        await Expect(owner.Page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/approvals/{id}\\?tab=conversation#comment-[0-9]+$"));
        var comment = owner.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Which test set is this, @" });
        await Expect(comment.GetByText("Thanks", new() { Exact = true })).ToBeVisibleAsync();
        var download = await owner.Page.RunAndWaitForDownloadAsync(() =>
            comment.GetByRole(AriaRole.Link, new() { Name = "rows.csv", Exact = true }).ClickAsync()
        );
        Assert.Equal("rows.csv", download.SuggestedFilename);
        Assert.Equal(
            "set,rows\nmarch,12\n",
            await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)
        );
        Assert.Empty(await Accessibility.FindingsAsync(owner.Page));
    }
}
