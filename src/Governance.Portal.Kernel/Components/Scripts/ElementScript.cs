using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Scripts;

/// <summary>
/// The script of one component's element: its module, and what the module made for the element. A person may leave while the script is on
/// its way: from then on nothing is called, and a complaint about an element that is gone is no fault of the page that is shown instead.
/// </summary>
/// <param name="js">The browser.</param>
/// <param name="path">The module, by its name among the portal's files: <c>assets/chart.js</c>.</param>
/// <param name="ending">Function that ends what was begun: of what the module made, else of the module. Null when there is nothing to
/// end.</param>
public sealed class ElementScript(IJSRuntime js, string path, string? ending = null) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _made;
    private bool _isBeginning;
    private bool _hasBegun;
    private bool _gone;

    /// <summary>True when the module made something for the element, and the element is there.</summary>
    public bool IsMade => _made is not null && !_gone;

    /// <summary>Calls a function of the module that makes something for the element.</summary>
    /// <param name="assets">The page's files, which know the name under which the module is kept for good.</param>
    /// <param name="function">Name of the function.</param>
    /// <param name="arguments">What it takes; the element among it.</param>
    public Task MakeAsync(ResourceAssetCollection assets, string function, params object?[] arguments) =>
        BeginAsync(
            assets,
            async module =>
            {
                _made = await module.InvokeAsync<IJSObjectReference>(function, arguments);
                _hasBegun = true;
            }
        );

    /// <summary>Calls a function of the module that makes nothing.</summary>
    /// <param name="assets">The page's files, which know the name under which the module is kept for good.</param>
    /// <param name="function">Name of the function.</param>
    /// <param name="arguments">What it takes; the element among it.</param>
    public Task RunAsync(ResourceAssetCollection assets, string function, params object?[] arguments) =>
        BeginAsync(
            assets,
            async module =>
            {
                await module.InvokeVoidAsync(function, arguments);
                _hasBegun = true;
            }
        );

    /// <summary>Calls a function of what the module made; nothing where it made nothing.</summary>
    /// <param name="function">Name of the function.</param>
    /// <param name="arguments">What it takes.</param>
    public Task CallAsync(string function, params object?[] arguments) =>
        IsMade ? WhileThereAsync(() => _made!.InvokeVoidAsync(function, arguments).AsTask()) : Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _gone = true;
        if (!_isBeginning)
        {
            await WhileThereAsync(ReleaseAsync);
        }
    }

    /// <summary>What a script imports for a file: relative, and under the name that is kept for good.</summary>
    /// <param name="assets">The page's files.</param>
    /// <param name="path">The file, by its plain name.</param>
    public static string AddressOf(ResourceAssetCollection assets, string path)
    {
        ArgumentNullException.ThrowIfNull(assets);
        return $"./{assets[path]}";
    }

    private Task BeginAsync(ResourceAssetCollection assets, Func<IJSObjectReference, Task> begin) =>
        WhileThereAsync(async () =>
        {
            _isBeginning = true;
            try
            {
                _module = await js.InvokeAsync<IJSObjectReference>("import", AddressOf(assets, path));
                if (!_gone)
                {
                    await begin(_module);
                }
            }
            finally
            {
                _isBeginning = false;
                if (_gone)
                {
                    await ReleaseAsync();
                }
            }
        });

    private async Task ReleaseAsync()
    {
        var (module, made, begun) = (_module, _made, _hasBegun);
        (_module, _made, _hasBegun) = (null, null, false);
        if (begun && ending is not null && (made ?? module) is { } last)
        {
            await last.InvokeVoidAsync(ending);
        }

        if (made is not null)
        {
            await made.DisposeAsync();
        }

        if (module is not null)
        {
            await module.DisposeAsync();
        }
    }

    private async Task WhileThereAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the element with it.
        }
        catch (JSException) when (_gone)
        {
            // The element is gone.
        }
    }
}
