using System.Text.Json.Nodes;
using Governance.Localisation;
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
            "10 printed here: 2 above appetite, 1 of them accepted by signature.",
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
