using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Features.Lineage;

/// <summary>Thin shell over the lineage module.</summary>
public sealed partial class GraphCanvas(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./assets/lineage.js";

    private ElementReference _host;
    private IJSObjectReference? _module;
    private IJSObjectReference? _graph;
    private DotNetObjectReference<GraphCanvas>? _self;
    private GraphPicture? _drawn;
    private bool _gone;

    /// <summary>Give a new object when the graph changes; the same one is not drawn again.</summary>
    [Parameter, EditorRequired] public GraphPicture Picture { get; set; } = new([], [], 0);

    /// <summary>What the graph shows, in a sentence.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>A node was chosen: its place in the list.</summary>
    [Parameter] public EventCallback<int> OnSelect { get; set; }

    /// <summary>Called by the module.</summary>
    [JSInvokable]
    public Task Selected(int node) => OnSelect.InvokeAsync(node);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _drawn = Picture;
                _self = DotNetObjectReference.Create(this);
                _module = await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
                _graph = await _module.InvokeAsync<IJSObjectReference>("create", _host, _drawn, Label, _self);
                if (_gone)
                {
                    await ReleaseAsync();
                }
            }

            if (_graph is not null && !_gone && !ReferenceEquals(_drawn, Picture))
            {
                _drawn = Picture;
                await _graph.InvokeVoidAsync("update", _drawn, Label);
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone; there is nothing left to draw on.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        await ReleaseAsync();
    }

    private async ValueTask ReleaseAsync()
    {
        var (module, graph) = (_module, _graph);
        (_module, _graph) = (null, null);
        try
        {
            if (graph is not null)
            {
                await graph.InvokeVoidAsync("destroy");
                await graph.DisposeAsync();
            }

            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the graph with it.
        }

        _self?.Dispose();
    }
}
