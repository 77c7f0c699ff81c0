using System.Globalization;
using System.Numerics;
using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

public sealed class NumberTokenTests
{
    private const double FirstRounded = 1L << 53;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TryParsePlain_GeneratedTokens_ReadsTheBitsOfTheRuntimeAndLeavesTheRest(int kind)
    {
        var random = new Random(kind + 101);
        for (var i = 0; i < 30_000; i++)
        {
            var token = kind switch
            {
                0 => Sign(random) + Pointed(random, random.Next(1, 45)),
                1 => Shortest(random).ToString("R", CultureInfo.InvariantCulture),
                2 => Sign(random) + NearBound(random),
                3 => Sign(random) + BetweenTwo(random),
                4 => Sign(random) + Digits(random, random.Next(1, 30)),
                _ => Odd(random),
            };
            AssertSame(token);
        }
    }

    [Theory]
    [InlineData("9007199254740991.4999999", 9007199254740991)]
    [InlineData("-9007199254740991.4999999", -9007199254740991)]
    [InlineData("4503599627370496.50000000000000000000000000000000", 4503599627370496)]
    [InlineData("4503599627370496.50000000000000000000000000000001", 4503599627370497)]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", 0.1)]
    [InlineData("-.30000000000000004441", -0.30000000000000004)]
    [InlineData("00000000000000000012.5", 12.5)]
    [InlineData("-0.00000000000000000000", 0.0)]
    [InlineData("12345678901234567.", double.NaN)]
    [InlineData("9007199254740991.50000000000", double.NaN)]
    [InlineData("9007199254740993", double.NaN)]
    [InlineData("1.2345678901234567e5", double.NaN)]
    [InlineData("+1.2345678901234567", double.NaN)]
    [InlineData("1.234567890.1234567", double.NaN)]
    [InlineData("1.234_567_890_123_456_7", double.NaN)]
    [InlineData("1,2345678901234567890", double.NaN)]
    [InlineData("0x1.23456789abcdefp+0", double.NaN)]
    [InlineData("1.23456789012345678 ", double.NaN)]
    [InlineData("1.2345678901234567f", double.NaN)]
    [InlineData("-.", double.NaN)]
    [InlineData("", double.NaN)]
    public void TryParsePlain_ManyDigits_IsTakenBelowTwoToThe53Only(string token, double expected)
    {
        var bytes = Encoding.UTF8.GetBytes(token);

        var taken = NumberToken.TryParsePlain(bytes, out var value);

        Assert.Equal(!double.IsNaN(expected), taken);
        if (taken)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
        }
        AssertSame(token);
    }

    // What the quick ways take is what the general one says of it, and nothing of which more is kept than its double.
    private static void AssertSame(string token)
    {
        var bytes = Encoding.UTF8.GetBytes(token);
        var text = Encoding.UTF8.GetBytes("1,23456789.012345678," + token + ",1");
        var kind = NumberToken.Parse(bytes, out var general);
        var isPlain = token.Contains('.', StringComparison.Ordinal) && IsPlain(token);

        foreach (var inside in new[] { false, true })
        {
            var taken = inside
                ? NumberToken.TryParsePlain(text, 21, bytes.Length, out var value)
                : NumberToken.TryParsePlain(bytes, out value);

            if (isPlain)
            {
                Assert.True(taken == Math.Abs(general) < FirstRounded, token);
            }
            if (taken)
            {
                Assert.True(kind is TokenKind.Number && Math.Abs(value) < FirstRounded, token);
                Assert.True(BitConverter.DoubleToInt64Bits(general) == BitConverter.DoubleToInt64Bits(value), token);
                var runtime = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;
                Assert.True(BitConverter.DoubleToInt64Bits(runtime) == BitConverter.DoubleToInt64Bits(value), token);
            }
        }
    }

    private static bool IsPlain(string token)
    {
        var unsigned = token.StartsWith('-') ? token[1..] : token;
        return unsigned.Count(c => c == '.') == 1 && unsigned.Any(char.IsAsciiDigit) && unsigned.All(c => c == '.' || char.IsAsciiDigit(c));
    }

    private static string Sign(Random random) => random.Next(3) == 0 ? "-" : "";

    private static string Digits(Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + (random.Next(8) == 0 ? 0 : random.Next(10)))));

    private static string Pointed(Random random, int count)
    {
        var digits = Digits(random, count);
        return digits.Insert(random.Next(digits.Length + 1), ".");
    }

    private static double Shortest(Random random) =>
        random.Next(3) switch
        {
            0 => random.NextDouble(),
            1 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 17)),
            _ => BitConverter.Int64BitsToDouble(random.NextInt64()),
        };

    private static string NearBound(Random random)
    {
        var whole = ((1L << 53) + random.Next(-3, 4)).ToString(CultureInfo.InvariantCulture);
        return random.Next(2) == 0 ? whole : whole + "." + Digits(random, random.Next(0, 20));
    }

    // Exactly halfway between two neighbouring doubles, or one digit beside: where rounding is hardest.
    private static string BetweenTwo(Random random)
    {
        var power = random.Next(1, 90);
        var numerator = ((BigInteger)random.NextInt64(1L << 52, 1L << 53) * 2) + 1;
        var digits = (numerator * BigInteger.Pow(5, power)).ToString(CultureInfo.InvariantCulture).PadLeft(power + 1, '0');
        return digits.Insert(digits.Length - power, ".")
            + random.Next(3) switch
            {
                0 => "",
                1 => "0000000001",
                _ => "0",
            };
    }

    private static string Odd(Random random)
    {
        var token = new StringBuilder(Sign(random) + Pointed(random, random.Next(1, 25)));
        const string Marks = ".,_-+ eExX#'%fnN";
        token.Insert(random.Next(token.Length + 1), Marks[random.Next(Marks.Length)]);
        return token.ToString();
    }
}
