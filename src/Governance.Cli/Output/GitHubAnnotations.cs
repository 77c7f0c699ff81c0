using System.Globalization;
using System.Text;

namespace Governance.Cli.Output;

/// <summary>
/// Workflow commands of GitHub Actions, one a finding. Escaped so that no text of ours or of a stranger starts a command of its own.
/// </summary>
internal static class GitHubAnnotations
{
    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        foreach (var item in report.Items.Where(i => i.IsFinding))
        {
            var command =
                item.Outcome == CheckOutcome.Warn || (item.Outcome == CheckOutcome.Fail && item.Severity == CheckSeverity.Low)
                    ? "warning"
                    : "error";
            var line = Math.Max(1, item.Line ?? 1);
            text.Append(
                CultureInfo.InvariantCulture,
                $"::{command} file={Property(item.File ?? report.File)},line={line},title={Property(item.Id)}::{Message(item.Message)}\n"
            );
        }

        if (text.Length == 0)
        {
            text.Append("::notice title=").Append(Property(report.Suite)).Append("::").Append(Message(report.Headline)).Append('\n');
        }

        return text.ToString();
    }

    private static string Message(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
