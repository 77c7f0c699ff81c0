using Governance.Reporting.Tests.Accessibility;

namespace Governance.Reporting.Tests.Layout;

/// <summary>Each kind of report as people hold it: the pages say how many there are, and the last is not there for three lines.</summary>
[Trait("Needs", "Browser")]
public sealed class LastPageTests(Making making)
{
    // Lines of text beside header and footer.
    private const int Least = 5;

    [Theory]
    [MemberData(nameof(PdfUaTests.Kinds), MemberType = typeof(PdfUaTests))]
    public async Task Report_Printed_CountsItsPages_AndEndsOnAPageThatHoldsSomething(string kind)
    {
        var made = await making.Reports.MakePdfAsync(
            PdfUaTests.Record(kind),
            making.Seal,
            ReportCompleteness.DraftAllowed,
            TestContext.Current.CancellationToken
        );
        var pages = (await Tool.RunAsync("pdftotext", "-layout", making.Keep("last.pdf", made.Pdf), "-")).Split('\f')[..^1];

        var word = PdfUaTests.Record(kind).Document.Language == "de" ? "Seite {0} von {1}" : "Page {0} of {1}";
        for (var page = 1; page <= pages.Length; page++)
        {
            Assert.Contains(
                string.Format(System.Globalization.CultureInfo.InvariantCulture, word, page, pages.Length),
                pages[page - 1],
                StringComparison.Ordinal
            );
        }

        var lines = pages[^1].Split('\n').Count(line => line.Trim().Length > 0) - 2;
        Assert.True(lines >= Least, $"The last of {pages.Length} pages holds {lines} lines.");
    }
}
