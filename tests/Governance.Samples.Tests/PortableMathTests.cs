using Governance.Samples.Numerics;

namespace Governance.Samples.Tests;

public sealed class PortableMathTests
{
    [Fact]
    public void Exp_AcrossItsRange_AgreesWithTheRuntimeToFourteenDigits()
    {
        for (var x = -690.0; x <= 690; x += 0.37)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 1e-14);
        }
    }

    [Fact]
    public void Log_AcrossItsRange_AgreesWithTheRuntimeToFourteenDigits()
    {
        for (var x = 1e-12; x < 1e12; x *= 1.01)
        {
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 1e-14 * Math.Max(1, Math.Abs(Math.Log(x))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Log_NotPositive_Throws(double x) => Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(x));
}
