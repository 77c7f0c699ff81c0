using System.Text.RegularExpressions;

namespace Governance.Reporting.Tests.Documents;

public sealed partial class DocumentFindingsTests(Making making)
{
    [Fact]
    public async Task Document_Begins_WithWhatItFindsInSentencesOfItsRecords()
    {
        var text = await TextAsync();

        string[] told =
        [
            "2 risks are open. The highest is RSK-0001, Income shift breaks calibration: 16 of 25 before controls, 16 with them. "
                + "1 risk has no residual score.",
            "DEP-0003: credit-default@2.0.0 in production: out of policy since 3 Nov 2026.",
            "1 of 1 consistency check is not met: Every risk that stays high is accepted.",
            "1 point rests on text that Marta Kowalska wrote.",
        ];
        Assert.All(told[..2], sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
        Assert.All(told[2..], sentence => Assert.Contains(sentence.TrimEnd('.'), text, StringComparison.Ordinal));
        Assert.True(
            text.IndexOf("What this report finds", StringComparison.Ordinal) < text.IndexOf("Points at a glance", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Tables_SayOnceWhatEveryRowSays_AndAreNotPrintedTwice()
    {
        var text = await TextAsync();

        Assert.Single(Regex.Matches(text, "Significant, and moderate from PSI 0.10", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Single(Regex.Matches(text, "0.3157 to 0.3639", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Matches("EVD-0008: values as in table [0-9]+", text);
        var numbers = TableNumbers().Matches(text).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => $"{n}"), numbers);
        // The record of all rows stands in the caption, not in each row.
        Assert.Matches("Table [0-9]+\\. Drift monitoring, WIN-0027", text);
    }

    [Fact]
    public async Task Measures_HaveNamesForPeople()
    {
        var text = await TextAsync();

        Assert.Contains("Demographic parity difference by sex", text, StringComparison.Ordinal);
        Assert.Contains("Selection rate, sex female", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sex, demographic parity difference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("project choice", text, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync()
    {
        var html = await making.Html.RenderAsync(DocumentSamples.Technical(), TestContext.Current.CancellationToken);
        var body = html[html.IndexOf("<main", StringComparison.Ordinal)..];
        return Spaces()
            .Replace(System.Net.WebUtility.HtmlDecode(Tags().Replace(body.Replace("<wbr>", "").Replace("<wbr />", ""), "")), " ");
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("Table ([0-9]+)\\.", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableNumbers();

    [GeneratedRegex("\\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
