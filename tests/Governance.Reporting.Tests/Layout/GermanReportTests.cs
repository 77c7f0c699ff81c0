using System.Net;
using System.Text.RegularExpressions;
using Governance.Reporting.Tests.Committee;

namespace Governance.Reporting.Tests.Layout;

/// <summary>A report in German is German throughout, but for what people and programs wrote.</summary>
public sealed partial class GermanReportTests(Making making)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shell_OfAGermanReport_IsGerman()
    {
        var record = CommitteeSamples.Full() with { Gaps = [new("Figures", "No snapshot was kept.")] };

        var german = WebUtility.HtmlDecode(
            await making.Html.RenderAsync(record with { Document = record.Document with { Language = "de" } }, Ct)
        );

        Assert.Contains("<html lang=\"de\">", german, StringComparison.Ordinal);
        Assert.Contains("Entwurf, ", german, StringComparison.Ordinal);
        Assert.Contains("1 Abschnitt nicht berechnet", german, StringComparison.Ordinal);
        Assert.Contains("20. November 2026, 09:42 UTC+1, von ", german, StringComparison.Ordinal);
        Assert.Contains("48.231 Einträge, geprüft 20. Nov. 2026, 09:40 UTC+1", german, StringComparison.Ordinal);
        var foot = Escaped().Replace(german, e => ((char)Convert.ToInt32(e.Groups[1].Value, 16)).ToString());
        Assert.Contains("REP-0042, exportiert 20. Nov. 2026, 09:42 UTC+1, Entwurf, Ausschussvorlage", foot, StringComparison.Ordinal);
    }

    [Fact]
    public void LeftInEnglish_FindsTextsThatAreTheSameAndMixedOnes_ButNoData()
    {
        const string english = "<p title=\"Since\">Risks</p><p>Made of glue</p><p>Score</p><td>APR-0012</td><i>Amara Nwosu</i>";
        const string german = "<p title=\"Since\">Risiken</p><p>Gemacht of Leim</p><p>Score</p><td>APR-0012</td><i>Amara Nwosu</i>";

        Assert.Equal(["Since", "Gemacht of Leim", "Score"], GermanText.LeftInEnglish(english, german, ["Amara Nwosu"]));
    }

    [GeneratedRegex(@"\\([0-9a-f]{6}) ", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escaped();
}
