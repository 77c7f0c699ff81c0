using System.Net;
using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Reporting.Drift;

namespace Governance.Reporting.Tests.Drift;

public sealed class DriftReportHtmlTests(Making making)
{
    [Fact]
    public async Task Html_Charts_StateTheirFindingForThoseWhoDoNotSeeThem()
    {
        var html = WebUtility.HtmlDecode(await HtmlAsync(Samples.Drift()));

        Assert.Contains(
            "aria-label=\"False negative rate went from 3.6\u202F% in WIN-0101 to 7.2\u202F% in WIN-0107. "
                + "Outside the limit of 6.0\u202F% in WIN-0106, WIN-0107.\"",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "aria-label=\"Area under the ROC curve went from 0.987 in WIN-0101 to 0.963 in WIN-0107. "
                + "Every window is within the limit of 0.950.\"",
            html,
            StringComparison.Ordinal
        );
        Assert.Equal(2, Regex.Count(html, "class=\"breach\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Html_MajorDrift_WithoutAnOpenAlert_IsSaid()
    {
        var sample = Samples.Drift();
        var ended = sample.Alerts![0] with { Feature = "service", Until = Samples.Now };
        var open = sample.Alerts[0] with { Feature = "dst_bytes" };

        var said = WebUtility.HtmlDecode(await HtmlAsync(sample with { Alerts = [open, ended] }));
        var none = WebUtility.HtmlDecode(await HtmlAsync(sample with { Alerts = [open, ended with { Until = null }] }));

        Assert.Contains("Major drift without an open alert: service.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Major drift without an open alert", none, StringComparison.Ordinal);
        Assert.Contains("0.0\u202F% of the rows of WIN-0108 have labels.", Untagged(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_Alert_HasTheTimesOfItsStatesApartFromWhenItsDataBegin()
    {
        var sample = Samples.Drift();
        var alert = sample.Alerts![0] with
        {
            Since = Samples.Now.AddDays(-30),
            RaisedAt = Samples.Now.AddDays(-3),
            AcknowledgedAt = Samples.Now.AddDays(-2),
            Until = Samples.Now.AddDays(-1),
        };

        var html = WebUtility.HtmlDecode(await HtmlAsync(sample with { Alerts = [alert] }));

        Assert.Contains("<td>21 Oct 2026<br>", html, StringComparison.Ordinal);
        // A day is kept in one line, so it has an element of its own.
        var text = Untagged(html);
        Assert.Matches("raised 17 Nov 2026, .*; acknowledged 18 Nov 2026, .*; resolved 19 Nov 2026, ", text.ReplaceLineEndings(" "));
        Assert.DoesNotContain("State, since", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_Event_StandsBetweenTheDaysThatItLiesBetween()
    {
        var sample = Samples.Drift();
        // Points are named by the first day of their window, as on the page of the monitor.
        var at = sample.Windows[2].Start;

        var html = await HtmlAsync(sample with { Events = [new(at, Wording.Text($"{"3.4.0"} deployed"))] });

        var point = Regex.Matches(
            html,
            "<text x=\"([\\d.]+)\" y=\"182\" text-anchor=\"middle\">",
            RegexOptions.None,
            TimeSpan.FromSeconds(5)
        );
        Assert.Contains($"class=\"event\" x1=\"{point[2].Groups[1].Value}\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_StoredVerdict_SaysWhatIsOutsideTheLimit_AsThePageOfTheMonitorDoes()
    {
        var sample = Samples.Drift();
        // The last two are beyond the limit, and of one of them that may be chance.
        var judged = sample.Performance.Select(p =>
            p with
            {
                FalseNegativeRate = p.FalseNegativeRate is null
                    ? null
                    : p.FalseNegativeRate with
                    {
                        Verdict = p.WindowId is "WIN-0107" ? "fail" : "inconclusive",
                    },
            }
        );

        var html = WebUtility.HtmlDecode(await HtmlAsync(sample with { Performance = [.. judged] }));
        var none = WebUtility.HtmlDecode(
            await HtmlAsync(
                sample with
                {
                    Performance =
                    [
                        .. sample.Performance.Select(p =>
                            p with
                            {
                                FalseNegativeRate = p.FalseNegativeRate is null
                                    ? null
                                    : p.FalseNegativeRate with
                                    {
                                        Verdict = "inconclusive",
                                    },
                            }
                        ),
                    ],
                }
            )
        );

        Assert.Contains("Outside the limit of 6.0\u202F% in WIN-0107.", html, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(html, "class=\"breach\"", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Contains("No window is certainly outside the limit of 6.0\u202F%.", none, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_WindowWithoutLabels_LeavesAGapAndSaysWhy()
    {
        var html = WebUtility.HtmlDecode(await HtmlAsync(Samples.Drift()));

        var points = Regex
            .Matches(html, "<polyline class=\"line\" points=\"([^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups[1].Value.Split(' ').Length);
        Assert.Equal([7, 7, 7], points);
        Assert.Contains("no value, <bdi>labels arrive after 36 h</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_HeatMapCell_HasItsColourAndItsNumber()
    {
        var html = await HtmlAsync(Samples.Drift());

        // Each says which column of which window it is about.
        Assert.Contains(
            "<td class=\"h5\" data-subject=\"WIN-0108\" data-measure=\"psi:dst_bytes\" data-verdict=\"major\">0.36</td>",
            html,
            StringComparison.Ordinal
        );
        Assert.Matches("<td class=\"h0\" data-subject=\"WIN-0101\" data-measure=\"psi:dst_bytes\" [^>]*>0.04</td>", html);
        Assert.Matches("<td class=\"none\"[^>]*>&#x2013;</td>", html);
    }

    [Fact]
    public async Task Html_LatestWindow_IsSummedUpInOneSentence()
    {
        var html = WebUtility.HtmlDecode(await HtmlAsync(Samples.Drift()));

        Assert.Contains(
            "In the latest window, WIN-0108, 8 features were tested: "
                + "2 with major drift (dst_bytes, service) and 2 with moderate drift (duration, src_bytes).",
            Untagged(html),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Html_EffectOfTheDistanceAlone_IsNamedInItsColumn_AndInTheDefinition()
    {
        var sample = Samples.Drift();
        var (first, rest) = (sample.Features[0], sample.Features.Skip(1));
        var only = first.Cells[^1] with
        {
            Verdict = "moderate",
            Psi = 0.04,
            Ks = 0.05,
            Effects = [new("wasserstein", 0.17, sample.Limits.WassersteinEffect)],
        };

        var html = WebUtility.HtmlDecode(
            await HtmlAsync(sample with { Features = [first with { Cells = [.. first.Cells.SkipLast(1), only] }, .. rest] })
        );

        Assert.Contains("<td>Wasserstein 0.17 SD, limit 0.10 SD</td>", html, StringComparison.Ordinal);
        Assert.Contains("a Wasserstein distance of at least 0.10 standard deviations of the reference", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_ManyWindows_AreSplitIntoTablesThatFitThePage()
    {
        var sample = Samples.Drift();
        var record = sample with
        {
            Windows = [.. sample.Windows, .. sample.Windows.Select(window => window with { Id = window.Id + "b" })],
            Features = [.. sample.Features.Select(feature => feature with { Cells = [.. feature.Cells, .. feature.Cells] })],
            Performance =
            [
                .. sample.Performance,
                .. sample.Performance.Select(performance => performance with { WindowId = performance.WindowId + "b" }),
            ],
        };

        var html = await HtmlAsync(record);

        Assert.Contains("PSI per feature and window, windows 1 to 8 of 16", html, StringComparison.Ordinal);
        Assert.Contains("PSI per feature and window, windows 9 to 16 of 16", html, StringComparison.Ordinal);
        Assert.Equal(
            3 * 8,
            Regex.Count(html, $"<text x=\"[\\d.]+\" y=\"182\" text-anchor=\"middle\">", RegexOptions.None, TimeSpan.FromSeconds(5))
        );
    }

    [Fact]
    public async Task Html_HostileFeatureAndCategoryNames_AreEncoded()
    {
        var sample = Samples.Drift();
        const string Hostile = "<svg onload=alert(1)>";
        var html = await HtmlAsync(
            sample with
            {
                DisplayName = Hostile,
                Features =
                [
                    .. sample.Features.Select(feature =>
                        feature with
                        {
                            Name = Hostile,
                            Cells = [.. feature.Cells.Select(cell => cell with { NewCategories = [Hostile], Reason = Hostile })],
                        }
                    ),
                ],
                Alerts =
                [
                    new(
                        "ALR-0001",
                        Wording.Verbatim(Hostile),
                        Wording.Verbatim(Hostile),
                        "alert",
                        Wording.Verbatim(Hostile),
                        Samples.Now,
                        null,
                        "WIN-0101",
                        Hostile
                    ),
                ],
                Events = [new(Samples.Now.AddDays(-26), Wording.Verbatim(Hostile))],
            }
        );

        Assert.DoesNotContain("<svg onload", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_FeatureLacksAWindow_StopsTheReport()
    {
        var sample = Samples.Drift();
        var record = sample with { Features = [sample.Features[0] with { Cells = [.. sample.Features[0].Cells.Skip(1)] }] };

        var refused = await Assert.ThrowsAsync<ReportDataException>(() => HtmlAsync(record));
        Assert.Contains("dst_bytes has 7 cells for 8 windows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_NoWindowsAtAll_SaysThereIsNothingToCompare()
    {
        var html = await HtmlAsync(Samples.Drift() with { Windows = [], Features = [], Performance = [], Alerts = [] });

        Assert.Contains("no current window was received", html, StringComparison.Ordinal);
        Assert.Contains("No alert concerns", html, StringComparison.Ordinal);
        Assert.Contains("this version reports no labels", html, StringComparison.Ordinal);
    }

    // An id is kept in one line, so it has an element of its own.
    private static string Untagged(string html) => Regex.Replace(html, "<[^>]*>", "", RegexOptions.None, TimeSpan.FromSeconds(5));

    private Task<string> HtmlAsync(DriftReportRecord record) => making.Html.RenderAsync(record, TestContext.Current.CancellationToken);
}
