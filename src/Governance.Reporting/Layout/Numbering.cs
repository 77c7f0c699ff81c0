namespace Governance.Reporting.Layout;

/// <summary>
/// Numbers sections, tables and figures in the order they are laid out. Sections take their numbers in their own markup, never in nested
/// content, which is laid out later.
/// </summary>
public sealed class Numbering
{
    private int _sections;
    private int _tables;
    private int _figures;

    public int Section() => ++_sections;

    public int Table() => ++_tables;

    public int Figure() => ++_figures;
}
