using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Components.Charts;

/// <summary>
/// Thin shell over the chart module. Options are plain objects in ApexCharts' shape; "--gp-…" stands for a colour of the theme
/// and <c>formatter</c> takes the name of one of the module's formatters.
/// </summary>
public sealed partial class ApexChart(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./assets/chart.js";

    private ElementReference _host;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private DotNetObjectReference<ApexChart>? _self;
    private object? _drawn;
    private bool _gone;

    /// <summary>Give a new object when the data changes; the same object is not drawn again.</summary>
    [Parameter, EditorRequired] public object Options { get; set; } = new();

    /// <summary>Pixels.</summary>
    [Parameter] public int Height { get; set; } = 220;

    [Parameter] public EventCallback<ChartPoint> OnPointSelected { get; set; }

    /// <summary>Called by the chart module.</summary>
    [JSInvokable]
    public Task PointSelected(int series, int point) => OnPointSelected.InvokeAsync(new(series, point));

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _drawn = Options;
                _self = OnPointSelected.HasDelegate ? DotNetObjectReference.Create(this) : null;
                _module = await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
                _chart = await _module.InvokeAsync<IJSObjectReference>("create", _host, _drawn, _self);
                if (_gone)
                {
                    await ReleaseAsync();
                }
            }

            // Also right after the first drawing: the data may have changed while it took place.
            if (_chart is not null && !_gone && !ReferenceEquals(_drawn, Options))
            {
                _drawn = Options;
                await _chart.InvokeVoidAsync("update", _drawn);
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
        var (module, chart) = (_module, _chart);
        (_module, _chart) = (null, null);
        try
        {
            if (chart is not null)
            {
                await chart.InvokeVoidAsync("destroy");
                await chart.DisposeAsync();
            }

            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the chart with it.
        }

        _self?.Dispose();
    }
}
