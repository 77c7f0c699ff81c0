using System.Text;
using System.Text.Json;

namespace Governance.Transparency.Tests;

/// <summary>What two programs could read differently is found, and what is written leaves them nothing to differ in.</summary>
public sealed class UnambiguousJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"A":2}""")]
    [InlineData("""{"s":1,"\u017f":2}""")]
    [InlineData("""{"k":1,"\u212a":2}""")]
    [InlineData("""{"id":1,"\u0131d":2}""")]
    [InlineData("""{"i\u0307d":1,"\u0130d":2}""")]
    [InlineData("""{"stra\u00dfe":1,"STRASSE":2}""")]
    [InlineData("""{"caf\u00e9":1,"cafe\u0301":2}""")]
    [InlineData("""{"a\u0323\u0307":1,"a\u0307\u0323":2}""")]
    [InlineData("""{"\ud55c":1,"\u1112\u1161\u11ab":2}""")]
    [InlineData("""{"\ufb01le":1,"file":2}""")]
    [InlineData("""{"\uff4eame":1,"name":2}""")]
    [InlineData("""{"\ud835\udc5aethod":1,"method":2}""")]
    [InlineData("""{"na\u200bme":1,"name":2}""")]
    [InlineData("""{"\u2167":1,"viii":2}""")]
    [InlineData("""{"__proto__":{}}""")]
    [InlineData("""{"\u005f_proto__":{}}""")]
    [InlineData("""{"a\u0000b":1}""")]
    [InlineData("""["\u0000"]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["x\udc00"]""")]
    [InlineData("""{"a":[{"b":{"c":1,"C":2}}]}""")]
    [InlineData("""{"a":{"$id":"7"},"b":{"$ref":"7"}}""")]
    [InlineData("[9007199254740993]")]
    [InlineData("[9007199254740994]")]
    [InlineData("[-9007199254740993]")]
    [InlineData("[18446744073709551616]")]
    [InlineData("[1e400]")]
    [InlineData("[-1e400]")]
    [InlineData("[1e-400]")]
    [InlineData("[1e300]")]
    [InlineData("[0.1000000000000000055511151231257827]")]
    [InlineData("[1e99999999999999999999]")]
    public void Value_ThatTwoProgramsCouldReadDifferently_IsFound(string json) => Assert.NotNull(UnambiguousJson.Problem(Read(json)));

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"name":"x","title":"y"}""", """{"name":"x","title":"y"}""")]
    [InlineData("""{"n\u0061me":"\u0061"}""", """{"name":"a"}""")]
    [InlineData("[ 1 , 1.0 , 0.1 , -2.50 , 1e2 , 1E+2 , 12e-1 , -0 , -0.0 , 0e5 ]", "[1,1.0,0.1,-2.50,100,100,1.2,0,0,0]")]
    [InlineData("[9007199254740992,0.30000000000000004,5e-324]", "[9007199254740992,0.30000000000000004,5e-324]")]
    [InlineData("""["\u2028\u0085<&'"]""", """["\u2028\u0085\u003C\u0026\u0027"]""")]
    [InlineData("""["\ud83d\ude00"]""", """["\uD83D\uDE00"]""")]
    [InlineData("""{"\u0928\u092e\u0938\u094d\u0924\u0947":1,"\u0926\u0941\u0928\u093f\u092f\u093e":2}""", null)]
    [InlineData("""{"größe":1,"grosse":2,"länge":3}""", null)]
    [InlineData("""{"$ref":"#/definitions/a","$id":"https://x"}""", null)]
    public void Value_ThatAllReadAlike_IsWrittenInOneWay(string json, string? written)
    {
        var value = Read(json);
        Assert.Null(UnambiguousJson.Problem(value));

        var bytes = Encoding.UTF8.GetString(UnambiguousJson.ToBytes(value));

        Assert.All(bytes, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(bytes, Encoding.UTF8.GetString(UnambiguousJson.ToBytes(Read(bytes))));
        if (written is not null)
        {
            Assert.Equal(written, bytes);
        }
    }

    [Fact]
    public void Fold_TakesEachLetterForItsOtherCase()
    {
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code))
            {
                continue;
            }

            var rune = new Rune(code);
            var fold = UnambiguousJson.Fold(rune.ToString());
            Assert.Equal(fold, UnambiguousJson.Fold(Rune.ToUpperInvariant(rune).ToString()));
            Assert.Equal(fold, UnambiguousJson.Fold(Rune.ToLowerInvariant(rune).ToString()));
        }
    }

    [Theory]
    [InlineData("""{"Name":1}""", false, false)]
    [InlineData("""{"nam\u0435":1}""", false, true)]
    [InlineData("""{"other":1}""", false, true)]
    [InlineData("""{"other":1}""", true, false)]
    [InlineData("""{"name":1,"arguments":{"a":1,"A":2}}""", true, true)]
    [InlineData("[]", true, true)]
    public void Members_ThatCouldBeTakenForAProtocolsOwn_AreFound(string json, bool isClosed, bool isFine) =>
        Assert.Equal(isFine, UnambiguousJson.MemberProblem(Read(json), ["name", "arguments"], isClosed) is null);

    [Fact]
    public void Find_TakesNoNoticeOfCase()
    {
        Assert.True(UnambiguousJson.TryFind(Read("""{"AMOUNT":5}"""), "amount", out var found));
        Assert.Equal(5, found.GetInt32());
        Assert.False(UnambiguousJson.TryFind(Read("""{"sum":5}"""), "amount", out _));
        Assert.False(UnambiguousJson.TryFind(Read("[5]"), "amount", out _));
    }

    private static JsonElement Read(string json) =>
        JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 64 }).RootElement;
}
