using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Models.Lineage;

/// <summary>Thin shell over the lineage module.</summary>
public sealed partial class GraphCanvas(IJSRuntime js) : IAsyncDisposable
{
    private readonly ElementScript _script = new(js, "assets/lineage.js", ending: "destroy");

    private ElementReference _host;
    private DotNetObjectReference<GraphCanvas>? _self;
    private GraphPicture? _drawn;

    /// <summary>Give a new object when the graph changes; the same one is not drawn again.</summary>
    [Parameter, EditorRequired]
    public GraphPicture Picture { get; set; } = new([], [], [], 0);

    /// <summary>What the graph shows, in a sentence.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>A node was chosen: its place in the list.</summary>
    [Parameter]
    public EventCallback<int> OnSelect { get; set; }

    /// <summary>Called by the module.</summary>
    [JSInvokable]
    public Task Selected(int node) => OnSelect.InvokeAsync(node);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _drawn = Picture;
            _self = DotNetObjectReference.Create(this);
            await _script.MakeAsync(Assets, "create", _host, _drawn, Label, _self);
        }

        if (_script.IsMade && !ReferenceEquals(_drawn, Picture))
        {
            _drawn = Picture;
            await _script.CallAsync("update", _drawn, Label);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _script.DisposeAsync();
        _self?.Dispose();
    }
}
