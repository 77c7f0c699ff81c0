namespace Governance.Samples.Numerics;

/// <summary>
/// Exponential and logarithm from additions, multiplications and divisions only. The C runtime's versions may differ
/// in the last bit between machines, which would make the samples differ by machine.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double SquareRootOfTwo = 1.4142135623730951;

    public static double Exp(double x)
    {
        if (x > 700)
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "The result would not fit a double.");
        }

        if (x < -700)
        {
            return 0;
        }

        var k = Math.Round(x / (Ln2High + Ln2Low));
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var term = 1.0;
        var sum = 1.0;
        for (var i = 1; i <= 18; i++)
        {
            term *= r / i;
            sum += term;
        }

        return sum * BitConverter.Int64BitsToDouble((1023L + (long)k) << 52);
    }

    public static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x) || !double.IsNormal(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "A positive normal number is expected.");
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | (1023L << 52));
        if (mantissa > SquareRootOfTwo)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); with |s| < 0.172 the 14th term is below 1e-21.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var power = s;
        var sum = 0.0;
        for (var i = 1; i <= 27; i += 2)
        {
            sum += power / i;
            power *= square;
        }

        return (exponent * Ln2High) + ((2 * sum) + (exponent * Ln2Low));
    }

    public static double Logistic(double z) => z >= 0 ? 1 / (1 + Exp(-z)) : Exp(z) / (1 + Exp(z));

    /// <summary>Sign times ln(1 + |x|); for the non-negative amounts of the samples this is the usual log1p.</summary>
    public static double Log1p(double x) => x < 0 ? -Log(1 - x) : Log(1 + x);
}
