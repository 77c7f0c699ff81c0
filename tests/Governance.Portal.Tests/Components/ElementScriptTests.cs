using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Tests.Components;

/// <summary>A person leaves a page while the script of one of its charts, dialogs or fields is still on its way.</summary>
public sealed class ElementScriptTests : IAsyncDisposable
{
    private static readonly JSException s_complaint = new("Failed to execute 'getComputedStyle': parameter 1 is not of type 'Element'.");

    private readonly Browser _browser = new();

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    [Fact]
    public async Task Left_BeforeTheModuleIsThere_CallsNothingOfIt()
    {
        await using var script = new ElementScript(_browser, "chart.js", "destroy");
        var making = script.MakeAsync(ResourceAssetCollection.Empty, "create");

        await script.DisposeAsync();
        _browser.Import.SetResult(_browser);
        await making;

        Assert.Equal(["import", "disposed"], _browser.Calls);
    }

    [Fact]
    public async Task Left_BeforeTheScriptSawTheElement_IsNoFaultOfTheNextPage()
    {
        await using var script = new ElementScript(_browser, "chart.js", "destroy");
        _browser.Import.SetResult(_browser);
        var making = script.MakeAsync(ResourceAssetCollection.Empty, "create");

        await script.DisposeAsync();
        _browser.Answer.SetException(s_complaint);
        await making;

        Assert.Equal(["import", "create", "disposed"], _browser.Calls);
        Assert.False(script.IsMade);
    }

    [Fact]
    public async Task Left_WhileADialogOpens_ClosesItOnce()
    {
        await using var script = new ElementScript(_browser, "dialog.js", "close");
        _browser.Import.SetResult(_browser);
        var opening = script.RunAsync(ResourceAssetCollection.Empty, "open");

        await script.DisposeAsync();
        _browser.Answer.SetResult();
        await opening;

        Assert.Equal(["import", "open", "close", "disposed"], _browser.Calls);
    }

    [Fact]
    public async Task Fault_OfAScriptWhoseElementIsThere_IsNotHidden()
    {
        await using var script = new ElementScript(_browser, "chart.js", "destroy");
        _browser.Import.SetResult(_browser);
        var making = script.MakeAsync(ResourceAssetCollection.Empty, "create");

        _browser.Answer.SetException(s_complaint);

        Assert.Same(s_complaint, await Assert.ThrowsAsync<JSException>(() => making));
    }

    [Fact]
    public async Task Browser_ThatIsGone_LeavesQuietly()
    {
        await using var script = new ElementScript(_browser, "chart.js", "destroy");
        _browser.Import.SetException(new JSDisconnectedException("gone"));

        await script.MakeAsync(ResourceAssetCollection.Empty, "create");

        Assert.False(script.IsMade);
    }

    [Fact]
    public async Task Module_IsImportedUnderTheNameThatIsKeptForGood()
    {
        var assets = new ResourceAssetCollection([new("chart.4f1a.js", [new("label", "chart.js")])]);
        await using var script = new ElementScript(_browser, "chart.js", "destroy");
        _browser.Import.SetResult(_browser);
        _browser.Answer.SetResult();

        await script.MakeAsync(assets, "create");

        Assert.Equal("./chart.4f1a.js", _browser.Imported);
        Assert.Equal("./other.js", ElementScript.AddressOf(assets, "other.js"));
    }

    // The browser, and the module it loads: the first function called of it answers when the test says so.
    private sealed class Browser : IJSRuntime, IJSObjectReference
    {
        public TaskCompletionSource<IJSObjectReference> Import { get; } = new();

        public TaskCompletionSource Answer { get; } = new();

        public List<string> Calls { get; } = [];

        public string? Imported { get; private set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) =>
            InvokeAsync<TValue>(identifier, CancellationToken.None, args);

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Calls.Add(identifier);
            if (identifier == "import")
            {
                Imported = args?[0] as string;
                return (TValue)await Import.Task;
            }

            await Answer.Task;
            return this is TValue made ? made : default!;
        }

        public ValueTask DisposeAsync()
        {
            Calls.Add("disposed");
            return ValueTask.CompletedTask;
        }
    }
}
