using System.Text;

namespace Governance.Cli.Output;

/// <summary>Lines and aligned columns for people; marks are coloured only for a terminal.</summary>
internal sealed class TextPage(bool colour)
{
    private readonly StringBuilder _text = new();

    public void Line(string text = "") => _text.Append(PlainText.Line(text)).Append('\n');

    public void Fact(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Line($"{name + ":", -12} {value}");
        }
    }

    /// <summary>A line that starts with the outcome of a check.</summary>
    public void Mark(CheckOutcome outcome, string text)
    {
        var word = outcome == CheckOutcome.NotApplicable ? "n/a" : outcome.ToWireName();
        _text.Append(Paint(outcome, $"{word, -7}")).Append(PlainText.Line(text)).Append('\n');
    }

    public void Mark(CheckItem item) =>
        Mark(
            item.Outcome,
            $"{item.Id}  {item.Message}{(item.IsAdvisory && item.IsFinding ? " (Advisory: it does not block.)" : string.Empty)}"
        );

    /// <summary>A heading that says the verdict.</summary>
    public void Verdict(CheckOutcome outcome, string text) => _text.Append(Paint(outcome, PlainText.Line(text))).Append('\n');

    public void Table(IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<string[]> cells =
        [
            [.. heading],
            .. rows.Select(r => r.Select(PlainText.Line).ToArray()),
        ];
        var widths = Enumerable.Range(0, heading.Count).Select(c => cells.Max(r => r[c].Length)).ToArray();
        foreach (var row in cells)
        {
            var line = string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c])));
            _text.Append(line.TrimEnd()).Append('\n');
        }
    }

    public override string ToString() => _text.ToString();

    private string Paint(CheckOutcome outcome, string text)
    {
        if (!colour)
        {
            return text;
        }

        var code = outcome switch
        {
            CheckOutcome.Pass => "32",
            CheckOutcome.Warn or CheckOutcome.Waived => "33",
            CheckOutcome.Fail or CheckOutcome.Error => "31",
            _ => "2",
        };
        return $"\u001b[{code}m{text}\u001b[0m";
    }
}
