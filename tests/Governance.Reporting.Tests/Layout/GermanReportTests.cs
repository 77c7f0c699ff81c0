using System.Net;
using System.Text.RegularExpressions;
using Governance.Reporting.Dashboards;
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
        Assert.Contains("20.\u00A0Nov.\u00A02026, 09:42 UTC+1, von ", german, StringComparison.Ordinal);
        Assert.Contains("48.231 Einträge, verifiziert am 20.\u00A0Nov.\u00A02026, 09:40 UTC+1", german, StringComparison.Ordinal);
        var foot = Escaped().Replace(german, e => ((char)Convert.ToInt32(e.Groups[1].Value, 16)).ToString());
        Assert.Contains(
            "REP-0042, exportiert 20.\u00A0Nov.\u00A02026, 09:42 UTC+1, Entwurf, Ausschussvorlage",
            foot,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task CommitteePack_IsGermanThroughout()
    {
        string[] data =
        [
            "Amara Nwosu",
            "Meridian Retail Bank",
            "Tomasz Wieczorek",
            "Network intrusion detector of the northern branches",
            "complaint-router",
            "credit-default",
            "Income shift breaks calibration in branch",
            "Income shift breaks calibration in",
            "branch",
            "Assistant quotes contract numbers of other customers, case",
            "is to be reported to the authority by 22 Nov 2026.",
            "Credit scoring drifts on income since 16 Aug 2026; RSK-0001 is above appetite because of it.",
            "Finding number",
            "of the quarter.",
            "Figure",
            "production",
            "Regel.",
            "evidence-manifest.json",
        ];

        // The builder says sentences with names in them itself: what is found by its English could be taken apart in a name.
        var full = CommitteeSamples.Full();
        full = full with
        {
            Findings = [.. full.Findings.Select(f => f with { Said = f.Text })],
            Decisions = full.Decisions with { Printed = [.. full.Decisions.Printed.Select(d => d with { Said = d.Title[7..] })] },
            OutOfPolicy = full.OutOfPolicy with { Printed = [.. full.OutOfPolicy.Printed.Select(d => d with { Said = ["Regel."] })] },
        };

        var left = (await GermanText.LeftInEnglishAsync(making, full, data)).Concat(
            await GermanText.LeftInEnglishAsync(making, CommitteeSamples.Empty(), data)
        );

        Assert.Equal("", string.Join('\n', left));
    }

    [Fact]
    public async Task Dashboard_IsGermanThroughout()
    {
        var item = new DashboardItem(
            "Offene Risiken",
            "4,8 %",
            null,
            "+3",
            Better: true,
            "Ziel 5",
            [1, 2, 3],
            "Zahl.",
            "Register",
            "/risks"
        );
        var record = new DashboardRecord
        {
            Document = Samples.Document() with { Language = "de" },
            View = "risk",
            ViewWords = "Dashboard Risiko",
            ScopeWords = "alle Modelle",
            PeriodWords = "22. Aug. 2026 bis 20. Nov. 2026",
            Link = "/?scope=risk",
            Figures = [item, item with { Value = null, Missing = "Nichts gemessen.", Change = null, Trend = [] }],
            Tables =
            [
                new(
                    "Risiken",
                    [("Modell", false), ("Wert", true)],
                    [
                        ["credit-default", "20"],
                    ],
                    "Keines.",
                    null
                ),
            ],
        };
        // What is in the record was read for the document, and so is its data.
        string[] data = ["Offene Risiken", "Ziel 5", "Zahl.", "Register", "Dashboard", "Risiko", "alle Modelle", "Aug.", "Nov.", "bis"];
        data =
        [
            .. data,
            "Nichts gemessen.",
            "Risiken",
            "Modell",
            "Wert",
            "credit-default",
            "Amara Nwosu",
            "Meridian Retail Bank",
            "risk",
            "scope",
        ];

        Assert.Empty(await GermanText.LeftInEnglishAsync(making, record, data));
        var picture = await making.Html.RenderAsync<DashboardPicture>(record, Ct);
        Assert.Contains("<html lang=\"de\">", picture, StringComparison.Ordinal);
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
