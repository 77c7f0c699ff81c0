using System.Text.Json.Nodes;
using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Tests.Accessibility;

namespace Governance.Reporting.Tests.Committee;

[Trait("Needs", "Browser")]
public sealed class CommitteePackTests(Making making)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pack_WithAsMuchAsItPrints_HasAtMostTenPagesAndSaysWhatIsLeftOut()
    {
        var made = await making.Reports.MakePdfAsync(CommitteeSamples.Full(), making.Seal, ReportCompleteness.Complete, Ct);
        var path = making.Keep("committee-pack.pdf", made.Pdf);

        var pages = (await Tool.RunAsync("pdftotext", "-layout", path, "-")).TrimEnd('\f', '\n').Split('\f');
        var text = string.Join(' ', pages.SelectMany(p => p.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

        Assert.InRange(pages.Length, 4, 10);
        string[] told =
        [
            "INC-0003 is to be reported to the authority by 22 Nov 2026.",
            "2 more are waiting",
            "7 older changes of the period are not printed",
            "12 more are open",
            "10 printed here: 3 above appetite, 1 of them accepted by signature.",
            "log 412",
        ];
        Assert.All(told, sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
        Assert.DoesNotContain("*@90d", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_WithoutThreeValues_SaySoInPlaceOfALine()
    {
        var sample = CommitteeSamples.Full();
        var html = await making.Html.RenderAsync(sample, Ct);
        var unknown = await making.Html.RenderAsync(
            sample with
            {
                Figures = [.. sample.Figures.Select(f => f with { Change = null })],
            },
            Ct
        );

        // A change is of a value that is known.
        Assert.Contains("Compared with the preceding period only.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Earlier values are not kept.", html, StringComparison.Ordinal);
        Assert.Contains("Earlier values are not kept.", unknown, StringComparison.Ordinal);
        Assert.Contains("2 values in the period, fewer than the three that a line needs.", html, StringComparison.Ordinal);
        Assert.Contains("Open risks from 22 Aug to 20 Nov: first 10, last 22, lowest 10, highest 22.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_OfAnIncidentWithoutAConfirmedClass_IsProvisional()
    {
        var sample = CommitteeSamples.Full();
        var open = sample with
        {
            ClockNote = "The high-risk class applies from 2 December 2027.",
            Incidents = sample.Incidents with
            {
                Printed =
                [
                    .. sample.Incidents.Printed.Select(i => i with { Clocks = [.. i.Clocks.Select(c => c with { IsProvisional = true })] }),
                ],
            },
        };

        var (settled, provisional) = (await making.Html.RenderAsync(sample, Ct), await making.Html.RenderAsync(open, Ct));

        Assert.Contains("Running, provisional", provisional, StringComparison.Ordinal);
        Assert.Contains("Provisional: the class of the incident is not confirmed.", provisional, StringComparison.Ordinal);
        Assert.Contains("The high-risk class applies from 2 December 2027.", provisional, StringComparison.Ordinal);
        Assert.DoesNotContain("rovisional", settled, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TitleOfARisk_ThatIsATextOfOurs_StaysAsItWasGiven_InTheFigureAndTheTable()
    {
        const string Title = "Alert flood hides real events";
        var sample = CommitteeSamples.Full();
        var record = sample with
        {
            Document = sample.Document with { Language = "de" },
            Risks = sample.Risks with { Printed = [sample.Risks.Printed[0] with { Title = Title }] },
        };

        var html = System.Net.WebUtility.HtmlDecode(await making.Html.RenderAsync(record, Ct));

        Assert.DoesNotContain("Alarmflut", html, StringComparison.Ordinal);
        Assert.Contains($"RSK-0001 {Title}", html, StringComparison.Ordinal);
        Assert.Contains($"<bdi>{Title}</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelOfAFigure_BreaksBetweenWords()
    {
        Assert.Equal(["RSK-0001 Alert flood"], RiskScores.Label("RSK-0001 Alert flood"));
        Assert.Equal(
            ["RSK-0008 High-risk obligations not met when they", "begin to apply"],
            RiskScores.Label("RSK-0008 High-risk obligations not met when they begin to apply")
        );
        var longer = RiskScores.Label(string.Join(' ', Enumerable.Repeat("obligations", 20)));
        Assert.Equal((2, true), (longer.Count, longer[1].EndsWith("obligations …", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("56 points", "56 Punkte")]
    [InlineData("over 6 assessed risks", "über 6 bewertete Risiken")]
    [InlineData("over 1,204 requests", "über 1.204 Anträge")]
    [InlineData("across 6 assessed risks", "Grundlage: 6 bewertete Risiken")]
    [InlineData("of 3 models in production", "bezogen auf 3 Modelle in Produktion")]
    [InlineData("47.8 h median", "47,8 h (Median)")]
    public void Figures_InGerman_SayWhatIsCountedInGerman(string english, string expected)
    {
        using var german = Languages.Use("de");

        Assert.Equal(expected, RecordedValue.Say(english));
    }

    [Fact]
    public async Task Pack_OfAnInstallationInWhichNothingHappened_SaysSoInEachPart()
    {
        var html = await making.Html.RenderAsync(CommitteeSamples.Empty(), Ct);

        string[] told =
        [
            "Nothing on record needs the attention of the committee.",
            "is waiting for a decision.",
            "incident or changed risk score in the period.",
            "No risk is open.",
            "No incident is open, and none was closed in the period.",
            "Nothing runs in production.",
        ];
        Assert.All(told, sentence => Assert.Contains(sentence, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pack_InGerman_SaysSoInItsFileAndHasTheSameTwin()
    {
        var english = CommitteeSamples.Full();
        var record = english with { Document = english.Document with { Language = "de" } };
        var made = await making.Reports.MakePdfAsync(record, making.Seal, ReportCompleteness.Complete, Ct);
        var path = making.Keep("committee-pack-de.pdf", made.Pdf);

        Assert.Equal("de", TaggedPdf.Text(new TaggedPdf(made.Pdf).Root["Lang"]));
        Assert.Contains("Ausschussvorlage: Modellrisikoausschuss", await Tool.RunAsync("pdfinfo", path), StringComparison.Ordinal);
        using var german = Languages.Use("de");
        Assert.Equal(english.Twin(), record.Twin());
        Assert.Equal(english.Manifest().ToJson(), record.Manifest().ToJson());
    }

    [Fact]
    public void Twin_HasEveryRowAndTheEvidenceOfEachClaim()
    {
        var record = CommitteeSamples.Full();

        var twin = JsonNode.Parse(record.Twin())!;

        Assert.Equal(record.Decisions.Printed.Count, twin["decisions"]!.AsArray().Count);
        Assert.Equal(18, (int)twin["decisionsInAll"]!);
        Assert.Equal("2026-11-20T08:42:17Z", (string?)twin["to"]);
        var claim = Assert.Single(twin["claims"]!.AsArray(), c => (string?)c!["claim"] == "Residual score of RSK-0001");
        Assert.Equal("20", (string?)claim!["value"]);
        Assert.Equal("log:914", (string?)claim["evidence"]);
        Assert.All(record.Manifest().Claims, c => Assert.Equal(64, c.Evidence.Sha256.Length));
    }
}
