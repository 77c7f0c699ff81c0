using System.Text.RegularExpressions;
using Bunit;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Components.States;
using Governance.Portal.Tests.Localisation;

namespace Governance.Portal.Tests.Components;

public sealed partial class PanelsTests : ComponentTest
{
    [Fact]
    public void Card_Title_NamesTheRegionWithoutItsNote()
    {
        var cut = Render<Card>(parameters =>
            parameters.Add(card => card.Title, "Gates").Add(card => card.Note, "14 checked").AddChildContent("<p>inside</p>")
        );

        Assert.Contains("inside", cut.ByRole("region", "Gates").TextContent, StringComparison.Ordinal);
        Assert.Equal("Gates", Roles.NameOf(Assert.Single(cut.AllByRole("heading"))));
    }

    [Fact]
    public void PageHeader_ObjectId_StaysOutsideTheHeading()
    {
        var cut = Render<PageHeader>(parameters =>
            parameters.Add(header => header.Title, "Deploy Network intrusion detector 3.4.0").Add(header => header.ObjectId, "APR-2141")
        );

        Assert.Equal("Deploy Network intrusion detector 3.4.0", cut.Find("h1").TextContent);
        Assert.Contains("APR-2141", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void PageHeader_OfWhatPeopleNamed_ShowsTheirWords_AndItsOwnUntilTheyAreKnown()
    {
        using var german = Languages.Use("de");

        var known = Render<PageHeader>(parameters =>
            parameters.Add(header => header.Title, "Model").Add(header => header.Name, "Risk").Add(header => header.Written, "Review")
        );
        var loading = Render<PageHeader>(parameters =>
            parameters.Add(header => header.Title, "Model").Add(header => header.Subtitle, "Risk")
        );

        Assert.Equal(("Risk", "Review"), (known.Find("h1").TextContent, known.Find(".page-subtitle").TextContent));
        Assert.Equal(("Modell", "Risiko"), (loading.Find("h1").TextContent, loading.Find(".page-subtitle").TextContent));
    }

    [Fact]
    public void PageHeader_OfNoPage_IsAnIdAlone() =>
        Assert.DoesNotContain(
            CodeLiterals.Files().Where(file => file.EndsWith(".razor", StringComparison.Ordinal)).SelectMany(file => File.ReadLines(file)),
            line => IdAlone().IsMatch(line)
        );

    [Fact]
    public void Tabs_Count_IsDescribedButNotPartOfTheName()
    {
        var cut = Render<Tabs>(parameters =>
            parameters
                .Add(tabs => tabs.Label, "Review")
                .Add(tabs => tabs.Selected, "files")
                .Add(tabs => tabs.Items, [new("review", "Review", "?tab=review"), new("files", "Files and evidence", "?tab=files", 0)])
                .AddChildContent("<p>list</p>")
        );

        Assert.Equal("Review", Roles.NameOf(Assert.Single(cut.AllByRole("tablist"))));
        var tab = cut.ByRole("tab", "Files and evidence");
        Assert.Equal("true", tab.GetAttribute("aria-selected"));
        Assert.Equal("?tab=files", tab.GetAttribute("href"));
        Assert.Equal("0", cut.Find($"#{tab.GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal("false", cut.ByRole("tab", "Review").GetAttribute("aria-selected"));
        Assert.Contains("list", Assert.Single(cut.AllByRole("tabpanel")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tabs_Breach_SaysWhatTheIconMeans()
    {
        var cut = Render<Tabs>(parameters =>
            parameters
                .Add(tabs => tabs.Label, "Version")
                .Add(tabs => tabs.Selected, "summary")
                .Add(
                    tabs => tabs.Items,
                    [new("fairness", "Fairness", "?tab=fairness", Tone: Tone.Warn, Remark: "1 group outside its limits")]
                )
        );

        var tab = cut.ByRole("tab", "Fairness");
        Assert.Equal("1 group outside its limits", cut.Find($"#{tab.GetAttribute("aria-describedby")}").TextContent);
    }

    [Theory]
    [InlineData(true, "better")]
    [InlineData(false, "worse")]
    public void KeyFigure_Change_SaysInWordsWhetherItIsGood(bool better, string word)
    {
        var cut = Render<KeyFigure>(parameters =>
            parameters
                .Add(figure => figure.Label, "Change failure rate")
                .Add(figure => figure.Value, "6.1")
                .Add(figure => figure.Unit, "%")
                .Add(figure => figure.Change, "\u22122.4 pts")
                .Add(figure => figure.Better, better)
        );

        Assert.Contains($"\u22122.4 pts {word}", Roles.TextOf(cut.Find("dd")), StringComparison.Ordinal);
    }

    [Fact]
    public void KeyFigure_Unknown_GivesTheReasonAndNoZero()
    {
        var cut = Render<KeyFigure>(parameters =>
            parameters.Add(figure => figure.Label, "Approval time").Add(figure => figure.MissingReason, "No approval closed in this period")
        );

        Assert.Equal("No approval closed in this period", Roles.TextOf(cut.Find("dd")));
    }

    [Fact]
    public void Definition_NothingRecorded_SaysSo() =>
        Assert.Equal(
            "Not recorded",
            Roles.TextOf(Render<Definition>(parameters => parameters.Add(definition => definition.Term, "Seed")).Find("dd"))
        );

    [Fact]
    public void LoadFailed_TryAgain_AsksThePage()
    {
        var asked = 0;
        var cut = Render<LoadFailed>(parameters =>
            parameters
                .Add(failed => failed.Thing, "the gates")
                .Add(failed => failed.CorrelationId, "4bf92f35")
                .Add(failed => failed.OnRetry, () => asked++)
        );

        cut.ByRole("button", "Try again").Click();

        Assert.Equal(1, asked);
        Assert.Contains("Could not load the gates.", Assert.Single(cut.AllByRole("alert")).TextContent, StringComparison.Ordinal);
        Assert.Equal("4bf92f35", cut.ByRole("button", "Copy reference").GetAttribute("data-copy"));
    }

    [Fact]
    public void ProgressLine_KnownShare_IsOnTheBarAndInWords()
    {
        var cut = Render<ProgressLine>(parameters =>
            parameters
                .Add(progress => progress.Label, "Upload")
                .Add(progress => progress.Step, "Hashing")
                .Add(progress => progress.Fraction, 0.42)
                .Add(progress => progress.Elapsed, TimeSpan.FromSeconds(41))
        );

        Assert.Equal("0.42", cut.ByRole("progressbar", "Upload").GetAttribute("value"));
        Assert.Contains("42\u202F%", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("41 s", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressLine_UnknownShare_ClaimsNone() =>
        Assert.False(
            Render<ProgressLine>(parameters =>
                    parameters.Add(progress => progress.Label, "Report").Add(progress => progress.Step, "Rendering")
                )
                .Find("progress")
                .HasAttribute("value")
        );

    [GeneratedRegex(
        """<PageHeader Title="@(?:\w+\.)*\w*Id(?:\.ToString\(\))?\x22""",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex IdAlone();
}
