using Bunit;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Tests.Components;

public sealed class BadgesTests : ComponentTest
{
    [Theory]
    [InlineData(Tone.Pass, "check_circle")]
    [InlineData(Tone.Warn, "warning")]
    [InlineData(Tone.Fail, "cancel")]
    [InlineData(Tone.Waive, "do_not_disturb_on")]
    [InlineData(Tone.Idle, "pending")]
    [InlineData(Tone.Info, "info")]
    public void StatusBadge_EveryTone_HasItsOwnIconAndTheWord(Tone tone, string icon)
    {
        var cut = Render<StatusBadge>(parameters => parameters.Add(badge => badge.Tone, tone).Add(badge => badge.Text, "Waived to 18 Dec"));

        Assert.Equal("Waived to 18 Dec", Roles.TextOf(cut.Find("span")));
        Assert.Equal(icon, cut.Find("[aria-hidden=true]").TextContent);
    }

    [Theory]
    [InlineData("minimal", "Minimal", 1)]
    [InlineData("limited", "Limited", 2)]
    [InlineData("high", "High", 3)]
    [InlineData("prohibited", "Prohibited", 4)]
    public void RiskClass_Class_ShowsItsWordAndAsManyBars(string value, string word, int bars)
    {
        var cut = Render<RiskClass>(parameters => parameters.Add(risk => risk.Value, value));

        Assert.Equal(word, Roles.TextOf(cut.Find("span")));
        Assert.Equal(bars, cut.FindAll("rect.on").Count);
    }

    [Fact]
    public void RiskClass_NotClassified_SaysSoWithoutBars()
    {
        var cut = Render<RiskClass>(parameters => parameters.Add(risk => risk.Prefix, "Risk class:"));

        Assert.Equal("Risk class: Not classified", Roles.TextOf(cut.Find("span")));
        Assert.Empty(cut.FindAll("svg"));
    }

    [Fact]
    public void StageBadge_UnknownStage_ShowsTheWordItGot() =>
        Assert.Contains(
            "Archived",
            Render<StageBadge>(parameters => parameters.Add(badge => badge.Stage, "Archived")).Markup,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("stable", "Stable", "pass")]
    [InlineData("negligible", "Negligible", "idle")]
    [InlineData("inconclusive", "Inconclusive", "idle")]
    [InlineData("moderate", "Moderate", "warn")]
    [InlineData("major", "Major", "fail")]
    [InlineData("insufficient_data", "Too little data", "idle")]
    [InlineData("skipped", "Skipped", "idle")]
    public void VerdictBadge_Verdict_IsColouredOnlyByEffectAndSignificance(string verdict, string word, string tone)
    {
        var cut = Render<VerdictBadge>(parameters => parameters.Add(badge => badge.Verdict, verdict));

        Assert.Equal(word, Roles.TextOf(cut.Find("span")));
        Assert.Contains(tone, cut.Find("span").ClassList);
    }

    [Fact]
    public void VerdictBadge_Reason_IsWrittenBesideIt()
    {
        var cut = Render<VerdictBadge>(parameters =>
            parameters.Add(badge => badge.Verdict, "inconclusive").Add(badge => badge.Reason, "needs 1,240 rows")
        );

        Assert.Contains("needs 1,240 rows", cut.Find(".verdict-reason").TextContent, StringComparison.Ordinal);
    }
}
