using System.Globalization;
using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>SARIF 2.1.0 (OASIS): one run, one rule and one result a check.</summary>
internal static class SarifReport
{
    public static void Write(CheckReport report, Utf8JsonWriter writer)
    {
        var rules = report.Items.DistinctBy(RuleId, StringComparer.Ordinal).ToList();
        var index = rules.Select((item, i) => (Id: RuleId(item), i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "governance");
        writer.WriteString("version", ProgramVersion.Text);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            WriteRule(writer, rule);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteInvocation(writer, report);
        writer.WriteStartArray("results");
        foreach (var item in report.Items)
        {
            WriteResult(writer, report, item, index[RuleId(item)]);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("properties");
        writer.WriteString("subject", report.Subject);
        foreach (var (name, value) in report.Facts.Where(f => f.Key != "subject").DistinctBy(f => f.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string RuleId(CheckItem item) => item.Suite is { } suite ? $"{suite}/{item.Id}" : item.Id;

    private static void WriteRule(Utf8JsonWriter writer, CheckItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("id", RuleId(item));
        writer.WriteStartObject("shortDescription");
        writer.WriteString("text", $"{item.Id} ({item.Type})");
        writer.WriteEndObject();
        writer.WriteStartObject("defaultConfiguration");
        writer.WriteString("level", LevelOf(item.Severity));
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        writer.WriteStartArray("tags");
        writer.WriteStringValue("governance");
        foreach (var control in item.Controls.Distinct(StringComparer.Ordinal).Where(c => c != "governance"))
        {
            writer.WriteStringValue(control);
        }

        writer.WriteEndArray();
        writer.WriteString("security-severity", SecuritySeverity(item.Severity));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter writer, CheckReport report)
    {
        var errors = report.Items.Where(i => i.Outcome == CheckOutcome.Error).ToList();
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        writer.WriteBoolean("executionSuccessful", errors.Count == 0);
        if (errors.Count > 0)
        {
            writer.WriteStartArray("toolExecutionNotifications");
            foreach (var item in errors)
            {
                writer.WriteStartObject();
                writer.WriteString("level", "error");
                writer.WriteStartObject("message");
                writer.WriteString("text", item.Message);
                writer.WriteEndObject();
                writer.WriteStartObject("associatedRule");
                writer.WriteString("id", RuleId(item));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter writer, CheckReport report, CheckItem item, int rule)
    {
        // A waived check failed and was accepted: its kind stays, the suppression says the rest. A level goes with kind "fail" only.
        var (kind, level) = item.Outcome switch
        {
            CheckOutcome.Fail or CheckOutcome.Waived => ("fail", LevelOf(item.Severity)),
            CheckOutcome.Warn => ("fail", "warning"),
            CheckOutcome.Error => ("open", "none"),
            CheckOutcome.NotApplicable => ("notApplicable", "none"),
            CheckOutcome.Pass => ("pass", "none"),
        };
        writer.WriteStartObject();
        writer.WriteString("ruleId", RuleId(item));
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("kind", kind);
        writer.WriteString("level", level);
        writer.WriteStartObject("message");
        writer.WriteString("text", item.Message.Length == 0 ? item.Id : item.Message);
        writer.WriteEndObject();
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", UriOf(item.File ?? report.File));
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", Math.Max(1, item.Line ?? 1));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("governance/v1", Fingerprint.Of(report, item));
        writer.WriteEndObject();
        if (item.Outcome == CheckOutcome.Waived)
        {
            writer.WriteStartArray("suppressions");
            writer.WriteStartObject();
            writer.WriteString("kind", "external");
            writer.WriteString("status", "accepted");
            writer.WriteString("justification", item.Message);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        WriteProperties(writer, item);
        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, CheckItem item)
    {
        writer.WriteStartObject("properties");
        writer.WriteString("outcome", item.Outcome.ToWireName());
        writer.WriteString("severity", item.Severity.ToWireName());
        if (item.Expected is { } expected)
        {
            writer.WriteString("expected", expected);
        }

        if (item.Actual is { } actual)
        {
            writer.WriteString("actual", actual);
        }

        if (item.Evidence.Count > 0)
        {
            writer.WriteStartArray("evidence");
            foreach (var id in item.Evidence)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>A relative reference: separators as in addresses, each part escaped, nothing that could be read as a scheme.</summary>
    private static string UriOf(string path)
    {
        var parts = path.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString);
        return string.Join('/', parts);
    }

    private static string LevelOf(CheckSeverity severity) =>
        severity switch
        {
            CheckSeverity.Critical or CheckSeverity.High => "error",
            CheckSeverity.Medium => "warning",
            CheckSeverity.Low => "note",
        };

    // The middle of the ranges code scanning maps back to these words.
    private static string SecuritySeverity(CheckSeverity severity) =>
        (
            severity switch
            {
                CheckSeverity.Critical => 9.5,
                CheckSeverity.High => 8.0,
                CheckSeverity.Medium => 5.5,
                CheckSeverity.Low => 2.0,
            }
        ).ToString("0.0", CultureInfo.InvariantCulture);
}
