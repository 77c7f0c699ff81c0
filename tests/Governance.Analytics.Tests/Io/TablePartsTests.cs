using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

/// <summary>Several parts of a file are what each of them is when it is read alone, and the file is read once.</summary>
public sealed class TablePartsTests
{
    private static readonly string s_csv =
        "id,region,amount,kind\n"
        + string.Concat(
            Enumerable
                .Range(0, 5_000)
                .Select(i => FormattableString.Invariant($"{i},{(i % 3 == 0 ? "north" : "south")},{i * 0.5},{(i % 5 == 0 ? "a" : "b")}\n"))
        );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task PartsOfAFile_AreReadInOnePass_AsEachIsAlone(string form)
    {
        var bytes = Encoding.UTF8.GetBytes(form == "csv" ? s_csv : Ndjson());
        TabularReadOptions[] parts =
        [
            new() { Where = new("region", "north") },
            new() { Where = new("kind", "a") },
            new() { Where = new("region", "nowhere") },
            new() { Where = new("missing", "x") },
        ];
        await using var stream = new CountingStream(bytes);

        var read = await TableReader.ReadPartsAsync(stream, parts, Ct);

        Assert.Equal(bytes.Length, stream.Taken);
        Assert.Equal(4, read.Count);
        foreach (var (part, options) in read.Take(3).Zip(parts))
        {
            await using var again = new MemoryStream(bytes);
            var alone = await TableReader.ReadAsync(again, options, Ct);
            Assert.Equal(alone.RowCount, part.Table!.RowCount);
            Assert.Equal(alone.Columns.Select(c => (c.Name, c.GetType())), part.Table.Columns.Select(c => (c.Name, c.GetType())));
            Assert.Equal(
                alone.Columns.OfType<NumericColumn>().Select(c => c.Values.ToArray()),
                part.Table.Columns.OfType<NumericColumn>().Select(c => c.Values.ToArray())
            );
        }

        // What one of them cannot have keeps no other from its rows.
        Assert.Null(read[3].Table);
        await using var refused = new MemoryStream(bytes);
        var problem = await Assert.ThrowsAsync<TabularFormatException>(() => TableReader.ReadAsync(refused, parts[3], Ct));
        Assert.Equal(problem.Message, read[3].Problem!.Message);
    }

    private static string Ndjson() =>
        string.Concat(
            s_csv
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]
                .Select(line => line.Split(','))
                .Select(f => $"{{\"id\":{f[0]},\"region\":\"{f[1]}\",\"amount\":{f[2]},\"kind\":\"{f[3]}\"}}\n")
        );

    // Says how much was read: twice as much, where it was read again.
    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Taken { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Taken += read;
            return read;
        }
    }
}
