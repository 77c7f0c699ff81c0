using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Operations.Risks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer;

/// <summary>On PostgreSQL it takes a moment to ask whether an address may be opened: a page that is open goes on meanwhile.</summary>
public sealed class OpenPageTests(RunningBrowser browser, OpenPageTests.PostgresPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<OpenPageTests.PostgresPortal>
{
    [Fact]
    public async Task Row_ThatIsOpened_LeavesThePageItsChoiceAndItsFocus()
    {
        var ct = TestContext.Current.CancellationToken;
        var (person, email) = await EmployAsync("rows", Roles.RiskOfficer);
        await using (var db = await Factory.Databases.CreateDbContextAsync(ct))
        {
            var officer = Actor.OfUser(new UserId(db.Users.Single(u => u.Email == email).Id), Roles.RiskOfficer, session: null);
            var risk = new RiskSettings
            {
                Title = "Drifts unseen",
                Category = "drift",
                Owner = email,
                Inherent = new(5, 5),
                Residual = new(4, 4),
            };
            Assert.Null((await Factory.Get<RaiseRisk>().RunAsync(officer, risk, ct)).Refusal);
        }

        await person.OpenAsync("/risks");
        var keys = person.Page.Keyboard;
        var row = person.Page.GetByRole(AriaRole.Link, new() { Name = "Drifts unseen", Exact = true });
        var chosen = person.Page.GetByRole(AriaRole.Group, new() { Name = "Selected risks", Exact = true });
        await keys.PressAsync("j");
        await Expect(row).ToBeFocusedAsync();
        await keys.PressAsync("x");
        await Expect(chosen).ToContainTextAsync("1 selected");
        await person.Page.EvaluateAsync("document.querySelector('main').before = true");

        await keys.PressAsync("Enter");

        await Expect(person.Page.GetByRole(AriaRole.Complementary, new() { NameRegex = new("Drifts unseen$") })).ToBeVisibleAsync();
        await Expect(row).ToBeFocusedAsync();
        await Expect(chosen).ToContainTextAsync("1 selected");
        Assert.True(await person.Page.EvaluateAsync<bool>("document.querySelector('main').before === true"));
    }

    [Fact]
    public async Task Dialog_ThatAnAddressOpens_IsThereWhenThePageHasTakenItOffItsAddress()
    {
        var (person, _) = await EmployAsync("dialogs", Roles.Administrator);
        await person.OpenAsync("/admin/users?open=invite");

        await Expect(person.Page).ToHaveURLAsync(new Regex("/admin/users$"));
        await Expect(person.Page.GetByRole(AriaRole.Dialog, new() { Name = "Invite user", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>A portal on PostgreSQL.</summary>
    public sealed class PostgresPortal : RunningPortal
    {
        protected override DatabaseKind Database => DatabaseKind.Postgres;
    }
}
