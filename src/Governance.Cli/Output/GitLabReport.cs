using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>GitLab Code Quality report: findings only.</summary>
internal static class GitLabReport
{
    public static void Write(CheckReport report, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in report.Items.Where(i => i.IsFinding))
        {
            writer.WriteStartObject();
            writer.WriteString("description", item.Message);
            writer.WriteString("check_name", item.Id);
            writer.WriteString("fingerprint", Fingerprint.Of(report, item));
            writer.WriteString("severity", SeverityOf(item));
            writer.WriteStartObject("location");
            writer.WriteString("path", (item.File ?? report.File).Replace('\\', '/'));
            writer.WriteStartObject("lines");
            writer.WriteNumber("begin", Math.Max(1, item.Line ?? 1));
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string SeverityOf(CheckItem item) =>
        (item.Outcome, item.Severity) switch
        {
            (CheckOutcome.Warn, _) => "minor",
            (_, CheckSeverity.Critical) => "blocker",
            (_, CheckSeverity.High) => "critical",
            (_, CheckSeverity.Medium) => "major",
            (_, CheckSeverity.Low) => "minor",
        };
}
