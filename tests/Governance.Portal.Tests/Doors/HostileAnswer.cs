using System.Text;
using System.Text.RegularExpressions;

namespace Governance.Portal.Tests.Doors;

/// <summary>What an answer made of hostile text: anything but text is a finding.</summary>
internal static partial class HostileAnswer
{
    /// <summary>A formula for a spreadsheet, a way out of an attribute, an element and a template, in one.</summary>
    public const string Everything = "=hx7\" data-hx7b=\"1\"><img src=x data-hx7 onerror=alert(1)>'{{7*7}}${7*7}";

    /// <summary>The element alone.</summary>
    public const string Element = "<img src=x data-hx7 onerror=alert(1)>";

    /// <summary>What is wrong with an answer: a failure, a header that the text made or broke, markup or a formula in the body.</summary>
    /// <param name="what">What was called, for the finding.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="text">Its body.</param>
    public static IEnumerable<string> Findings(string what, HttpResponseMessage answer, string text)
    {
        // A reports' renderer or an outside system that is not there is said with 503, and nothing else is.
        if ((int)answer.StatusCode >= 500 && answer.StatusCode is not System.Net.HttpStatusCode.ServiceUnavailable)
        {
            yield return $"{what}: {(int)answer.StatusCode} {text[..Math.Min(300, text.Length)]}";
        }

        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name.Equals("X-Hx7", StringComparison.OrdinalIgnoreCase) || values.Any(v => v.Any(c => c is < ' ' or > '~')))
            {
                yield return $"{what}: header {name}: {string.Join(", ", values)}";
            }
        }

        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        var raw = type switch
        {
            "text/html" or "image/svg+xml" => Markup().Match(text),
            "text/markdown" => MarkdownMarkup().Match(text),
            "text/csv" => Formula().Match(string.Join('\n', Cells(text))),
            _ => Match.Empty,
        };
        if (raw.Success)
        {
            var at = Math.Max(0, text.IndexOf(raw.Value, StringComparison.Ordinal) - 120);
            yield return $"{what} ({type}): …{text.Substring(at, Math.Min(200, text.Length - at))}…";
        }
    }

    private static IEnumerable<string> Cells(string csv)
    {
        var cell = new StringBuilder();
        var isQuoted = false;
        foreach (var c in csv)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c is ',' or '\n' && !isQuoted)
            {
                yield return cell.ToString();
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        yield return cell.ToString();
    }

    [GeneratedRegex(
        """<img src=x data-hx7|" data-hx7b="|(?:href|src|action)\s*=\s*["']?\s*javascript:|<b>[^<]*X-Hx7""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Markup();

    [GeneratedRegex("""(?<!\\)<img src=x data-hx7""", RegexOptions.IgnoreCase)]
    private static partial Regex MarkdownMarkup();

    [GeneratedRegex(@"(?:^|[;\t\r\n])[ ]*[=+@\u0009-]\s*hx7", RegexOptions.Multiline)]
    private static partial Regex Formula();
}
