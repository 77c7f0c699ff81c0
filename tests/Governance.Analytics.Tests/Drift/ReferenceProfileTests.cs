using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Drift;

public sealed class ReferenceProfileTests
{
    [Fact]
    public async Task SaveAndLoad_AnyProfile_GivesIdenticalBytesOfResult()
    {
        var (profile, window) = await SampleAsync();
        var restored = Copy(profile);

        Assert.Equal(
            DriftAnalysisTests.Json(DriftAnalysis.Compare(profile, window)),
            DriftAnalysisTests.Json(DriftAnalysis.Compare(restored, window))
        );
        Assert.Equal(Bytes(profile), Bytes(restored));
    }

    [Fact]
    public async Task Save_ColumnOfFewValues_StoresEachOnce()
    {
        var table = await Rows.ReadAsync("x\n" + string.Join('\n', Enumerable.Range(0, 50_000).Select(i => i % 5)));

        Assert.InRange(Bytes(ReferenceProfile.FromTable(table)).Length, 1, 10_000);
    }

    [Fact]
    public async Task Load_CutOrForeignBytes_IsRefusedAndNeverCrashes()
    {
        var (profile, _) = await SampleAsync();
        var bytes = Bytes(profile);

        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 300))
        {
            Assert.Throws<InvalidDataException>(() => ReferenceProfile.Load(new MemoryStream(bytes[..length])));
        }
        Assert.Throws<InvalidDataException>(() => ReferenceProfile.Load(new MemoryStream([.. "%PDF-1.7 and more"u8])));
    }

    [Fact]
    public async Task Load_AnyByteChanged_IsRefusedOrStaysAProfile()
    {
        var (profile, _) = await SampleAsync();
        var bytes = Bytes(profile);
        var random = new Random(4);
        for (var run = 0; run < 2_000; run++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            var problem = Record.Exception(() => ReferenceProfile.Load(new MemoryStream(changed)));

            Assert.True(problem is null or InvalidDataException, problem?.ToString());
        }
    }

    [Fact]
    public async Task FromTable_LargeColumn_IsSorted()
    {
        var values = DriftAnalysisTests.Normal(3, 50_000, 0);
        var table = await Rows.ReadAsync(
            "x\n" + string.Join('\n', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))
        );

        var profile = Assert.IsType<NumericProfile>(Assert.Single(ReferenceProfile.FromTable(table).Columns));

        Array.Sort(values);
        Assert.Equal(values, profile.Sorted.ToArray());
    }

    private static async Task<(ReferenceProfile Profile, Table Window)> SampleAsync()
    {
        var random = new Random(8);
        var options = new TabularReadOptions();
        var profile = ReferenceProfile.FromTable(await Rows.ReadAsync(Text(400), options));
        return (profile, await Rows.ReadAsync(Text(300), options with { Schema = profile.Schema }));

        string Text(int rows) =>
            "decision_id,x,few,cat,day,empty,label\n"
            + string.Concat(
                Enumerable
                    .Range(0, rows)
                    .Select(i =>
                        string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"d{i},{random.NextDouble() * 10},{i % 3},k{random.Next(6)},2026-01-0{1 + (i % 9)},,{i % 2}\n"
                        )
                    )
            );
    }

    private static byte[] Bytes(ReferenceProfile profile)
    {
        var stream = new MemoryStream();
        profile.Save(stream);
        return stream.ToArray();
    }

    private static ReferenceProfile Copy(ReferenceProfile profile) => ReferenceProfile.Load(new MemoryStream(Bytes(profile)));
}
