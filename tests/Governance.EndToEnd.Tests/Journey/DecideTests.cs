using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>Deciding on several at once, from the palette, and taking back what can be taken back.</summary>
public sealed class DecideTests(RunningBrowser browser, RunningPortal portal) : BrowserTest(browser, portal)
{
    private const string Version = "2.0.0";

    [Fact]
    public async Task Approver_ReviewsThreeTogether_OneBecomesStale_TheOthersAreSigned()
    {
        var banks = new List<(Bank Bank, string Id)>();
        for (var n = 0; n < 3; n++)
        {
            var bank = await Bank.OpenBesideOthersAsync(Factory);
            await bank.RegisterModelAsync();
            await bank.RegisterVersionAsync(Version);
            banks.Add((bank, await bank.RequestAsync(Version)));
        }

        var (legal, _) = await EmployAsync("lea.batch", Roles.LegalReviewer);
        var page = legal.Page;
        await legal.OpenAsync("/approvals?view=mine&sort=-requested");
        foreach (var (_, id) in banks)
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = $"Choose {id}", Exact = true }).CheckAsync();
        }

        Assert.Empty(await Accessibility.FindingsAsync(page));
        await page.GetByRole(AriaRole.Link, new() { Name = "Review together", Exact = true }).ClickAsync();
        await Expect(new Shell(legal).Heading).ToHaveTextAsync("Review together");
        var list = page.GetByRole(AriaRole.List, new() { Name = "Requests in this batch", Exact = true });
        await Expect(list.GetByText("Not opened")).ToHaveCountAsync(2);
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await DecideAsync(page, banks[0].Id, "Approve");
        await DecideAsync(page, banks[1].Id, "Approve");
        await DecideAsync(page, banks[2].Id, "Request changes", "State the population of the test set");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm 3 decisions", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Decisions to confirm", Exact = true }).GetByRole(AriaRole.Row))
            .ToHaveCountAsync(4);
        Assert.Empty(await Accessibility.FindingsAsync(page));

        // Between looking and signing someone adds evidence to the second one.
        var entry = Bank.ManifestOf(Version)[0]!;
        await banks[1].Bank.AddEvidenceAsync(Version, (string)entry["file"]!, (string)entry["kind"]!);
        await page.GetByRole(AriaRole.Main).ProveAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign 3 decisions", Exact = true }).ClickAsync();

        await Expect(page.GetByText("2 of 3 decisions signed. The others were not recorded.")).ToBeVisibleAsync();
        var result = page.GetByRole(AriaRole.Table, new() { Name = "Result of each decision", Exact = true });
        await Expect(result.GetByRole(AriaRole.Row).Filter(new() { HasText = banks[0].Id })).ToContainTextAsync("Signed");
        await Expect(result.GetByRole(AriaRole.Row).Filter(new() { HasText = banks[1].Id }))
            .ToContainTextAsync("This request changed after it was shown to you");
        await Expect(result.GetByRole(AriaRole.Row).Filter(new() { HasText = banks[2].Id })).ToContainTextAsync("Signed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(await Accessibility.FindingsAsync(page));

        await page.GetByRole(AriaRole.Link, new() { Name = "Review the remaining requests", Exact = true }).ClickAsync();
        await Expect(list.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = $"Decision on {banks[1].Id}", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Approver_SignsFromThePalette_ByKeyboard_AndNoUndoIsOffered()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync(Version);
        var id = await bank.RequestAsync(Version);
        var security = await ArriveAsync();
        await security.SignInAsync(bank.Security);
        await security.OpenAsync("/models");

        await ChooseAsync(security, id, $"Sign off {id} as Security");

        var dialog = new SignDialog(security);
        await Expect(dialog.Dialog).ToBeVisibleAsync();
        await Expect(security.Page).ToHaveURLAsync(new Regex($"/approvals/{id}$"));
        Assert.Empty(await Accessibility.FindingsAsync(security.Page));
        await dialog.ApproveAsync();
        await Expect(new ApprovalPage(security).Slot("Security")).ToContainTextAsync("Signed");
        await Expect(security.Page.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true })).ToHaveCountAsync(0);
    }

    /// <summary>The password was half under the foot of the dialog, also while it was typed.</summary>
    [Fact]
    public async Task Approver_OnASmallScreen_SeesThePasswordThatIsTyped()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        await bank.RegisterVersionAsync(Version);
        var id = await bank.RequestAsync(Version);
        var security = await ArriveAsync(new() { Width = 1280, Height = 560 });
        await security.SignInAsync(bank.Security);
        await security.OpenAsync("/models");
        await ChooseAsync(security, id, $"Sign off {id} as Security");
        var dialog = new SignDialog(security);
        await Expect(dialog.Password).ToBeVisibleAsync();
        var body = dialog.Dialog.Locator(".dialog-body");
        // Half of it is in sight.
        await dialog.Password.EvaluateAsync(
            """
            field => {
              const body = field.closest('.dialog-body');
              const box = field.getBoundingClientRect();
              body.scrollTop += box.top + box.height / 2 - body.getBoundingClientRect().bottom;
            }
            """
        );
        Assert.True((await BottomAsync(dialog.Password)) > (await BottomAsync(body)));

        await dialog.Password.ClickAsync(
            new()
            {
                Position = new() { X = 20, Y = 4 },
            }
        );

        Assert.True((await BottomAsync(dialog.Password)) <= (await BottomAsync(body)));

        static async Task<double> BottomAsync(ILocator locator)
        {
            var box = (await locator.BoundingBoxAsync())!;
            return box.Y + box.Height;
        }
    }

    [Fact]
    public async Task Officer_UndoesADismissedAlert_AndOneAcknowledgedFromThePalette()
    {
        var bank = await Bank.OpenBesideOthersAsync(Factory);
        await bank.RegisterModelAsync();
        var alert = await RaiseAsync(bank.Model);
        var (officer, _) = await EmployAsync("rita.undo", Roles.RiskOfficer);
        var page = officer.Page;
        await officer.OpenAsync($"/alerts?model={bank.Model}");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = alert });
        var more = row.GetByRole(AriaRole.Button, new() { Name = $"More about {alert}", Exact = true });
        await more.ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = $"Resolve {alert}", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "What was found", Exact = true }).FillAsync("Nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve alert", Exact = true }).ClickAsync();
        var messages = new Shell(officer).Messages;
        await Expect(messages).ToContainTextAsync($"{alert} resolved.");
        Assert.Empty(await Accessibility.FindingsAsync(page));
        await Expect(more).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("u");
        await Expect(messages).ToContainTextAsync($"Undone. {alert} is back to its previous state.");
        await Expect(more).ToBeVisibleAsync();

        await ChooseAsync(officer, alert, $"Acknowledge alert {alert}");
        await Expect(messages).ToContainTextAsync($"{alert} acknowledged.");
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = $"Acknowledge {alert}", Exact = true })).ToHaveCountAsync(0);
        // The focus was in the message and goes back to where it came from.
        var filter = page.GetByRole(AriaRole.Button, new() { Name = "Search or jump to", Exact = true });
        await filter.FocusAsync();
        await messages.GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(messages).ToContainTextAsync("Undone.");
        await Expect(filter).ToBeFocusedAsync();
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = $"Acknowledge {alert}", Exact = true })).ToBeVisibleAsync();
    }

    private static async Task DecideAsync(IPage page, string id, string decision, string? reason = null)
    {
        var form = page.GetByRole(AriaRole.Group, new() { Name = $"Decision on {id}", Exact = true });
        await form.GetByRole(AriaRole.Radio, new() { Name = decision, Exact = true }).CheckAsync();
        if (reason is not null)
        {
            await page.GetByRole(AriaRole.Textbox, new() { Name = "Reason", Exact = true }).FillAsync(reason);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save decision", Exact = true }).ClickAsync();
        await Expect(
                page.GetByRole(AriaRole.List, new() { Name = "Requests in this batch", Exact = true })
                    .GetByRole(AriaRole.Listitem)
                    .Filter(new() { HasText = id })
            )
            .ToContainTextAsync(decision);
    }

    // The arrow keys alone: what is chosen is what the field says is active.
    private static async Task ChooseAsync(Person person, string text, string action)
    {
        var page = person.Page;
        await page.Keyboard.PressAsync("Control+k");
        var palette = page.GetByRole(AriaRole.Dialog, new() { Name = "Command palette", Exact = true });
        await Expect(palette.GetByRole(AriaRole.Combobox, new() { Name = "Search", Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(text);
        var wanted = palette.GetByRole(AriaRole.Option, new() { NameRegex = new("^\\W*\\w*\\s*" + Regex.Escape(action)) });
        await Expect(wanted).ToHaveCountAsync(1);
        Assert.Empty(await Accessibility.FindingsAsync(page));
        for (var step = 0; step < 20 && await wanted.GetAttributeAsync("aria-selected") != "true"; step++)
        {
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await Expect(wanted).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Expect(palette).ToHaveCountAsync(0);
    }

    private async Task<string> RaiseAsync(string model)
    {
        var outcome = await Factory
            .Get<ActionRunner>()
            .RunAsync<AlertId>(
                Actor.Host,
                new Attempt("alert.raised", "", null),
                async (context, token) =>
                {
                    var alert = new Alert
                    {
                        Id = await context.Db.NextIdAsync<AlertId>(token),
                        Model = model,
                        Rule = AlertRule.OutsideReference,
                        Field = "income",
                        BeganAt = context.Now,
                        RaisedAt = context.Now,
                    };
                    alert.See(Version, 3, context.Now);
                    context.Db.Alerts.Add(alert);
                    context.Append(new AuditEvent("alert.raised", alert.Id.ToString(), new() { ["model"] = model }) { Covers = [model] });
                    return alert.Id;
                },
                CancellationToken.None
            );
        Assert.Null(outcome.Refusal);
        return outcome.Value.ToString();
    }
}
