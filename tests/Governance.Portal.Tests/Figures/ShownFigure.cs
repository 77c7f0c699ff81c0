using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Governance.Portal.Tests.Figures;

/// <summary>A figure as one place shows it, with what it is about.</summary>
/// <param name="Subject">The record.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Period">The period; empty where the subject has only one.</param>
/// <param name="Value">The number; null where there is none.</param>
/// <param name="Tolerance">Half of the last place that is written.</param>
/// <param name="Verdict">The verdict beside it; null where there is none.</param>
/// <param name="Source">Where it stands.</param>
internal sealed partial record ShownFigure(
    string Subject,
    string Measure,
    string Period,
    double? Value,
    double Tolerance,
    string? Verdict,
    string Source
)
{
    /// <summary>What it is about.</summary>
    public string Identity => $"{Subject} {Measure} {Period}".Trim();

    /// <summary>A figure of an answer: a number and no text.</summary>
    public static ShownFigure Exact(string subject, string measure, double? value, string? verdict, string source, string period = "") =>
        new(subject, measure, period, value, 1e-9, verdict, source);

    /// <summary>A figure of a page or a document, as its text says it.</summary>
    public static ShownFigure Of(IElement element, string source)
    {
        // The status, the note and the trend beside a key figure are not its value.
        var shown = element.QuerySelector(".figure-value") is { } value ? (IElement)value.Clone() : (IElement)element.Clone();
        foreach (var aside in shown.QuerySelectorAll(".figure-status, .quiet, .visually-hidden, .faint").ToList())
        {
            aside.Remove();
        }

        var (number, tolerance) = Read(shown.TextContent);
        return new(
            element.GetAttribute("data-subject")!,
            element.GetAttribute("data-measure")!,
            element.GetAttribute("data-period") ?? "",
            number,
            tolerance,
            element.GetAttribute("data-verdict"),
            source
        );
    }

    /// <summary>The first number of a text; a share in per cent is one of 1.</summary>
    internal static (double? Value, double Tolerance) Read(string text)
    {
        if (Number().Match(text) is not { Success: true } match)
        {
            return (null, 0);
        }

        var written = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal).Replace('−', '-');
        var decimals = written.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? written.Length - point - 1 : 0;
        // What stands behind the number, or behind its half width, is its unit.
        var unit = match.Groups["percent"].Success ? 0.01 : 1;
        return (double.Parse(written, CultureInfo.InvariantCulture) * unit, (0.5 * Math.Pow(10, -decimals) * unit) + 1e-9);
    }

    [GeneratedRegex(
        @"(?<![\w.])(?<number>[-−]?[0-9][0-9,]*(?:\.[0-9]+)?)(?:\s*±\s*[0-9.]+)?\s*(?<percent>%)?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Number();
}
