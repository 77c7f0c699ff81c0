using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Reporting.Approvals;

namespace Governance.Reporting.Tests.Approvals;

public sealed class ApprovalRecordHtmlTests(Making making)
{
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

    [Fact]
    public async Task Html_AnyReport_HasNoScriptNoStyleAttributeAndNoRequest()
    {
        var html = await HtmlAsync(Samples.Approval());

        Assert.StartsWith("<!DOCTYPE html>", html.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(?i)<[^>]+\\sstyle=", html);
        Assert.DoesNotMatch("(?i)(src|href)=\"(?!data:)", html);
        Assert.DoesNotMatch("url\\((?!data:)", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_HostileText_IsEncodedEverywhere()
    {
        var sample = Samples.Approval();
        var html = await HtmlAsync(
            sample with
            {
                Document = sample.Document with { Installation = Hostile, MadeBy = Hostile },
                Model = sample.Model with { DisplayName = Hostile, Purpose = Hostile, SourceRepository = Hostile },
                Requester = new("USR-0003", Hostile),
                Reason = Hostile,
                SignOffs =
                [
                    .. sample.SignOffs.Select(signOff =>
                        signOff with
                        {
                            Signer = new("USR-0011", Hostile),
                            Comment = Hostile,
                            Condition = Hostile,
                            VoidReason = Hostile,
                            Meaning = Hostile,
                        }
                    ),
                ],
                Custody = [new(Samples.Now, Hostile, "promotion.requested", Hostile, 1)],
                Datasets = [new(Hostile, Hostile, "training", Samples.Sha("x"))],
                Dependencies = [new(Hostile, Hostile, Hostile)],
                Metrics = [new(Hostile, null, UndefinedReason: Hostile)],
                Evidence = [new("EVD-0001", "other", Hostile, Samples.Now, Hostile, Samples.Sha("x"))],
                Waivers = [new("WVR-0001", Hostile, Hostile, Hostile, Samples.Now, Samples.Sha("x"))],
                Risks = [new("RSK-0001", Hostile, 4)],
            }
        );

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, Regex.Count(html, "<style", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)));
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_HostileNameInThePageHeader_CannotLeaveItsCssString()
    {
        var sample = Samples.Approval();
        const string Name = "\"}</style><script>alert(1)</script>\\\n@import url(http://evil.example);";
        var html = await HtmlAsync(
            sample with
            {
                Model = sample.Model with { DisplayName = Name },
                Document = sample.Document with { Id = Name },
            }
        );

        var pageStyle = Regex.Matches(html, "<style>(.*?)</style>", RegexOptions.Singleline, TimeSpan.FromSeconds(5))[1].Groups[1].Value;
        Assert.DoesNotContain("@import", pageStyle, StringComparison.Ordinal);
        Assert.DoesNotContain("<", pageStyle, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Html_RightToLeftAndVeryLongNames_AreIsolatedAndKeptWhole()
    {
        var sample = Samples.Approval();
        var name = "مصرف الشرق " + new string('ש', 300);
        var html = WebUtility.HtmlDecode(await HtmlAsync(sample with { Model = sample.Model with { DisplayName = name } }));

        Assert.Contains($"<bdi>{name}</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_NothingKnownBeyondTheRequest_SaysSoInWords()
    {
        var sample = Samples.Approval();
        var text = Text(
            await HtmlAsync(
                sample with
                {
                    State = "open",
                    GateRun = null,
                    SignOffs = [],
                    Custody = [],
                    Datasets = [],
                    Dependencies = [],
                    Metrics = [],
                    Evidence = [],
                    Waivers = [],
                    Risks = [],
                    Deployments = [],
                    DueAt = null,
                    ExpiresAt = null,
                    DecidedAt = null,
                    ProductionVersion = null,
                    Model = sample.Model with { RiskClass = null, Purpose = null, SourceCommit = null, SourceRepository = null },
                    Document = sample.Document with { Log = null },
                }
            )
        );

        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.Contains("Not yet classified", text, StringComparison.Ordinal);
        Assert.Contains("The policy gate has not run", text, StringComparison.Ordinal);
        Assert.Contains("3 of 3 signatures outstanding", text, StringComparison.Ordinal);
        Assert.Contains("No evidence was added", text, StringComparison.Ordinal);
        Assert.Contains("still open", text, StringComparison.Ordinal);
        Assert.Contains("no verified checkpoint existed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signed-with-condition")]
    [InlineData("not_applicable")]
    [InlineData("approve-with-condition")]
    [InlineData("promotion.signed")]
    [InlineData("model-card")]
    public async Task Html_SpellingsOfTheApi_NeverReachTheReader(string spelling)
    {
        Assert.DoesNotContain(spelling, Text(await HtmlAsync(Samples.Approval())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_UnknownState_StopsTheReport()
    {
        var refused = await Assert.ThrowsAsync<ReportDataException>(() => HtmlAsync(Samples.Approval() with { State = "half-approved" }));
        Assert.Contains("half-approved", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_BundleBytesAltered_StopsTheReport()
    {
        var sample = Samples.Approval();
        var altered = sample.Bundle with { CanonicalJson = Encoding.UTF8.GetBytes("{\"promotion\":\"APR-2141\"}") };

        var refused = await Assert.ThrowsAsync<ReportDataException>(() => HtmlAsync(sample with { Bundle = altered }));

        Assert.Contains(sample.Bundle.Sha256, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_SectionsTablesAndFigures_AreNumberedInOrder()
    {
        var html = await HtmlAsync(Samples.Approval());

        AssertCounts(Regex.Matches(html, "<h2>(\\d+) ", RegexOptions.None, TimeSpan.FromSeconds(5)), 7);
        Assert.Equal(
            ["A"],
            Regex.Matches(html, "<h2>Appendix (\\w): ", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(m => m.Groups[1].Value)
        );
        AssertCounts(Regex.Matches(html, "<caption>Table (\\d+)\\.", RegexOptions.None, TimeSpan.FromSeconds(5)), 12);
    }

    [Fact]
    public async Task Html_RulesInDryRun_StandInAnAppendix_AndAlarmNobody()
    {
        var sample = Samples.Approval();
        var gate = sample.GateRun!;
        var html = await HtmlAsync(
            sample with
            {
                GateRun = gate with
                {
                    Policies = [.. gate.Policies, new("tried-out", "1", Samples.Sha("tried")) { Mode = "dryrun" }],
                    Results =
                    [
                        new("BIAS-02", "error", false, "Not known for this version.", null, "at most 10 points", [])
                        {
                            Policy = "tried-out",
                            IsDryRun = true,
                            Words = new("Not known for this version.", null, "at most 10 points") { Name = "Error-rate gap" },
                        },
                        new("SBOM-02", "fail", false, "No bill of materials is on file.", null, null, []) { IsDryRun = true },
                        .. gate.Results,
                        new("last-blocks", "fail", true, "The limit is not met.", "0.91", "≥ 0.95", []),
                    ],
                },
            }
        );

        var appendix = html[html.IndexOf("Appendix A", StringComparison.Ordinal)..html.IndexOf("Appendix B", StringComparison.Ordinal)];
        var decided = html[..html.IndexOf("Appendix A", StringComparison.Ordinal)];
        Assert.Contains("Error-rate gap", appendix, StringComparison.Ordinal);
        Assert.Contains("Would have failed", appendix, StringComparison.Ordinal);
        Assert.DoesNotContain("state fail", appendix, StringComparison.Ordinal);
        Assert.DoesNotContain("BIAS-02", decided, StringComparison.Ordinal);
        Assert.Contains("2 rules of policies in dry run are in an appendix", decided, StringComparison.Ordinal);
        Assert.Contains("7 rules evaluated", decided, StringComparison.Ordinal);
        // What blocks stands first, what passed after it.
        Assert.InRange(decided.IndexOf("last-blocks", StringComparison.Ordinal), 1, decided.IndexOf("auc-floor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Html_MeasureDeclaredAndMeasured_StandsOnceInWords_AndADeclaredValueThatDiffersStandsToo()
    {
        EvidenceReference report = new("EVD-0112", "validation", Samples.Sha("validation"));
        var sample = Samples.Approval();
        var html = await HtmlAsync(
            sample with
            {
                Metrics =
                [
                    new("averagePrecision", 0.7132) { Words = new("Average precision", "0.713", null) },
                    new("fnr", 0.05) { Words = new("False negative rate", "5.0 %", null) },
                    new("averagePrecision", 0.71321, 900, 0.69, 0.74, report)
                    {
                        Words = new("Average precision", "0.713", "0.690 to 0.740"),
                    },
                    new("fnr", 0.0361, 900, 0.03, 0.04, report) { Words = new("False negative rate", "3.6 %", "3.0 % to 4.0 %") },
                ],
            }
        );

        var table = html[html.IndexOf("Metrics of the version", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("</table>", StringComparison.Ordinal)];
        Assert.DoesNotContain("averagePrecision", table, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(table, "Average precision", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Contains("0.690 to 0.740", table, StringComparison.Ordinal);
        // 5.0 % was declared and 3.6 % measured: both are on record.
        Assert.Equal(2, Regex.Count(table, "False negative rate", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.Single(Regex.Matches(table, "Declared at registration", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Cover_NamesTheOrganisation_WithItsLogoWhereThereIsOne()
    {
        var sample = Samples.Approval();
        var html = await HtmlAsync(sample with { Document = sample.Document with { Logo = "data:image/png;base64,AAAA" } });

        var brand = html[
            html.IndexOf("class=\"brand\"", StringComparison.Ordinal)..html.IndexOf("class=\"lead\"", StringComparison.Ordinal)
        ];
        Assert.Contains("Meridian Retail Bank", brand, StringComparison.Ordinal);
        Assert.Matches("<img src=\"data:image/png;base64,AAAA\" alt(=\"\")?\\s*/?>", brand);
        Assert.DoesNotContain("Governance Portal", brand, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_VoidSignOff_StaysWithNameReasonAndItsOwnBundle()
    {
        var text = Text(await HtmlAsync(Samples.Approval()));

        Assert.Contains("the bundle changed: evidence", text, StringComparison.Ordinal);
        Assert.Contains("an earlier bundle", text, StringComparison.Ordinal);
        Assert.Contains("SGN-0411", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeHtml_SectionNotComputed_RefusedUnlessADraftWasAskedFor()
    {
        var record = Samples.Approval() with { Gaps = [new(ApprovalSections.Custody, "The audit log did not answer.")], Custody = [] };

        var refused = await Assert.ThrowsAsync<ReportIncompleteException>(() =>
            making.Reports.MakeHtmlAsync(record, ReportCompleteness.Complete, TestContext.Current.CancellationToken)
        );
        Assert.Contains("The audit log did not answer.", refused.Message, StringComparison.Ordinal);

        var draft = Text(
            await making.Reports.MakeHtmlAsync(record, ReportCompleteness.DraftAllowed, TestContext.Current.CancellationToken)
        );
        Assert.Contains("Not computed", draft, StringComparison.Ordinal);
        Assert.Contains("Draft, 1 section not computed", draft, StringComparison.Ordinal);
        Assert.DoesNotContain("The audit log holds no entry", draft, StringComparison.Ordinal);
    }

    private Task<string> HtmlAsync(ApprovalRecord record) => making.Html.RenderAsync(record, TestContext.Current.CancellationToken);

    private static void AssertCounts(MatchCollection matches, int most) =>
        Assert.Equal(Enumerable.Range(1, most), matches.Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));

    private static string Text(string html)
    {
        var body = html[html.IndexOf("<body>", StringComparison.Ordinal)..];
        return WebUtility.HtmlDecode(Regex.Replace(body, "<[^>]+>", "", RegexOptions.None, TimeSpan.FromSeconds(5)));
    }
}
