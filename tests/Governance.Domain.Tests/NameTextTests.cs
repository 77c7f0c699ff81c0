namespace Governance.Domain.Tests;

public sealed class NameTextTests
{
    [Theory]
    [InlineData("Claire Fontaine")]
    [InlineData("José Ñúñez-Ó Briain")]
    [InlineData("Łukasz Żółć")]
    [InlineData("山田太郎")]
    [InlineData("مریم حسینی")]
    [InlineData("می\u200Cخواهم")] // Persian writes this word with a non-joiner
    [InlineData("क्\u200Dष")]
    [InlineData("Fraud scorer ❤\uFE0F")]
    public void Misleads_NameAsPeopleWriteIt_IsFalse(string name) => Assert.False(NameText.Misleads(name));

    [Theory]
    [InlineData("Claire\u202EeniatnoF")] // right-to-left override
    [InlineData("Claire\u2066 Fontaine\u2069")]
    [InlineData("Claire\u200F Fontaine")]
    [InlineData("Claire\u061C Fontaine")]
    [InlineData("Claire\u200BFontaine")] // space without width
    [InlineData("Cla\u200Dire Fontaine")] // a joiner between Latin letters
    [InlineData("Claire\u00ADFontaine")]
    [InlineData("\uFEFFClaire Fontaine")]
    [InlineData("Claire\u2060 Fontaine")]
    [InlineData("Claire\u3164Fontaine")] // filler of Hangul
    [InlineData("Claire\u115FFontaine")]
    [InlineData("Claire\u2800Fontaine")] // empty pattern of Braille
    [InlineData("Claire\u034FFontaine")]
    [InlineData("Claire\uFE0F Fontaine")]
    [InlineData("Claire\U000E0041 Fontaine")] // a tag
    [InlineData("Claire\u2028Fontaine")]
    [InlineData("Claire\nFontaine")]
    [InlineData("Claire\0Fontaine")]
    [InlineData("Claire\uE000Fontaine")]
    public void Misleads_SomethingThatIsNotSeen_IsTrue(string name)
    {
        Assert.True(NameText.Misleads(name));
        Assert.False(NameText.Misleads(NameText.Without(name)));
    }

    [Fact]
    public void Misleads_HalfOfACharacter_IsTrue() => Assert.True(NameText.Misleads("Claire " + (char)0xD800));

    [Theory]
    [InlineData("claire  fontaine")]
    [InlineData("CLAIRE FONTAINE")]
    [InlineData("Cl\u0430ire F\u043Ent\u0430ine")] // Cyrillic а and о
    [InlineData("Ｃｌａｉｒｅ Ｆｏｎｔａｉｎｅ")]
    [InlineData("C1aire F0ntaine")]
    [InlineData("CIaire Fontaine")] // capital i
    [InlineData("Claire\u00A0Fontaine")]
    [InlineData("Claire Fontaine.")]
    [InlineData("Clàire Fontaine")]
    [InlineData("Claire\u200B Fontaine")]
    public void LooksLike_NameTakenForAnother_IsTheSame(string name) =>
        Assert.Equal(NameText.LooksLike("Claire Fontaine"), NameText.LooksLike(name));

    [Theory]
    [InlineData("Claire Fontana")]
    [InlineData("Clara Fontaine")]
    [InlineData("Fontaine Claire")]
    public void LooksLike_OtherName_IsAnother(string name) =>
        Assert.NotEqual(NameText.LooksLike("Claire Fontaine"), NameText.LooksLike(name));

    [Theory]
    [InlineData("plain\nwith lines", false)]
    [InlineData("mark\u200E only", false)]
    [InlineData("over\u202Eride", true)]
    [InlineData("iso\u2067late", true)]
    public void TurnsDirection_FreeText_IsTrueForWhatReachesBeyondIt(string text, bool turns) =>
        Assert.Equal(turns, NameText.TurnsDirection(text));
}
