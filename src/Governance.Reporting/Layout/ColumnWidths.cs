namespace Governance.Reporting.Layout;

/// <summary>
/// Widths of the columns of a table whose texts are not known beforehand: each column has room for its longest word, and what is left goes
/// to those with much to say.
/// </summary>
internal static class ColumnWidths
{
    // Characters of the small type that a line across the page holds.
    private const double Characters = 100;
    private const int Least = 8;
    private const int Most = 70;
    private const int MostOfAWord = 24;
    private const int WiderWhenKept = 2;

    private static readonly char[] s_breaks = [' ', '\n', '-', ':', '@', '_', '/'];

    /// <summary>Shares in percent, even numbers from 8 on, as the style sheet has them; together at most 100.</summary>
    /// <param name="columns">The texts of each column, its head among them.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<IReadOnlyList<string>> columns)
    {
        var least = columns.Select(texts => Math.Clamp(texts.SelectMany(Words).DefaultIfEmpty().Max() + 2, Least, MostOfAWord)).ToList();
        var wishes = columns.Select(texts => Math.Sqrt(texts.Select(t => t.Length).DefaultIfEmpty().Max())).ToList();
        var taken = (double)least.Sum();
        var rest = Math.Max(0, Characters - taken);
        var scale = taken > Characters ? Characters / taken : 1;
        return
        [
            .. least.Select(
                (width, index) =>
                    Math.Clamp((int)Math.Floor(((width * scale) + (rest * wishes[index] / Math.Max(1, wishes.Sum()))) / 2) * 2, Least, Most)
            ),
        ];
    }

    /// <summary>Lengths of what a line does not break; capitals and digits are wider than other letters.</summary>
    private static IEnumerable<int> Words(string text) =>
        KeptTogether.Parts(text).SelectMany(p => p.IsKept ? [p.Text.Length + WiderWhenKept] : p.Text.Split(s_breaks).Select(w => w.Length));
}
