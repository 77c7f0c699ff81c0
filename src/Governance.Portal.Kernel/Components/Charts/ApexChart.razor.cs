using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Charts;

/// <summary>
/// Thin shell over the chart module. Options are plain objects in ApexCharts' shape; "--gp-…" stands for a colour of the theme
/// and <c>formatter</c> takes the name of one of the module's formatters.
/// </summary>
public sealed partial class ApexChart(IJSRuntime js) : IAsyncDisposable
{
    private readonly ElementScript _script = new(js, "assets/chart.js", ending: "destroy");

    private ElementReference _host;
    private DotNetObjectReference<ApexChart>? _self;
    private object? _drawn;

    /// <summary>Give a new object when the data changes; the same object is not drawn again.</summary>
    [Parameter, EditorRequired]
    public object Options { get; set; } = new();

    /// <summary>Pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 220;

    [Parameter]
    public EventCallback<ChartPoint> OnPointSelected { get; set; }

    /// <summary>Called by the chart module.</summary>
    [JSInvokable]
    public Task PointSelected(int series, int point) => OnPointSelected.InvokeAsync(new(series, point));

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _drawn = Options;
            _self = OnPointSelected.HasDelegate ? DotNetObjectReference.Create(this) : null;
            await _script.MakeAsync(Assets, "create", _host, _drawn, _self);
        }

        // Also right after the first drawing: the data may have changed while it took place.
        if (_script.IsMade && !ReferenceEquals(_drawn, Options))
        {
            _drawn = Options;
            await _script.CallAsync("update", _drawn);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _script.DisposeAsync();
        _self?.Dispose();
    }
}
