using System.Numerics;
using System.Text;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;
using Governance.Analytics.Tests.Drift;
using Governance.Testing;

namespace Governance.Analytics.Tests.Io.Arrow;

/// <summary>
/// Arrow IPC where text is read: the same values give the same numbers. The files in <c>tests/Fixtures/arrow</c> were written by another
/// program.
/// </summary>
public sealed class ArrowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "arrow", name));

    [Theory]
    [InlineData("rows.arrow")]
    [InlineData("rows.arrows")]
    [InlineData("rows-lz4.arrow")]
    public async Task Read_OfAFile_IsThatOfCsvToTheLastBit(string name)
    {
        var csv = await ReadAsync(Fixture("rows.csv"));

        var arrow = await ReadAsync(Fixture(name));

        Assert.Equal(1200, arrow.RowCount);
        Assert.Equal(
            csv.Columns.Select(c => (c.Name, c.Type, c.Counts.Missing)),
            arrow.Columns.Select(c => (c.Name, c.Type, c.Counts.Missing))
        );
        foreach (var column in csv.Columns.OfType<NumericColumn>())
        {
            Assert.Equal(Bits(column), Bits(Assert.IsType<NumericColumn>(arrow.Find(column.Name))));
        }

        foreach (var column in csv.Columns.OfType<DateTimeColumn>())
        {
            Assert.Equal(column.UtcTicks.ToArray(), Assert.IsType<DateTimeColumn>(arrow.Find(column.Name)).UtcTicks.ToArray());
        }

        foreach (var column in csv.Columns.OfType<CategoryColumn>())
        {
            Assert.Equal(csv.Texts(column.Name), arrow.Texts(column.Name));
        }

        // Drift, which goes through every kind of column.
        Assert.Equal(Drift(csv, csv), Drift(arrow, arrow));
        Assert.Equal(Drift(csv, arrow), Drift(arrow, csv));
        Assert.Empty(arrow.Notes);
    }

    [Fact]
    public async Task Read_SomeColumns_LeavesTheOthersOut()
    {
        var some = await ReadAsync(
            Fixture("rows-lz4.arrow"),
            new TabularReadOptions { Only = new HashSet<string>(["d", "f"], StringComparer.Ordinal), Where = new RowFilter("s", "Zürich") }
        );
        var all = await ReadAsync(Fixture("rows.csv"), new TabularReadOptions { Where = new RowFilter("s", "Zürich") });

        Assert.Equal(["f", "d"], some.Columns.Select(c => c.Name));
        Assert.InRange(some.RowCount, 1, 1199);
        Assert.Equal(all.RowCount, some.RowCount);
        Assert.Equal(Bits((NumericColumn)all.Find("f")!), Bits((NumericColumn)some.Find("f")!));
    }

    [Fact]
    public async Task Read_ListAndStructure_AreRefusedByNameUntilTheyAreLeftOut()
    {
        var file = Fixture("nested.arrow");

        var list = await RefusedAsync(file);
        Assert.Equal((TabularErrorKind.UnreadableColumn, "list"), (list.Kind, list.Column));
        Assert.StartsWith("Column \"list\" is of type list, which does not hold one value per row.", list.Message);
        var parts = await RefusedAsync(file, new TabularReadOptions { Roles = new ColumnRoles { Ignore = ["list"] } });
        Assert.StartsWith("Column \"parts\" is of type struct", parts.Message);
        var read = await ReadAsync(file, new TabularReadOptions { Roles = new ColumnRoles { Ignore = ["list", "parts"] } });

        Assert.Equal([1, 2, 3], ((NumericColumn)read.Find("n")!).Values.ToArray());
        Assert.Equal([1.5, 2.5, 3.5], ((NumericColumn)read.Find("amount")!).Values.ToArray());
    }

    [Fact]
    public async Task Read_FromAPipeOrCompressed_IsTheSame()
    {
        var stream = Fixture("rows.arrows");
        var whole = await ReadAsync(stream);

        var piped = await TableReader.ReadAsync(new BufferedPipe(stream), cancellationToken: Ct);
        var packed = await ReadAsync(Rows.Gzip(stream));

        Assert.Equal(Drift(whole, whole), Drift(piped, packed));
        // These say what their columns are at their end.
        var file = await TableReader.ReadAsync(new BufferedPipe(Fixture("rows.arrow")), cancellationToken: Ct);
        Assert.Equal(Drift(whole, whole), Drift(file, await ReadAsync(Rows.Gzip(Fixture("rows-lz4.arrow")))));
        Assert.Equal(TabularErrorKind.DamagedCompression, (await RefusedAsync(Rows.Gzip(Fixture("rows.arrow"))[..^2000])).Kind);
        Assert.Equal(TabularErrorKind.DamagedCompression, (await RefusedAsync(Rows.Gzip(stream)[..^2000])).Kind);
    }

    [Fact]
    public async Task Read_DecimalsViewsAndValuesThatGrow_AreWhatATextHas()
    {
        var decimals = await ReadAsync(
            new ArrowStream()
                .Begin(ArrowStream.Field("amount", ArrowStream.Decimal, new Flat().Int(0, 20).Int(1, 2)))
                .Rows(ArrowStream.Batch(3, 0, [], [.. Wide(-12345), .. Wide(7), .. Wide(BigInteger.Pow(10, 20))]))
                .Whole
        );
        Assert.Equal([-123.45, 0.07, 1e18], ((NumericColumn)decimals.Find("amount")!).Values.ToArray());
        Assert.Equal(["Column \"amount\": decimals are read as the nearest floating-point numbers."], decimals.Notes);

        const string Long = "longer than twelve bytes";
        byte[] views = [.. View("short"), .. BitConverter.GetBytes(Long.Length), .. "long"u8, .. ArrowStream.Ints(0, 3), .. View("")];
        var (batch, body) = ArrowStream.Batch(3, 0, [], views, Encoding.UTF8.GetBytes("xyz" + Long));
        var viewed = await ReadAsync(
            new ArrowStream().Begin(ArrowStream.Field("s", ArrowStream.Utf8View)).Rows((batch.List(4, 1, 1), body)).Whole
        );
        Assert.Equal(["short", Long], ((CategoryColumn)viewed.Find("s")!).Categories.Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(1, viewed.Find("s")!.Counts.Missing);

        var grown = await ReadAsync(
            new ArrowStream()
                .Begin(Numbered("s"))
                .Values(7, isMore: false, ArrowStream.Batch(2, 0, ArrowStream.Texts("a", "b")))
                .Rows(ArrowStream.Batch(2, 0, [], ArrowStream.Ints(1, 0)))
                .Values(7, isMore: true, ArrowStream.Batch(1, 0, ArrowStream.Texts("c")))
                .Rows(ArrowStream.Batch(2, 0, [], ArrowStream.Ints(2, 2)))
                .Values(7, isMore: false, ArrowStream.Batch(1, 0, ArrowStream.Texts("d")))
                .Rows(ArrowStream.Batch(1, 0, [], ArrowStream.Ints(0)))
                .Whole
        );
        Assert.Equal(["a", "b", "c", "d"], ((CategoryColumn)grown.Find("s")!).Categories.Order(StringComparer.Ordinal));
        Assert.Equal(5, grown.RowCount);
    }

    [Fact]
    public async Task Read_MoreThanALimit_IsRefusedAndNamesIt()
    {
        var file = Fixture("rows-lz4.arrow");

        Assert.Equal(TabularErrorKind.TooManyRows, (await RefusedAsync(file, With(new() { MaxRows = 900 }))).Kind);
        Assert.Equal(TabularErrorKind.TooManyColumns, (await RefusedAsync(file, With(new() { MaxColumns = 3 }))).Kind);
        Assert.Equal(TabularErrorKind.TooManyBytes, (await RefusedAsync(file, With(new() { MaxInputBytes = 40_000 }))).Kind);
        Assert.Equal(TabularErrorKind.TooMuchMemory, (await RefusedAsync(file, With(new() { MaxTableBytes = 20_000 }))).Kind);
        var text = await RefusedAsync(file, With(new() { MaxLineBytes = 20 }));
        Assert.Equal((TabularErrorKind.LineTooLong, "s"), (text.Kind, text.Column));
        // Six hundred megabytes in a few kilobytes: one entry of a dictionary.
        var bomb = new ArrowStream()
            .Begin(Numbered("s"))
            .Values(7, isMore: false, ArrowStream.Batch(1, 0, ArrowStream.Texts(new string('x', 200_000))))
            .Rows(ArrowStream.Batch(3000, 0, [], new byte[4 * 3000]))
            .Whole;
        Assert.Equal(TabularErrorKind.TooManyBytes, (await RefusedAsync(bomb, With(new() { MaxInputBytes = 10 << 20 }))).Kind);
    }

    /// <summary>Whatever the bytes, a file is either read or refused in words; thirty times as many files in full.</summary>
    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData("nested.arrow")]
    [InlineData("rows.arrows")]
    [InlineData("rows-lz4.arrow")]
    public async Task Read_DamagedBytes_IsReadOrRefusedNeverCrashes(string name)
    {
        var whole = Fixture(name);
        var random = new Random(20);
        var options = new TabularReadOptions { Roles = new ColumnRoles { Ignore = ["list", "parts"] } };
        var (read, refused) = (0, 0);
        for (var run = 0; run < Soak.Size(400, 12_000); run++)
        {
            var bytes = whole.ToArray();
            // Most of what can go wrong is in the descriptions at the beginning and at the end.
            for (var change = random.Next(3); change >= 0; change--)
            {
                var at = random.Next(2) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 1500));
                bytes[random.Next(2) == 0 ? at : bytes.Length - 1 - at] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                await ReadAsync(random.Next(10) == 0 ? bytes[..random.Next(9, bytes.Length)] : bytes, options);
                read++;
            }
            catch (TabularFormatException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 50, $"{read} were read, {refused} refused");
    }

    internal static Task<Table> ReadAsync(byte[] file, TabularReadOptions? options = null) =>
        TableReader.ReadAsync(new MemoryStream(file), options, Ct);

    internal static Task<TabularFormatException> RefusedAsync(byte[] file, TabularReadOptions? options = null) =>
        Assert.ThrowsAsync<TabularFormatException>(() => ReadAsync(file, options));

    internal static Flat Numbered(string name) =>
        ArrowStream.Field(name, ArrowStream.Utf8).Table(4, new Flat().Long(0, 7).Table(1, new Flat().Int(0, 32).Byte(1, 1)));

    private static TabularReadOptions With(TabularLimits limits) => new() { Limits = limits };

    private static long[] Bits(NumericColumn column) => [.. column.Values.ToArray().Select(BitConverter.DoubleToInt64Bits)];

    private static string Drift(Table reference, Table current) =>
        DriftAnalysisTests.Json(DriftAnalysis.Compare(ReferenceProfile.FromTable(reference, ColumnRoles.Default), current));

    private static byte[] Wide(BigInteger number)
    {
        var bytes = new byte[16];
        bytes.AsSpan().Fill((byte)(number.Sign < 0 ? 0xff : 0));
        number.ToByteArray().CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] View(string text) => [.. BitConverter.GetBytes(text.Length), .. Encoding.ASCII.GetBytes(text.PadRight(12, '\0'))];

    // Gives a few bytes at a time, and cannot go back.
    private sealed class BufferedPipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1021)], cancellationToken);
    }
}
