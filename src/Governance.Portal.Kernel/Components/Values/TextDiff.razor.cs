using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Values;

public sealed partial class TextDiff
{
    private IReadOnlyList<DiffLine> _lines = [];
    private IReadOnlyList<(DiffLine? Left, DiffLine? Right)> _pairs = [];
    private (string Old, string New, int Context) _compared;

    [Parameter, EditorRequired]
    public string Old { get; set; } = "";

    [Parameter, EditorRequired]
    public string New { get; set; } = "";

    /// <summary>Name of the older side, e.g. "3.3.1".</summary>
    [Parameter]
    public string OldName { get; set; } = "Before";

    /// <summary>Name of the newer side, e.g. "3.4.0".</summary>
    [Parameter]
    public string NewName { get; set; } = "After";

    /// <summary>Name of the comparison.</summary>
    [Parameter]
    public string Label { get; set; } = "Text difference";

    [Parameter]
    public bool SideBySide { get; set; }

    /// <summary>Unchanged lines kept around each change.</summary>
    [Parameter]
    public int Context { get; set; } = 3;

    protected override void OnParametersSet()
    {
        if (_compared == (Old, New, Context) && _lines.Count > 0)
        {
            return;
        }

        _compared = (Old, New, Context);
        _lines = LineDiff.WithContext(LineDiff.Compare(Old, New), Context);
        _pairs = LineDiff.Pair(_lines);
    }

    private static string Css(DiffLine? line) =>
        line?.Kind switch
        {
            DiffKind.Added => "diff-added",
            DiffKind.Removed => "diff-removed",
            DiffKind.Gap => "diff-gap",
            DiffKind.Same or null => "diff-same",
        };

    // The sign is text, not decoration: it is what a screen reader and a grey print have instead of the colour.
    private static string Marked(DiffLine? line) =>
        line?.Kind switch
        {
            DiffKind.Added => "+ " + line.Text,
            DiffKind.Removed => Formats.Minus + " " + line.Text,
            DiffKind.Gap => line.Text,
            DiffKind.Same => "  " + line.Text,
            null => "",
        };
}
