using Governance.Portal.Administration.Search;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Tests.Search;

/// <summary>What is meant exactly comes first, then what begins so, then what holds it.</summary>
public sealed class HitRankTests
{
    [Theory]
    [InlineData("APR-0015", HitRank.Exact)]
    [InlineData("apr-0015", HitRank.Exact)]
    [InlineData("Credit default scoring 2.0.0", HitRank.Exact)]
    [InlineData("Credit def", HitRank.TitleBegins)]
    [InlineData("apr-00", HitRank.TitleBegins)]
    [InlineData("scoring", HitRank.WordsBegin)]
    [InlineData("scor cred", HitRank.WordsBegin)]
    [InlineData("dit", HitRank.Within)]
    [InlineData("loan", HitRank.OtherWords)]
    [InlineData("credit retail", HitRank.OtherWords)]
    [InlineData("oan", HitRank.Hidden)]
    [InlineData("fraud", HitRank.Hidden)]
    public void Rank_SaysHowWellItFits(string typed, int rank) => Assert.Equal(rank, HitRank.Of(Credit, typed));

    // What is looked for in memory: terms, playbooks, obligations and kinds of reports.
    [Theory]
    [InlineData("stability", true)]
    [InlineData("index population", true)]
    [InlineData("PSI", true)]
    [InlineData("population drift", false)]
    [InlineData("", false)]
    public void Text_IsPartOfNames_WhenEachOfItsWordsIs(string typed, bool isPart) =>
        Assert.Equal(isPart, PaletteText.Of(typed).IsPartOf("psi", "Population Stability Index", null));

    [Fact]
    public void Groups_StandByTheBestTheyHold_EachThingOnce_ActionsAfterEquals()
    {
        SearchHit Hit(string group, string title, int rank, string? href = null) =>
            new(group, "", title, "", "", href ?? $"/{title}") { Rank = rank };

        var shown = HitRank.Arrange(
            [
                Hit("Actions", "sign", 0),
                Hit("Models", "a", 4),
                Hit("Versions", "b", 0),
                Hit("Models", "c", 1),
                Hit("Models", "a", 2, "/a"),
                Hit("Models", "d", 5),
            ],
            group => group == "Models" ? 2 : 8
        );

        Assert.Equal(["b", "sign", "c", "a"], shown.Select(h => h.Title));
        Assert.Equal(2, shown[^1].Rank);
    }

    [Theory]
    [InlineData("netflow-detector 2.0.0")]
    [InlineData("netflow-detector@2.0.0")]
    [InlineData("netflow-detector:2.0.0")]
    [InlineData("NetFlow-Detector/2.0.0")]
    public void Version_IsMeant_HoweverTheTwoAreJoined(string typed) =>
        Assert.Equal(["netflow-detector@2.0.0"], PaletteText.Of(typed).Versions);

    [Fact]
    public void Addresses_AreReadAsTheIdsAndNamesInThem()
    {
        var text = PaletteText.OfAddresses(["/risks/RSK-0007", "/models/a-model/versions/1.0%2B2", "/models/a-model"]);

        Assert.Equal([7], text.Ids<Domain.Risks.RiskId>().Select(i => i.Number));
        Assert.Equal(["a-model@1.0+2"], text.Versions);
        Assert.Contains("a-model", text.Names);
        Assert.Empty(text.Pattern);
    }

    private static SearchHit Credit =>
        new("Versions", "deployed_code", "Credit default scoring 2.0.0", "retail", "", "/")
        {
            Keys = ["APR-0015"],
            Words = "loan, lending",
        };
}
