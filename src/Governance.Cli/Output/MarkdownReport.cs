using System.Text;

namespace Governance.Cli.Output;

/// <summary>GitHub-flavoured Markdown for job summaries and merge request comments.</summary>
internal static class MarkdownReport
{
    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(Inline(report.Headline)).Append("\n\n");
        text.Append("- subject: ").Append(Inline(report.Subject)).Append('\n');
        foreach (var (name, value) in report.Facts)
        {
            text.Append("- ").Append(Inline(name)).Append(": ").Append(Inline(value)).Append('\n');
        }

        if (report.Items.Count > 0)
        {
            text.Append("\n| Outcome | Check | Severity | Found |\n| --- | --- | --- | --- |\n");
            foreach (var item in report.Items.OrderBy(i => i.IsFinding ? 0 : 1))
            {
                text.Append("| ")
                    .Append(item.Outcome.ToWireName())
                    .Append(" | ")
                    .Append(Inline(item.Id))
                    .Append(" | ")
                    .Append(item.Severity.ToWireName())
                    .Append(" | ")
                    .Append(Inline(item.Message))
                    .Append(" |\n");
            }
        }

        foreach (var (heading, lines) in report.Details)
        {
            text.Append("\n#### ").Append(Inline(heading)).Append("\n\n");
            foreach (var line in lines.Split('\n'))
            {
                // Indented code: whatever a name in it says stays text.
                text.Append("    ").Append(PlainText.Line(line)).Append('\n');
            }
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Text that stays text: no table cell ends early, no markup, link, image or mention begins.</summary>
    internal static string Inline(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (var c in PlainText.Line(text))
        {
            switch (c)
            {
                case '<':
                    safe.Append("&lt;");
                    break;
                case '>':
                    safe.Append("&gt;");
                    break;
                case '&':
                    safe.Append("&amp;");
                    break;
                case '@':
                    safe.Append("&#64;");
                    break;
                case '\\' or '|' or '`' or '*' or '_' or '[' or ']' or '~' or '#':
                    safe.Append('\\').Append(c);
                    break;
                default:
                    safe.Append(c);
                    break;
            }
        }

        return safe.ToString();
    }
}
