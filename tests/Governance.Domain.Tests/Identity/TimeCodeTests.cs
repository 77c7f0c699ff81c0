using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Identity;

/// <summary>RFC 6238 Appendix B, RFC 4226 Appendix D and RFC 4648 section 10.</summary>
public sealed class TimeCodeTests
{
    private static readonly byte[] s_secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_111);

    [Theory]
    [InlineData(59, "94287082", "46119246", "90693936")]
    [InlineData(1111111109, "07081804", "68084774", "25091201")]
    [InlineData(1111111111, "14050471", "67062674", "99943326")]
    [InlineData(1234567890, "89005924", "91819424", "93441116")]
    [InlineData(2000000000, "69279037", "90698825", "38618901")]
    [InlineData(20000000000, "65353130", "77737706", "47863826")]
    public void Of_InstantsOfTheStandard_GivesItsCodes(long seconds, string sha1, string sha256, string sha512)
    {
        var step = TimeCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(sha1, TimeCode.Of(Seed(20), step, 8, HashAlgorithmName.SHA1));
        Assert.Equal(sha256, TimeCode.Of(Seed(32), step, 8, HashAlgorithmName.SHA256));
        Assert.Equal(sha512, TimeCode.Of(Seed(64), step, 8, HashAlgorithmName.SHA512));
    }

    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(9, "520489")]
    public void Of_CountersOfRfc4226_GivesItsCodes(long counter, string code) => Assert.Equal(code, TimeCode.Of(s_secret, counter));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Accept_CodeOfAStepNearby_OnlyOneStepOff(int off, bool taken)
    {
        var step = TimeCode.StepOf(s_now) + off;

        Assert.Equal(taken ? step : null, TimeCode.Accept(s_secret, TimeCode.Of(s_secret, step), s_now, last: 0));
    }

    [Fact]
    public void Accept_CodeOfAStepTakenBefore_IsRefusedAndSoAreEarlierOnes()
    {
        var step = TimeCode.StepOf(s_now);

        Assert.Null(TimeCode.Accept(s_secret, TimeCode.Of(s_secret, step), s_now, last: step));
        Assert.Null(TimeCode.Accept(s_secret, TimeCode.Of(s_secret, step - 1), s_now, last: step));
        Assert.Equal(step + 1, TimeCode.Accept(s_secret, TimeCode.Of(s_secret, step + 1), s_now, last: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("ä23456")]
    public void Accept_NoCodeAtAll_IsRefused(string? code) => Assert.Null(TimeCode.Accept(s_secret, code, s_now, last: 0));

    [Fact]
    public void Accept_CodeWithASpace_IsTaken()
    {
        var code = TimeCode.Of(s_secret, TimeCode.StepOf(s_now));

        Assert.NotNull(TimeCode.Accept(s_secret, $"{code[..3]} {code[3..]}", s_now, last: 0));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Text_OfTheStandard_IsBase32WithoutPadding(string plain, string text) =>
        Assert.Equal(text, TimeCode.Text(Encoding.ASCII.GetBytes(plain)));

    [Fact]
    public void Uri_NamesIssuerAccountAndSecret()
    {
        var uri = TimeCode.Uri("Meridian Bank", "ann@bank.example", s_secret);

        Assert.Equal(
            "otpauth://totp/Meridian%20Bank%3Aann%40bank.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Meridian%20Bank"
                + "&algorithm=SHA1&digits=6&period=30",
            uri
        );
    }

    [Fact]
    public void RecoveryCode_New_IsReadBackHoweverItIsTyped()
    {
        var code = RecoveryCode.New();

        Assert.Matches("^[a-z2-7]{4}(-[a-z2-7]{4}){3}$", code);
        Assert.Equal(RecoveryCode.Normalise(code), RecoveryCode.Normalise(code.ToUpperInvariant().Replace('-', ' ')));
        Assert.Null(RecoveryCode.Normalise("123456"));
    }

    // The standard's seeds for SHA-256 and SHA-512 repeat the same digits up to the length of the hash.
    private static byte[] Seed(int length) => [.. Enumerable.Range(0, length).Select(i => s_secret[i % s_secret.Length])];
}
