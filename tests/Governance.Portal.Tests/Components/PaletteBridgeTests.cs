using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Portal.Components.Layout;
using Governance.Portal.Components.Toasts;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

/// <summary>What the palette runs at once: by the person at the page, with what came of it as a message.</summary>
public sealed class PaletteBridgeTests : ComponentTest
{
    private readonly Runner _runner = new();
    private readonly BunitJSModuleInterop _module;

    public PaletteBridgeTests()
    {
        _module = JSInterop.SetupModule("./Components/Layout/PaletteBridge.razor.js");
        _module.SetupVoid("listen", _ => true).SetVoidResult();
        _module.SetupVoid("stop").SetVoidResult();
        Services.AddSingleton<IPaletteRunner>(_runner);
        BunitAuthorizationContext authorization = AddAuthorization();
        authorization.SetAuthorized("rita");
    }

    private ToastService Toasts => Services.GetRequiredService<ToastService>();

    [Fact]
    public async Task Action_Done_IsSaidWithItsUndo()
    {
        var cut = Render<PaletteBridge>();
        _module.VerifyInvoke("listen");
        var undone = false;
        _runner.Answer = new PaletteAnswer("ALR-0003 acknowledged.", Refused: false)
        {
            Undo = () =>
            {
                undone = true;
                return Task.FromResult<string?>(null);
            },
        };

        await cut.InvokeAsync(() => cut.Instance.RunAsync("alert.acknowledge:ALR-0003"));

        Assert.Equal(("rita", "alert.acknowledge:ALR-0003"), _runner.Ran);
        var toast = Assert.Single(Toasts.Toasts);
        Assert.Equal(("ALR-0003 acknowledged.", "Undo"), (toast.Text, toast.Action?.Name));
        await toast.Action!.RunAsync();
        Assert.True(undone);
    }

    [Fact]
    public async Task Action_WithoutAnHonestUndo_OffersNone_AndARefusalStays()
    {
        var cut = Render<PaletteBridge>();
        _runner.Answer = new PaletteAnswer("Done.", Refused: false);
        await cut.InvokeAsync(() => cut.Instance.RunAsync("one"));
        _runner.Answer = new PaletteAnswer("Your role may not do this.", Refused: true);
        await cut.InvokeAsync(() => cut.Instance.RunAsync("two"));

        Assert.All(Toasts.Toasts, toast => Assert.Null(toast.Action));
        Assert.True(Toasts.Toasts[^1].IsError);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public async Task Key_EmptyOrTooLong_IsNotRun(string key)
    {
        var cut = Render<PaletteBridge>();

        await cut.InvokeAsync(() => cut.Instance.RunAsync(key));

        Assert.Null(_runner.Ran.Key);
    }

    private sealed class Runner : IPaletteRunner
    {
        public (string? Who, string? Key) Ran { get; private set; }

        public PaletteAnswer Answer { get; set; } = new("", Refused: true);

        public Task<PaletteAnswer> RunAsync(ClaimsPrincipal user, string key, CancellationToken cancellationToken)
        {
            Ran = (user.Identity?.Name, key);
            return Task.FromResult(Answer);
        }
    }
}
