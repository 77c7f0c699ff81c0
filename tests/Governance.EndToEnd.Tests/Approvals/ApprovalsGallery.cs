using System.Text.RegularExpressions;
using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Components;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Approvals;

internal sealed class ApprovalsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("approvals", "/approvals", "/approvals?view=all") { Viewer = Legal },
        new("approvals-empty", "/approvals", "/approvals?view=mine&model=none"),
        new("approvals-batch", "/approvals/batch", "/approvals/batch?ids=APR-0015,APR-0016") { Viewer = Legal },
        new("approvals-batch-confirm", "/approvals/batch", "/approvals/batch?ids=APR-0015,APR-0016")
        {
            Viewer = Legal,
            Prepare = ConfirmBatchAsync,
        },
        new("command-palette", "/approvals", "/approvals?view=mine")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = SearchAsync,
        },
        new("approval-review", "/approvals/{Id}", "/approvals/APR-0015") { Viewer = Legal },
        new("approval-review-blocked", "/approvals/{Id}", "/approvals/APR-0016") { Viewer = Legal },
        new("approval-review-deployed", "/approvals/{Id}", "/approvals/APR-0004"),
        new("approval-files", "/approvals/{Id}", "/approvals/APR-0015?tab=files") { Viewer = Legal },
        new("approval-conversation", "/approvals/{Id}", "/approvals/APR-0015?tab=conversation") { Viewer = Legal },
        new("approval-changes-data", "/approvals/{Id}", "/approvals/APR-0015?diff=data") { Viewer = Legal },
        new("approval-changes-card", "/approvals/{Id}", "/approvals/APR-0015?diff=card") { Viewer = Legal },
        new("sign-dialog", "/approvals/{Id}", "/approvals/APR-0015")
        {
            Viewer = Legal,
            WholePage = false,
            Prepare = SignAsync,
        },
        new("signed-content", "/approvals/{Id}/signed-content", "/approvals/APR-0015/signed-content") { Viewer = Legal },
    ];

    private static async Task ConfirmBatchAsync(Person person)
    {
        var page = person.Page;
        var confirm = T["Confirm {0}", Formats.Plural(1, "decision")];
        await page.GetByRole(AriaRole.Radio, new() { Name = T["Request changes"], Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = T["Reason"], Exact = true })
            .FillAsync("State the population the false positive rate was measured on.");
        await page.GetByRole(AriaRole.Button, new() { Name = T["Save decision"], Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = confirm, Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = confirm, Exact = true })).ToBeVisibleAsync();
    }

    private static async Task SearchAsync(Person person)
    {
        await person.Page.Keyboard.PressAsync("Control+k");
        await person.Page.Keyboard.TypeAsync("APR-0015");
        var act = T["Sign off {0} as {1}", "APR-0015", ""].TrimEnd();
        await Expect(person.Page.GetByRole(AriaRole.Option, new() { NameRegex = new(Regex.Escape(act)) })).ToBeVisibleAsync();
    }

    private static async Task SignAsync(Person person)
    {
        // On a phone the button stands in a bar at the foot of the page.
        await person
            .Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + T["Sign off"]) })
            .Filter(new() { Visible = true })
            .First.ClickAsync();
        await new SignDialog(person).ChooseAsync(T["I approve with a condition"]);
        await Expect(new SignDialog(person).Dialog.GetByRole(AriaRole.Textbox, new() { Name = T["Condition"], Exact = true }))
            .ToBeVisibleAsync();
    }
}
