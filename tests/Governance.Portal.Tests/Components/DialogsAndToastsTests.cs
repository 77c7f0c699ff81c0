using Bunit;
using Governance.Domain;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Toasts;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

public sealed class DialogsAndToastsTests : ComponentTest
{
    private readonly BunitJSModuleInterop _module;

    public DialogsAndToastsTests()
    {
        _module = JSInterop.SetupModule("./_content/Governance.Portal.Kernel/Components/Dialogs/Modal.razor.js");
        _module.SetupVoid("open", _ => true).SetVoidResult();
        _module.SetupVoid("close").SetVoidResult();
    }

    [Fact]
    public void Modal_Open_IsANamedModalDialogThatTakesTheFocus()
    {
        var cut = Render<Modal>(parameters =>
            parameters
                .Add(modal => modal.Title, "Sign this approval")
                .Add(modal => modal.Description, "As Claire Fontaine, Legal.")
                .Add(modal => modal.OnClose, () => { })
        );

        var dialog = cut.ByRole("dialog", "Sign this approval");
        Assert.Equal("true", dialog.GetAttribute("aria-modal"));
        Assert.Equal("As Claire Fontaine, Legal.", cut.Find("#" + dialog.GetAttribute("aria-describedby")).TextContent);
        _module.VerifyInvoke("open");
    }

    [Fact]
    public void Modal_Close_AsksTheOwner()
    {
        var asked = false;
        var cut = Render<Modal>(parameters =>
            parameters.Add(modal => modal.Title, "Withdraw").Add(modal => modal.OnClose, () => asked = true)
        );

        cut.ByRole("button", "Close").Click();

        Assert.True(asked);
    }

    [Fact]
    public async Task Modal_TakenAway_GivesTheFocusBack()
    {
        Render<Modal>(parameters => parameters.Add(modal => modal.Title, "Withdraw").Add(modal => modal.OnClose, () => { }));

        await DisposeComponentsAsync();

        _module.VerifyInvoke("close");
    }

    [Fact]
    public void ConfirmDialog_Busy_CannotBeSentTwice()
    {
        var confirmed = 0;
        var cut = Render<ConfirmDialog>(parameters =>
            parameters
                .Add(dialog => dialog.Title, "Roll back Retail credit scoring")
                .Add(dialog => dialog.Text, "100 % of traffic moves within about 40 s.")
                .Add(dialog => dialog.Action, "Roll back to 2.2.1")
                .Add(dialog => dialog.BusyText, "Rolling back…")
                .Add(dialog => dialog.OnConfirm, () => confirmed++)
                .Add(dialog => dialog.OnCancel, () => { })
        );
        cut.ByRole("button", "Roll back to 2.2.1").Click();

        cut.Render(parameters => parameters.Add(dialog => dialog.Busy, true));
        cut.ByRole("button", "Rolling back…").Click();

        Assert.Equal(1, confirmed);
        Assert.Equal("true", cut.ByRole("button", "Rolling back…").GetAttribute("aria-disabled"));
    }

    [Fact]
    public void Toast_Message_IsAnnouncedPolitelyAndLeavesAfterSixSeconds()
    {
        var toasts = Services.GetRequiredService<ToastService>();
        var cut = Render<ToastRegion>();

        toasts.Show($"Signed. Log entry 48,232.");

        cut.WaitForAssertion(() =>
            Assert.Contains("Signed. Log entry 48,232.", cut.ByRole("status", "Messages").TextContent, StringComparison.Ordinal)
        );
        Clock.Advance(TimeSpan.FromSeconds(5.9));
        Assert.Single(toasts.Toasts);
        Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Empty(toasts.Toasts);
        cut.WaitForAssertion(() => Assert.DoesNotContain("Signed", cut.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Toast_Error_StaysUntilDismissed()
    {
        var toasts = Services.GetRequiredService<ToastService>();
        var cut = Render<ToastRegion>();
        toasts.ShowError($"The report could not be made.");
        Clock.Advance(TimeSpan.FromHours(1));

        cut.WaitForElement("button");
        cut.ByRole("button", "Dismiss").Click();

        Assert.Empty(toasts.Toasts);
    }

    [Fact]
    public void Toast_Action_RunsOnceAndTakesTheToastAway()
    {
        var undone = 0;
        var toasts = Services.GetRequiredService<ToastService>();
        var cut = Render<ToastRegion>();
        toasts.Show($"Draft deleted.", new("Undo", () => Task.FromResult(undone++)));
        cut.WaitForElement(".toast-action");

        cut.ByRole("button", "Undo").Click();

        Assert.Equal(1, undone);
        Assert.Empty(toasts.Toasts);
    }

    [Fact]
    public void Toast_Undo_IsOfferedForEightSecondsAndSaysWhatCameOfIt()
    {
        var toasts = Services.GetRequiredService<ToastService>();
        var cut = Render<ToastRegion>();
        toasts.ShowUndo($"ALR-0003 acknowledged.", $"Undone.", () => Task.FromResult<Sentence?>(null));
        cut.WaitForElement(".toast-action");
        Clock.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Equal("u", cut.ByRole("button", "Undo").GetAttribute("aria-keyshortcuts"));

        cut.ByRole("button", "Undo").Click();

        cut.WaitForAssertion(() => Assert.Equal("Undone.", Assert.Single(toasts.Toasts).Text.ToString()));
        toasts.ShowUndo($"ALR-0003 acknowledged.", $"Undone.", () => Task.FromResult<Sentence?>($"It changed since."));
        cut.WaitForAssertion(() => cut.ByRole("button", "Undo").Click());
        cut.WaitForAssertion(() => Assert.Contains(toasts.Toasts, toast => toast.IsError && toast.Text.ToString() == "It changed since."));
        toasts.ShowUndo($"Once more.", $"Undone.", () => Task.FromResult<Sentence?>(null));
        Clock.Advance(TimeSpan.FromSeconds(8.1));
        Assert.DoesNotContain(toasts.Toasts, toast => toast.Text.ToString() == "Once more.");
    }

    [Fact]
    public void Toast_WhileSomebodyIsAtIt_Stays()
    {
        var toasts = Services.GetRequiredService<ToastService>();
        var cut = Render<ToastRegion>();
        toasts.ShowUndo($"View removed.", $"Undone.", () => Task.FromResult<Sentence?>(null));
        cut.WaitForElement(".toast").FocusIn();

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(toasts.Toasts);

        cut.Find(".toast").FocusOut();
        Clock.Advance(TimeSpan.FromSeconds(8.1));
        Assert.Empty(toasts.Toasts);
    }

    [Fact]
    public void Toast_Fourth_PushesTheOldestOut()
    {
        var toasts = Services.GetRequiredService<ToastService>();

        foreach (var text in new Sentence[] { $"one", $"two", $"three", $"four" })
        {
            toasts.Show(text);
        }

        Assert.Equal(["two", "three", "four"], toasts.Toasts.Select(toast => toast.Text.ToString()));
    }
}
