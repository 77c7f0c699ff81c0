using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>Half the memory, and still the very numbers of the file.</summary>
public sealed class PackedNumbersTests
{
    [Fact]
    public void Numbers_WithFewDecimals_ComeBackToTheLastBit()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 200; round++)
        {
            var (packed, taken) = (new PackedNumbers(), new List<double>());
            for (var i = 0; i < 300; i++)
            {
                // Decimals grow on the way, so that what was taken before is widened; some texts are missing.
                var text =
                    i % 17 == 0
                        ? "NaN"
                        : Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 4)), random.Next(0, 1 + Math.Min(5, i / 40)))
                            .ToString("R", CultureInfo.InvariantCulture);
                var value = double.Parse(text, CultureInfo.InvariantCulture) + 0.0;
                Assert.True(packed.TryAdd(value), text);
                taken.Add(value);
            }

            var read = new double[taken.Count];
            packed.CopyTo(0, read);
            Assert.Equal(taken.Select(BitConverter.DoubleToInt64Bits), read.Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(taken[299], packed[299]);
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.0 / 3)]
    [InlineData(2147483648.0)]
    [InlineData(0.0000000001)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Number_ThatDoesNotFit_IsNotTakenAndChangesNothing(double value)
    {
        var packed = new PackedNumbers();
        Assert.True(packed.TryAdd(0.25));

        Assert.False(packed.TryAdd(value));

        Assert.Equal((1, 0.25), (packed.Count, packed[0]));
    }

    [Fact]
    public void Number_WhoseDecimalsWouldOverflowTheOthers_IsNotTaken()
    {
        var packed = new PackedNumbers();
        Assert.True(packed.TryAdd(2_000_000_000));

        Assert.False(packed.TryAdd(0.5));

        Assert.Equal(2_000_000_000, packed[0]);
    }

    [Fact]
    public async Task Comparison_OfFilesOfEveryKindOfNumber_IsThatOfTheUnpackedTables()
    {
        var (reference, current) = (Csv(1), Csv(2));
        var ct = TestContext.Current.CancellationToken;

        var packed = await LogComparison.CompareAsync(new MemoryStream(reference), new MemoryStream(current), cancellationToken: ct);

        var before = await TableReader.ReadAsync(new MemoryStream(reference), cancellationToken: ct);
        var profile = ReferenceProfile.FromTable(before, cancellationToken: ct);
        var now = await TableReader.ReadAsync(new MemoryStream(current), new TabularReadOptions { Schema = profile.Schema }, ct);
        var plain = DriftAnalysis.Compare(profile, now, cancellationToken: ct);
        Assert.Equal(Json(plain), Json(packed));
    }

    private static string Json(DriftResult result)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            DriftJson.Write(result, writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static byte[] Csv(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("whole,cents,fine,odd,mixed,label\n");
        for (var i = 0; i < 6_000; i++)
        {
            var odd =
                i == 4_000 ? "1e300"
                : i % 500 == 7 ? "inf"
                : (random.NextDouble() * 10).ToString("F3", CultureInfo.InvariantCulture);
            var mixed =
                i % 900 == 5 ? ""
                : i % 901 == 6 ? "n/a"
                : i < 3_000 ? random.Next(100).ToString(CultureInfo.InvariantCulture)
                : random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{random.Next(-50, 50)},{random.NextDouble() * 1e6:F2},{random.NextDouble():R},{odd},{mixed},{random.Next(2)}\n"
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
