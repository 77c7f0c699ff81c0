using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Transparency.Tests;

/// <summary>Half of a character has no UTF-8: nothing is digested as something else, and nothing of ours is cut in half.</summary>
public sealed class WholeTextTests
{
    // Not in attributes: the compiler would write them as U+FFFD.
    private static readonly string[] s_halves = ["\ud800", "a\udc00b", "cut \ud83d", "\udc00\ud800"];

    [Fact]
    public void HalfACharacter_HasNoDigest_WhereverItStands() =>
        Assert.All(
            s_halves,
            half =>
            {
                Assert.False(WholeText.IsWhole(half));
                Assert.Throws<InvalidOperationException>(() => CanonicalJson.Serialize(new JsonObject { ["a"] = half }));
                Assert.Throws<InvalidOperationException>(() => CanonicalJson.Serialize(new JsonObject { [half] = 1 }));
                Assert.Throws<InvalidOperationException>(() =>
                    CanonicalJson.Serialize(new JsonArray(new JsonObject { ["a"] = new JsonArray("x", half) }))
                );
            }
        );

    [Fact]
    public void ForeignJson_WithHalfACharacter_IsRefused()
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize("""{"a":"\ud800"}"""u8.ToArray()));
        Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize("""{"\ud800":1}"""u8.ToArray()));
    }

    [Fact]
    public void WholeCharacters_AreWrittenAsTheyAre()
    {
        Assert.True(WholeText.IsWhole("Ada 😀 ä"));
        Assert.Equal(
            """{"a":"😀","ä":["\u0001","\n"]}""",
            Encoding.UTF8.GetString(CanonicalJson.Serialize(new JsonObject { ["ä"] = new JsonArray("\u0001", "\n"), ["a"] = "😀" }))
        );
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("ab😀c", 4, "ab😀")]
    [InlineData("😀", 1, "")]
    public void Beginning_CutsNoCharacterInHalf(string text, int most, string expected) =>
        Assert.Equal(expected, WholeText.Beginning(text, most));
}
