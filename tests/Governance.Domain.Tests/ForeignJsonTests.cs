namespace Governance.Domain.Tests;

public sealed class ForeignJsonTests
{
    [Fact]
    public void Canonicalize_JsonThatHasADigest_GivesItsBytes() =>
        Assert.Equal("""{"a":1,"b":[]}"""u8.ToArray(), ForeignJson.Canonicalize("""{ "b": [], "a": 1.0 }"""u8.ToArray()).Value);

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":")]
    [InlineData("[\"\\ud800\"]")]
    public void Canonicalize_TextWithoutADigest_IsRefusedAsMalformed(string text)
    {
        var refusal = ForeignJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(text)).Refusal;

        Assert.Equal(("json.malformed", RefusalKind.Malformed), (refusal?.Code, refusal?.Kind));
        Assert.Contains("digest can be computed", refusal!.Message, StringComparison.Ordinal);
    }
}
