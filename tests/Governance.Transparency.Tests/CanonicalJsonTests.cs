using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Governance.Transparency.Tests;

public sealed class CanonicalJsonTests
{
    // RFC 8785 section 3.2.2 and appendix B: what ECMAScript prints for these doubles.
    [Theory]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("1E30", "1e+30")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("9007199254740994", "9007199254740994")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("295147905179352830000", "295147905179352830000")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    [InlineData("12.34e2", "1234")]
    public void Canonicalize_Number_IsWrittenAsEcmaScriptWritesIt(string written, string expected)
    {
        var outcome = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(written));

        Assert.Equal(expected, Encoding.UTF8.GetString(outcome));
    }

    [Fact]
    public void Canonicalize_DecimalNumbersAsPeopleWriteThem_AreWrittenAsTheirDoubleIs()
    {
        var random = new Random(8785);
        for (var i = 0; i < 5_000; i++)
        {
            // Up to 17 digits, before and behind the point, with zeros at either end of the fraction.
            var whole = random.NextInt64((long)Math.Pow(10, random.Next(0, 11))).ToString(CultureInfo.InvariantCulture);
            var part =
                new string('0', random.Next(0, 8))
                + random.NextInt64((long)Math.Pow(10, random.Next(1, 9))).ToString(CultureInfo.InvariantCulture);
            var text = $"{(random.Next(2) == 0 ? "-" : "")}{whole}.{part}";

            var written = Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text)));

            Assert.Equal(CanonicalJson.Number(double.Parse(text, CultureInfo.InvariantCulture)), written);
        }
    }

    [Fact]
    public void Canonicalize_Rfc8785SampleOfSection322_GivesItsBytes()
    {
        const string Input =
            """{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]"""
            + ""","string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}""";
        const string Expected =
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        Assert.Equal(Expected, Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(Input))));
    }

    // RFC 8785 section 3.2.3: names are sorted by UTF-16 code units, so U+1F600 (a surrogate pair, D83D…) stands before U+FB33.
    [Fact]
    public void Canonicalize_NamesBeyondTheBasicPlane_AreSortedByCodeUnits()
    {
        const string Input =
            "{\"\\u20ac\":\"Euro\",\"\\r\":\"CR\",\"\\ufb33\":\"Dalet\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Smile\","
            + "\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}";

        var names = JsonNode
            .Parse(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(Input)))!
            .AsObject()
            .Select(p => (string)p.Value!)
            .ToArray();

        Assert.Equal(["CR", "One", "Control", "o", "Euro", "Smile", "Dalet"], names);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":")]
    [InlineData("")]
    [InlineData("{\"a\":1}x")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("1e999")]
    public void Canonicalize_TextWithoutADigest_IsRefused(string text)
    {
        Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Canonicalize_BrokenUtf8_IsRefused() =>
        Assert.Throws<FormatException>(() => CanonicalJson.Canonicalize(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }));

    [Fact]
    public void Canonicalize_NestedBeyondTheLimit_IsRefused() =>
        Assert.Throws<FormatException>(() =>
            CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)))
        );

    [Fact]
    public void Serialize_Fraction_IsAProgrammersMistake() =>
        Assert.Throws<InvalidOperationException>(() => CanonicalJson.Serialize(new JsonObject { ["x"] = 0.5 }));

    [Fact]
    public void Canonicalize_AnyFiniteDouble_ReadsBackTheSame()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<double>().Filter(double.IsFinite),
            value =>
            {
                var text = CanonicalJson.Number(value);
                return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture).Equals(value) || value == 0;
            }
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20261120UL, 41UL), property);
    }

    [Fact]
    public void Canonicalize_OfCanonicalBytes_ChangesNothing()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<Dictionary<NonNull<string>, double>>(),
            map =>
            {
                var node = new JsonObject();
                foreach (var (key, value) in map)
                {
                    if (double.IsFinite(value) && key.Get.All(c => !char.IsSurrogate(c)))
                    {
                        node[key.Get] = value;
                    }
                }

                var once = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(node.ToJsonString()));
                return CanonicalJson.Canonicalize(once).AsSpan().SequenceEqual(once);
            }
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261120UL, 41UL), property);
    }
}
