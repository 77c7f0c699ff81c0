using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Charts;

public sealed partial class HeatMap(IJSRuntime js) : IAsyncDisposable
{
    private const double Width = 752;
    private const double LabelWidth = 158;
    private const double ValueWidth = 60;
    private const double RowHeight = 27.5;
    private const int MaxTicks = 8;

    private readonly ElementScript _script = new(js, "_content/Governance.Portal.Kernel/Components/Charts/HeatMap.razor.js");
    private readonly string _hatchId = $"hatch-{Guid.NewGuid():N}";
    private IReadOnlyList<int> _ticks = [];
    private ElementReference _grid;

    /// <summary>The finding in a sentence: "PSI per feature per day, 24 October to 20 November. Four features end above 0.25."</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Name of the grid of cells.</summary>
    [Parameter]
    public string GridLabel { get; set; } = "Values";

    [Parameter, EditorRequired]
    public IReadOnlyList<HeatMapRow> Rows { get; set; } = [];

    /// <summary>Names of the windows, oldest first: "14 Nov".</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>Five values at which the colour changes.</summary>
    [Parameter]
    public IReadOnlyList<double> Breaks { get; set; } = HeatScale.PsiBreaks;

    [Parameter]
    public IReadOnlyList<HeatMapEvent> Events { get; set; } = [];

    /// <summary>Index of the row shown elsewhere on the page.</summary>
    [Parameter]
    public int? SelectedRow { get; set; }

    /// <summary>Index of the column shown elsewhere on the page; marked in the selected row.</summary>
    [Parameter]
    public int? SelectedColumn { get; set; }

    [Parameter]
    public EventCallback<HeatMapCell> OnSelect { get; set; }

    /// <summary>What an empty cell's name says instead of a number.</summary>
    [Parameter]
    public string MissingReason { get; set; } = "not computed";

    private double CellWidth => (Width - LabelWidth - ValueWidth) / Math.Max(1, Columns.Count);

    private double PlotHeight => Rows.Count * RowHeight;

    private double Height => PlotHeight + 22 + (Events.Count * 14);

    // The buttons lie exactly over the cells, whatever size the picture is shown at.
    private string GridStyle =>
        string.Join(
            ';',
            $"left:{Percent(LabelWidth, Width)}",
            "top:0",
            $"width:{Percent(Width - LabelWidth - ValueWidth, Width)}",
            $"height:{Percent(PlotHeight, Height)}",
            $"grid-template-columns:repeat({Math.Max(1, Columns.Count)},minmax(0,1fr))",
            $"grid-template-rows:repeat({Math.Max(1, Rows.Count)},minmax(0,1fr))"
        );

    protected override void OnParametersSet()
    {
        var every = Math.Max(1, (int)Math.Ceiling(Columns.Count / (double)MaxTicks));
        _ticks = [.. Enumerable.Range(0, Columns.Count).Where(column => (Columns.Count - 1 - column) % every == 0)];
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _script.RunAsync(Assets, "walk", _grid);
        }
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    private static string Percent(double part, double whole) => Svg.Number(whole > 0 ? part / whole * 100 : 0) + "%";

    private static double? ValueAt(HeatMapRow row, int column) =>
        column < row.Values.Count && row.Values[column] is { } value && double.IsFinite(value) ? value : null;

    private static string Shortened(string name) => name.Length <= 24 ? name : name[..23] + "…";

    private double X(int column) => LabelWidth + (column * CellWidth);

    private string TickAnchor(int column) =>
        column == Columns.Count - 1 && Columns.Count > MaxTicks ? "end"
        : column == 0 && Columns.Count > MaxTicks ? "start"
        : "middle";

    // Away from the edge that is near.
    private string Side(int row, int column) =>
        (row * 2 < Rows.Count ? "below" : "above")
        + (
            column * 3 < Columns.Count ? " right"
            : column * 3 > Columns.Count * 2 ? " left"
            : ""
        );

    private string CellName(int row, int column) =>
        ValueAt(Rows[row], column) is { } value
            ? $"{Rows[row].Name}, {Columns[column]}: PSI {Formats.Psi(value)}"
            : $"{Rows[row].Name}, {Columns[column]}: {MissingReason}";
}
