namespace Governance.Domain.Tests;

/// <summary>Names are found however they are typed.</summary>
public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Ärzteprüfung", "arzteprufung")]
    [InlineData("ÉCOLE", "ecole")]
    [InlineData("ŁÓDŹ", "lodz")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("Ægir Œuvre Þór", "aegir oeuvre thor")]
    [InlineData("e\u0301cole", "ecole")]
    [InlineData("İstanbul ıssız", "istanbul issiz")]
    [InlineData("ΑΘΉΝΑΣ Αθήνας", "αθηνασ αθηνασ")]
    [InlineData("МОСКВА Ёж", "москва еж")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("한국 中文 ไทย", "한국 中文 ไทย")]
    [InlineData("plain TEXT_1%", "plain text_1%")]
    public void Fold_IsWithoutCaseAndMarks(string written, string folded) => Assert.Equal(folded, SearchText.Fold(written));

    [Theory]
    [InlineData("Ärzte", "%arzte%")]
    [InlineData(@"50%_\", @"%50\%\_\\%")]
    public void Pattern_TakesWhatIsTypedForItself(string typed, string pattern) => Assert.Equal(pattern, SearchText.Pattern(typed));

    [Fact]
    public void Contains_IsTheSameInMemory()
    {
        Assert.True(SearchText.Contains("Prüfung der Straßen", "STRASSEN"));
        Assert.True(SearchText.Contains("Pruefung", "pruef"));
        Assert.False(SearchText.Contains("Prüfung", "prüfungen"));
    }
}
