using System.Globalization;
using System.Net;
using System.Text;
using Governance.Domain.Kpis;

namespace Governance.Cli.Group;

/// <summary>
/// The overview as one page without script and without anything from elsewhere: headings in order, tables with headers and captions, states
/// in words. Every word that came from a file is text.
/// </summary>
internal sealed class GroupPage(GroupOverview overview, GroupWords words)
{
    private const string Style = """
        :root{color-scheme:light;font:16px/1.5 system-ui,"Liberation Sans",sans-serif;color:#181c22;background:#fff}
        body{max-width:75rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
        h2{font-size:1.25rem;margin:2rem 0 .5rem}
        p{max-width:48rem}
        .scroll{overflow-x:auto}
        .scroll:focus-visible{outline:3px solid #1a5fb4;outline-offset:2px}
        table{border-collapse:collapse;width:100%}
        caption{text-align:left;color:#4a5260;padding:.25rem 0}
        th,td{padding:.4rem .6rem;border-bottom:1px solid #c8cdd5;text-align:left;vertical-align:top;overflow-wrap:break-word}
        thead th{border-bottom:2px solid #4a5260}
        tfoot th,tfoot td{border-top:2px solid #4a5260;font-weight:600}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        .fail{font-weight:600;color:#9c1c1c}
        @media print{.scroll{overflow:visible}}
        """;

    private readonly StringBuilder _text = new();

    public string Write()
    {
        var title = Text(words["Group overview"]);
        _text.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="{words.Language}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy"
                  content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """
        );
        var all = overview.Members.Count(m => m.Fault is not GroupFault.Replaced);
        Paragraph(
            words.Of(
                "As of {0}. Figures of {1} of {2} installations, each verified against its own log and the witness.",
                GroupWords.Time(overview.At),
                words.Count(overview.Counted.Count),
                words.Count(all)
            )
        );
        Paragraph(words["Sums cover verified exports only. A figure that an export does not contain is unknown, not 0."]);
        Installations();
        if (overview.Counted.Count == 0)
        {
            Paragraph(words["No export was verified, so there are no figures."]);
        }
        else
        {
            foreach (var part in GroupFigure.All.GroupBy(f => f.Part, StringComparer.Ordinal))
            {
                Figures(part.Key, [.. part]);
            }
        }

        Paragraph(words["This proves what each installation logged, not that the logged content is true."]);
        _text.Append("</main>\n</body>\n</html>\n");
        return _text.ToString();
    }

    private void Installations()
    {
        Begin(
            words["Installations"],
            words.Of(
                overview.MaxAge.Days == 1
                    ? "An export is valid for 1 day. Witness: {1}."
                    : "An export is valid for {0} days. Witness: {1}.",
                words.Count(overview.MaxAge.Days),
                string.Join(", ", overview.Witnesses)
            )
        );
        _text.Append("<thead><tr>");
        foreach (var head in new[] { "Installation", "Verification", "Reason", "Exported", "Age", "Cosigned", "Report", "Log", "File" })
        {
            Head(words[head], isNumber: false);
        }

        _text.Append("</tr></thead>\n<tbody>\n");
        foreach (var member in overview.Members)
        {
            _text.Append("<tr>");
            RowHead(member.Name);
            _text.Append(member.IsWrong ? "<td class=\"fail\">" : "<td>").Append(Text(Standing(member))).Append("</td>");
            Cell(Reason(member.Fault));
            Cell(member.MadeAt is { } made ? GroupWords.Time(made) : "");
            Cell(member.MadeAt is { } at ? Age(overview.At - at) : "");
            Cell(member.WitnessedAt is { } witnessed ? GroupWords.Time(witnessed) : "");
            Cell(member.Report ?? "");
            Cell(member.Log ?? "");
            Cell(member.File ?? "");
            _text.Append("</tr>\n");
        }

        _text.Append("</tbody>\n");
        End();
    }

    private void Figures(string part, IReadOnlyList<GroupFigure> figures)
    {
        Begin(words[part], words.Of("{0}: verified exports and their sum", words[part]));
        _text.Append("<thead><tr>");
        Head(words["Installation"], isNumber: false);
        foreach (var figure in figures)
        {
            Head(words[figure.Name], isNumber: true);
        }

        _text.Append("</tr></thead>\n<tbody>\n");
        foreach (var member in overview.Counted)
        {
            _text.Append("<tr>");
            RowHead(member.Name);
            foreach (var figure in figures)
            {
                Number(member.Figures.TryGetValue(figure.Key, out var count) ? words.Count(count) : words["unknown"]);
            }

            _text.Append("</tr>\n");
        }

        _text.Append("</tbody>\n<tfoot><tr>");
        RowHead(words["Sum"]);
        foreach (var figure in figures)
        {
            Number(
                overview.SumOf(figure) switch
                {
                    { Value: null } => words["unknown"],
                    { Value: { } sum, Unknown: 0 } => words.Count(sum),
                    { Value: { } sum, Unknown: var missing } => words.Of("{0}, {1} unknown", words.Count(sum), words.Count(missing)),
                }
            );
        }

        _text.Append("</tr></tfoot>\n");
        End();
    }

    private string Standing(GroupMember member) =>
        words[
            member.Fault switch
            {
                GroupFault.None => "Verified",
                GroupFault.Replaced => "Replaced",
                GroupFault.Missing => "Missing",
                _ => "Not verified",
            }
        ];

    private string Reason(GroupFault fault) =>
        fault is GroupFault.None
            ? ""
            : words[
                fault switch
                {
                    GroupFault.NotAnExport => "The file is not an export for the corporate group.",
                    GroupFault.NotOfAKnownLog =>
                        "It cannot be verified with the keys of the known logs: it was altered or belongs to another log.",
                    GroupFault.NotWitnessed => "The witness has not cosigned its checkpoint.",
                    GroupFault.NotNamed => "The log does not name these figures: they were altered, or belong to another export.",
                    GroupFault.UnknownForm => "This version of the program does not know the format of the figures.",
                    GroupFault.Old => "It is older than allowed.",
                    GroupFault.Ahead => "Its time is ahead of the clock of the witness or of this computer.",
                    GroupFault.Replaced => "A newer export of the same log is used instead.",
                    _ => "There is no export of this log.",
                }
            ];

    private string Hours(long hours) => hours == 1 ? words["1 hour"] : words.Of("{0} hours", words.Count(hours));

    private string Age(TimeSpan age) =>
        age < TimeSpan.FromDays(2)
            ? Hours((long)Math.Max(0, Math.Floor(age.TotalHours)))
            : words.Of("{0} days", words.Count((long)Math.Floor(age.TotalDays)));

    // A table wider than the window is scrolled, by keyboard too.
    private void Begin(string heading, string caption) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"""
            <section>
            <h2>{Text(heading)}</h2>
            <div class="scroll" role="region" tabindex="0" aria-label="{Text(heading)}">
            <table>
            <caption>{Text(caption)}</caption>

            """
        );

    private void End() => _text.Append("</table>\n</div>\n</section>\n");

    private void Paragraph(string text) => _text.Append("<p>").Append(Text(text)).Append("</p>\n");

    private void Head(string text, bool isNumber) =>
        _text.Append(isNumber ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">").Append(Text(text)).Append("</th>");

    private void RowHead(string text) => _text.Append("<th scope=\"row\"><bdi>").Append(Text(text)).Append("</bdi></th>");

    private void Cell(string text) => _text.Append("<td><bdi>").Append(Text(text)).Append("</bdi></td>");

    private void Number(string text) => _text.Append("<td class=\"n\">").Append(Text(text)).Append("</td>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
