namespace Governance.Reporting.Layout;

/// <summary>
/// Numbers sections, tables and figures in the order they are laid out. Sections take their numbers in their own markup, never in nested
/// content, which is laid out later.
/// </summary>
public sealed class Numbering
{
    private int _sections;
    private int _appendices;
    private int _tables;
    private int _figures;
    private readonly Dictionary<string, int> _printed = new(StringComparer.Ordinal);

    public int Section() => ++_sections;

    /// <summary>The letter of an appendix: what stands there is for reference.</summary>
    public char Appendix() => (char)('A' + _appendices++);

    public int Table() => ++_tables;

    /// <summary>The number of a table that later parts may refer to instead of printing it again.</summary>
    /// <param name="content">What it says, as a key.</param>
    public int TableOf(string content) => _printed[content] = ++_tables;

    /// <summary>The number under which the same table was printed before; null when it was not.</summary>
    /// <param name="content">What it says, as a key.</param>
    public int? PrintedAs(string content) => _printed.TryGetValue(content, out var number) ? number : null;

    public int Figure() => ++_figures;
}
