using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>The values of a picture's points. One stop for Tab, the rest by arrow keys.</summary>
public sealed partial class TipPoints(IJSRuntime js) : IAsyncDisposable
{
    private readonly ElementScript _script = new(js, "_content/Governance.Portal.Kernel/Components/Charts/TipPoints.razor.js");
    private ElementReference _host;

    /// <summary>Name of the group: "Values of the ROC curve".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>In the order in which the arrow keys go.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TipPoint> Points { get; set; } = [];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _script.RunAsync(Assets, "walk", _host);
        }
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    // Away from the edge that is near.
    private static string Side(TipPoint point) =>
        (point.Top < 40 ? "below" : "above")
        + (
            point.Left < 30 ? " right"
            : point.Left > 70 ? " left"
            : ""
        );
}
