using System.Buffers;
using System.Globalization;
using System.Text;
using Governance.Cli.Shared;
using Governance.Domain.Kpis;

namespace Governance.Cli.Group;

/// <summary>The overview for spreadsheets: one installation a line, then a line of sums over those that were verified.</summary>
internal static class GroupCsv
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n;\t");

    private const string Unknown = "unknown";

    // What a spreadsheet would take for a formula: names come from other organisations.
    private const string Formula = "=+-@\t\r＝＋－＠";

    public static string Write(GroupOverview overview)
    {
        var text = new StringBuilder();
        Line(
            text,
            [
                "installation",
                "log",
                "file",
                "standing",
                "detail",
                "report",
                "made_at",
                "witnessed_at",
                .. GroupFigure.All.Select(f => f.Key),
            ]
        );
        foreach (var member in overview.Members)
        {
            Line(
                text,
                [
                    member.Installation,
                    member.Log,
                    member.File,
                    GroupOverview.WireName(member.Fault),
                    member.Detail,
                    member.Report,
                    Time(member.MadeAt),
                    Time(member.WitnessedAt),
                    .. GroupFigure.All.Select(f =>
                        !member.Counts ? ""
                        : member.Figures.TryGetValue(f.Key, out var count) ? count.ToString(CultureInfo.InvariantCulture)
                        : Unknown
                    ),
                ]
            );
        }

        Line(
            text,
            [
                "",
                "",
                "",
                "sum",
                string.Create(CultureInfo.InvariantCulture, $"verified exports: {overview.Counted.Count}; unknown figures are left out"),
                "",
                CommonOptions.Utc(overview.At),
                "",
                .. GroupFigure.All.Select(f => overview.SumOf(f).Value?.ToString(CultureInfo.InvariantCulture) ?? Unknown),
            ]
        );
        return text.ToString();
    }

    private static string? Time(DateTimeOffset? time) => time is { } at ? CommonOptions.Utc(at) : null;

    private static void Line(StringBuilder text, IEnumerable<string?> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var plain = Formula.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return !plain.AsSpan().ContainsAny(s_quoted) ? plain : $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
