using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Governance.Domain.Privacy;

namespace Governance.Domain.Tests.Privacy;

public sealed class PersonalDataTests
{
    private static readonly HashSet<string> s_all = [.. PersonalData.Detectors];
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20261120UL, 41UL);

    [Theory]
    [InlineData("ada.lovelace@example.org", "email")]
    [InlineData("write to a+b@sub.example.co.uk, please", "email")]
    [InlineData("+49 30 123456-78", "phone")]
    [InlineData("+442071838750", "phone")]
    [InlineData("0049 (30) 1234567", "phone")]
    [InlineData("DE89370400440532013000", "iban")]
    [InlineData("GB82 WEST 1234 5698 7654 32", "iban")]
    [InlineData("4111 1111 1111 1111", "payment-card")]
    [InlineData("378282246310005", "payment-card")]
    [InlineData("card 5500-0000-0000-0004.", "payment-card")]
    [InlineData("192.168.10.7", "ip-address")]
    [InlineData("from 81.2.69.142:443", "ip-address")]
    [InlineData("2001:db8::8a2e:370:7334", "ip-address")]
    [InlineData("12345678Z", "national-id")]
    [InlineData("X1234567L", "national-id")]
    [InlineData("RSSMRA85T10A562S", "national-id")]
    [InlineData("131052-308T", "national-id")]
    [InlineData("811218-9876", "national-id")]
    [InlineData("529.982.247-25", "national-id")]
    [InlineData("85.07.30-033.28", "national-id")]
    [InlineData("2 69 05 49 588 157 80", "national-id")]
    [InlineData("PESEL: 44051401359", "national-id")]
    [InlineData("Steuer-ID 86095742719", "national-id")]
    [InlineData("BSN 111222333", "national-id")]
    [InlineData("fnr 01019000083", "national-id")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", "secret")]
    [InlineData("password: hunter2hunter2", "secret")]
    [InlineData("password=hunter2", "secret")]
    [InlineData("password: hunter2", "secret")]
    [InlineData("api_key=abc123", "secret")]
    [InlineData("PWD=qwerty", "secret")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345", "secret")]
    public void Find_WhatItIsFor_IsFoundOnce(string text, string detector) =>
        Assert.Equal(detector, Assert.Single(PersonalData.Find(text, "notes", s_all)).Detector);

    [Theory]
    [InlineData("DE89370400440532013001")] // wrong check digits
    [InlineData("DE8937040044053201300")] // a digit short
    [InlineData("ZZ89370400440532013000")] // no such country
    [InlineData("4111 1111 1111 1112")] // wrong check digit
    [InlineData("1234567812345670")] // right check digit, no issuer
    [InlineData("12345678A")] // wrong letter
    [InlineData("131052-308U")]
    [InlineData("111.111.111-11")] // fits, and is never given out
    [InlineData("44051401359")] // digits alone, in a column that says nothing
    [InlineData("version 1.2.3.4")]
    [InlineData("v10.20.30.40")]
    [InlineData("256.1.1.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("127.0.0.1")]
    [InlineData("12:34:56")]
    [InlineData("aa:bb:cc:dd:ee:ff")]
    [InlineData("std::vector::size")]
    [InlineData("2026-03-01T12:34:56.789Z")]
    [InlineData("0012345678")] // padded with zeros
    [InlineData("+12345678.25")] // a signed number
    [InlineData("1763635200000000")] // microseconds
    [InlineData("the secret of success")]
    [InlineData("e34c7f2b-0078-3992-1301-fd1abb917b51")]
    [InlineData("00659390-4566-40c8-4ac0-0f4ce449af8b")]
    [InlineData("name@localhost")]
    public void Find_WhatOnlyLooksLikeIt_IsNoFinding(string text) => Assert.Empty(PersonalData.Find(text, "notes", s_all));

    [Fact]
    public void Find_BareNumberInAColumnNamedForIt_IsAnIdentityNumber()
    {
        Assert.Equal("national-id", Assert.Single(PersonalData.Find("44051401359", "customer_pesel", s_all)).Detector);
        Assert.Empty(PersonalData.Find("44051401358", "customer_pesel", s_all));
    }

    [Fact]
    public void Find_SeveralInOneText_AreInOrderAndDoNotOverlap()
    {
        const string Text = "Ada <ada@example.org>, DE89370400440532013000, +442071838750, 81.2.69.142";

        var found = PersonalData.Find(Text, "notes", s_all);

        Assert.Equal(["email", "iban", "phone", "ip-address"], found.Select(f => f.Detector));
        Assert.Equal("ada@example.org", Text.Substring(found[0].Start, found[0].Length));
        Assert.Equal("81.2.69.142", Text.Substring(found[3].Start, found[3].Length));
    }

    [Fact]
    public void Find_DetectorsLeftOut_FindNothing() =>
        Assert.Empty(PersonalData.Find("ada@example.org", "notes", new HashSet<string> { "iban" }));

    // Columns of a log: whole numbers, decimals, shares, times, digests, ids.
    [Fact]
    public void Find_NumbersTimesAndDigests_AreNeverFindings() =>
        Check(
            Gen.Choose(int.MinValue, int.MaxValue).Two(),
            pair =>
            {
                var random = new Random(unchecked((pair.Item1 * 397) ^ pair.Item2)); // a hash code would be another one in each run
                var bytes = new byte[32];
                random.NextBytes(bytes);
                string[] texts =
                [
                    pair.Item1.ToString(CultureInfo.InvariantCulture),
                    random.NextInt64(1_000_000_000_000).ToString(CultureInfo.InvariantCulture),
                    (random.NextDouble() * Math.Pow(10, random.Next(-12, 13))).ToString("R", CultureInfo.InvariantCulture),
                    (-random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                    $"{random.NextDouble() * 1e15:E6}",
                    DateTime.UnixEpoch.AddSeconds(random.Next()).ToString("O", CultureInfo.InvariantCulture),
                    DateTime.UnixEpoch.AddSeconds(random.Next()).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
                    (1_600_000_000_000 + random.NextInt64(300_000_000_000)).ToString(CultureInfo.InvariantCulture),
                    Convert.ToHexStringLower(bytes),
                    Convert.ToHexString(bytes.AsSpan(0, 16)),
                    new Guid(bytes.AsSpan(0, 16)).ToString(),
                    $"APR-{random.Next(10_000):0000}",
                    $"pg-{random.Next(100_000):00000}",
                ];
                return texts.All(t => PersonalData.Find(t, "value", s_all).Count == 0);
            }
        );

    [Fact]
    public void Iban_AnyOneDigitChanged_IsNoneAnyMore() =>
        Check(
            Gen.Choose(2, 21).Zip(Gen.Choose(1, 9)),
            change =>
            {
                var digits = "DE89370400440532013000".ToCharArray();
                digits[change.Item1] = (char)('0' + ((digits[change.Item1] - '0' + change.Item2) % 10));
                return !Iban.IsValid(new string(digits));
            }
        );

    [Fact]
    public void PaymentCard_AnyOneDigitChanged_IsNoneAnyMore() =>
        Check(
            Gen.Choose(0, 15).Zip(Gen.Choose(1, 9)),
            change =>
            {
                var digits = "4111111111111111".ToCharArray();
                digits[change.Item1] = (char)('0' + ((digits[change.Item1] - '0' + change.Item2) % 10));
                return !PaymentCard.IsValid(new string(digits));
            }
        );

    [Fact]
    public void Find_AnyText_EndsAndStaysWithinIt() =>
        Check(
            Gen.Elements("a1@.:-_ =+/0X9Z{}\"'\u00e9\U0001F600".ToCharArray()).ArrayOf().Select(c => new string(c)),
            text => PersonalData.Find(text, "x", s_all).All(f => f.Start >= 0 && f.Length > 0 && f.Start + f.Length <= text.Length)
        );

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => Prop.ForAll(Arb.From(values), holds).Check(s_config);
}
