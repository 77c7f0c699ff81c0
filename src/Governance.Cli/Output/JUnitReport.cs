using System.Globalization;
using System.Text;
using System.Xml;

namespace Governance.Cli.Output;

/// <summary>JUnit XML, one test case a check. Characters XML 1.0 cannot hold are replaced.</summary>
internal static class JUnitReport
{
    public static string Write(CheckReport report)
    {
        var text = new StringBuilder();
        using (
            var writer = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    Indent = true,
                    OmitXmlDeclaration = true,
                    NewLineChars = "\n",
                }
            )
        )
        {
            writer.WriteStartElement("testsuites");
            foreach (var suite in report.Items.GroupBy(i => i.Suite ?? report.Suite, StringComparer.Ordinal))
            {
                WriteSuite(writer, report, suite.Key, [.. suite]);
            }

            if (report.Items.Count == 0)
            {
                WriteSuite(writer, report, report.Suite, []);
            }

            writer.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n";
    }

    private static void WriteSuite(XmlWriter writer, CheckReport report, string name, IReadOnlyList<CheckItem> items)
    {
        writer.WriteStartElement("testsuite");
        Attribute(writer, "name", name);
        Attribute(writer, "tests", Text(items.Count));
        Attribute(writer, "failures", Text(items.Count(i => i.Outcome == CheckOutcome.Fail)));
        Attribute(writer, "errors", Text(items.Count(i => i.Outcome == CheckOutcome.Error)));
        Attribute(writer, "skipped", Text(items.Count(IsSkipped)));
        Attribute(writer, "time", "0");
        writer.WriteStartElement("properties");
        WriteProperty(writer, "subject", report.Subject);
        foreach (var (key, value) in report.Facts)
        {
            WriteProperty(writer, key, value);
        }

        foreach (var (heading, lines) in report.Details)
        {
            WriteProperty(writer, heading, lines);
        }

        writer.WriteEndElement();
        foreach (var item in items)
        {
            WriteCase(writer, name, item);
        }

        writer.WriteEndElement();
    }

    private static void WriteProperty(XmlWriter writer, string name, string value)
    {
        writer.WriteStartElement("property");
        Attribute(writer, "name", name);
        Attribute(writer, "value", value);
        writer.WriteEndElement();
    }

    private static void WriteCase(XmlWriter writer, string suite, CheckItem item)
    {
        writer.WriteStartElement("testcase");
        Attribute(writer, "classname", $"{suite}.{item.Type}");
        Attribute(writer, "name", item.Id);
        Attribute(writer, "time", "0");
        switch (item.Outcome)
        {
            case CheckOutcome.Fail or CheckOutcome.Error:
                writer.WriteStartElement(item.Outcome == CheckOutcome.Fail ? "failure" : "error");
                Attribute(writer, "message", item.Message);
                Attribute(writer, "type", item.Severity.ToWireName());
                writer.WriteString(Safe(Details(item)));
                writer.WriteEndElement();
                break;
            case CheckOutcome.Waived or CheckOutcome.NotApplicable:
                writer.WriteStartElement("skipped");
                Attribute(writer, "message", item.Message);
                writer.WriteEndElement();
                break;
            default:
                writer.WriteElementString("system-out", Safe(Details(item)));
                break;
        }

        writer.WriteEndElement();
    }

    private static string Details(CheckItem item)
    {
        var lines = new List<string> { $"{item.Outcome.ToWireName()}: {item.Message}" };
        if (item.Expected is { } expected)
        {
            lines.Add($"expected: {expected}");
        }

        if (item.Actual is { } actual)
        {
            lines.Add($"actual: {actual}");
        }

        if (item.Evidence.Count > 0)
        {
            lines.Add($"evidence: {string.Join(", ", item.Evidence)}");
        }

        return string.Join('\n', lines);
    }

    private static bool IsSkipped(CheckItem item) => item.Outcome is CheckOutcome.Waived or CheckOutcome.NotApplicable;

    private static void Attribute(XmlWriter writer, string name, string value) => writer.WriteAttributeString(name, Safe(value));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Replaces what XML 1.0 forbids: most control characters, lone surrogates, U+FFFE and U+FFFF.</summary>
    private static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                safe.Append(text[i]).Append(text[++i]);
            }
            else
            {
                safe.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return safe.ToString();
    }
}
