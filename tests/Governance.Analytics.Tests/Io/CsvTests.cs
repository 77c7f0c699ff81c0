using System.Text;
using Governance.Analytics.Io;

namespace Governance.Analytics.Tests.Io;

public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("a,b\r\n1,x\r\n2,y\r\n")]
    [InlineData("\uFEFFa,b\n1,x\n2,y")]
    [InlineData("a,b\n\n1,x\n\r\n2,y\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"x\"\n2,\"y\"")]
    [InlineData("a,b\r\n1,x\r\n2,y\r")]
    public async Task Read_WaysToWriteTheSameRows_GiveTheSameTable(string text)
    {
        var table = await Rows.ReadAsync(text);

        Assert.Equal([1.0, 2.0], table.Numbers("a"));
        Assert.Equal(["x", "y"], table.Texts("b"));
    }

    [Fact]
    public async Task Read_QuotedField_KeepsCommasQuotesAndLineBreaks()
    {
        var table = await Rows.ReadAsync("t,n\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\nit's 5\" wide,4\n");

        Assert.Equal(["a,b", "say \"hi\"", "two\nlines", "it's 5\" wide"], table.Texts("t"));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], table.Numbers("n"));
    }

    [Fact]
    public async Task Read_LastFieldEmptyAtEndOfFile_IsMissing()
    {
        var table = await Rows.ReadAsync("a,b\n1,x\n2,");

        Assert.Equal(["x", null], table.Texts("b"));
    }

    [Fact]
    public async Task Read_RaggedRowAtLine90000_NamesTheLine()
    {
        var text = new StringBuilder("a,b\n");
        for (var line = 2; line < 90_000; line++)
        {
            text.Append(line).Append(",x\n");
        }
        text.Append("1,x,extra\n1,x\n");

        var refusal = await Rows.RefusalAsync(text.ToString());

        Assert.Equal(TabularErrorKind.RaggedRow, refusal.Kind);
        Assert.Equal(90_000, refusal.Line);
        Assert.Contains("Line 90000 has 3 fields, but the header has 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RaggedRowAfterQuotedLineBreaks_CountsPhysicalLines()
    {
        var refusal = await Rows.RefusalAsync("a,b\n\"1\n2\n3\",x\n\n7\n");

        Assert.Equal(6, refusal.Line);
    }

    [Fact]
    public async Task Read_BrokenUtf8_NamesLineAndColumn()
    {
        byte[] bytes = [.. "a,town\n1,Bern\n2,Z"u8, 0xFC, .. "rich\n"u8];

        var refusal = await Rows.RefusalAsync(bytes);

        Assert.Equal(TabularErrorKind.InvalidEncoding, refusal.Kind);
        Assert.Equal((3, "town"), (refusal.Line, refusal.Column));
    }

    [Fact]
    public async Task Read_Utf16_IsRefusedAsEncoding()
    {
        var refusal = await Rows.RefusalAsync(Encoding.Unicode.GetBytes("\uFEFFa,b\n1,2\n"));

        Assert.Equal(TabularErrorKind.InvalidEncoding, refusal.Kind);
    }

    [Fact]
    public async Task Read_Utf16_IsNamed_WithItsMarkOrWithout()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            foreach (var mark in new[] { "\uFEFF", "" })
            {
                Assert.Equal(
                    "This is a text in UTF-16, which is not read here. Save it as UTF-8.",
                    (await Rows.RefusalAsync(encoding.GetBytes(mark + "amount,age\n1,2\n"))).Message
                );
            }
        }
    }

    [Fact]
    public async Task Read_PointerOfGitLfs_IsNamed() =>
        Assert.Equal(
            "This is a pointer of Git LFS, not the file itself. Fetch the file (git lfs pull).",
            (await Rows.RefusalAsync("version https://git-lfs.github.com/spec/v1\noid sha256:46\nsize 9\n")).Message
        );

    [Theory]
    [InlineData("7,1000.12\n8,3.5\n", "1000.12")]
    [InlineData("2026-11-20,7\n2026-11-21,8\n", "2026-11-20")]
    [InlineData("0,1,2\n3.5,4,5\n", null)]
    public async Task Read_FileWithoutAHeader_IsSaid(string text, string? value) =>
        Assert.Equal(
            value is null ? [] : [$"The first line was read as names of columns, although \"{value}\" looks like a value."],
            (await Rows.ReadAsync(text)).Notes
        );

    [Theory]
    [InlineData("a,b\n1,\"x\n2,y\n", TabularErrorKind.UnterminatedQuote, 2L, "b")]
    [InlineData("a,b\n1,\"x\"y\n", TabularErrorKind.MalformedRow, 2L, "b")]
    [InlineData("a,b\n1\r2,y\n", TabularErrorKind.MalformedRow, 2L, "a")]
    [InlineData("a,b,a\n1,2,3\n", TabularErrorKind.DuplicateColumn, 1L, "a")]
    [InlineData("a,,b\n1,2,3\n", TabularErrorKind.UnnamedColumn, 1L, null)]
    [InlineData("a,b\n1,x\0\n", TabularErrorKind.InvalidEncoding, 2L, "b")]
    public async Task Read_MalformedFile_NamesWhatWhereAndColumn(string text, TabularErrorKind kind, long line, string? column)
    {
        var refusal = await Rows.RefusalAsync(text);

        Assert.Equal((kind, line, column), (refusal.Kind, refusal.Line, refusal.Column));
        Assert.False(refusal.IsLimit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    public async Task Read_NoHeader_IsAnEmptyFile(string text)
    {
        var refusal = await Rows.RefusalAsync(text);

        Assert.Equal(TabularErrorKind.EmptyFile, refusal.Kind);
    }

    [Fact]
    public async Task Read_HeaderOnly_HasColumnsAndNoRows()
    {
        var table = await Rows.ReadAsync("a,b\n");

        Assert.Equal(0, table.RowCount);
        Assert.Equal(["a", "b"], table.SourceColumns);
    }

    [Fact]
    public async Task Read_Gzip_IsRecognisedByItsBytes()
    {
        var table = await Rows.ReadAsync(Rows.Gzip("a\n1\n2\n"));

        Assert.Equal([1.0, 2.0], table.Numbers("a"));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(-4)]
    [InlineData(-8)]
    public async Task Read_TruncatedGzip_IsRefused(double keep)
    {
        var random = new Random(7);
        var whole = Rows.Gzip("a\n" + string.Join('\n', Enumerable.Range(0, 50_000).Select(_ => random.Next())));
        var length = keep < 0 ? whole.Length + (int)keep : (int)(whole.Length * keep);

        var refusal = await Rows.RefusalAsync(whole[..length]);

        Assert.Equal(TabularErrorKind.DamagedCompression, refusal.Kind);
    }

    [Fact]
    public async Task Read_GzipCutInsideAnUncompressedBlock_IsRefused()
    {
        var packed = new MemoryStream();
        await using (
            var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.NoCompression, leaveOpen: true)
        )
        {
            gzip.Write(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", 20_000))));
        }

        var refusal = await Rows.RefusalAsync(packed.ToArray()[..10_000]);

        Assert.Equal(TabularErrorKind.DamagedCompression, refusal.Kind);
    }

    [Fact]
    public async Task Read_GzipOfSeveralMembers_IsReadToTheEnd()
    {
        byte[] bytes = [.. Rows.Gzip("a\n1\n"), .. Rows.Gzip("2\n"), .. Rows.Gzip("3\n")];

        var table = await Rows.ReadAsync(bytes);

        Assert.Equal([1.0, 2.0, 3.0], table.Numbers("a"));
    }

    [Fact]
    public async Task Read_DamagedGzip_IsRefused()
    {
        var bytes = Rows.Gzip("a\n" + string.Join('\n', Enumerable.Range(0, 5_000)));
        bytes[bytes.Length / 2] ^= 0x55;

        var refusal = await Rows.RefusalAsync(bytes);

        Assert.Equal(TabularErrorKind.DamagedCompression, refusal.Kind);
    }

    [Fact]
    public async Task Read_OneByteAtATime_GivesTheSameTable()
    {
        var text = "n,t\r\n1.5,\"a\"\"b\r\n,c\"\r\n-2,\u00fc\r\n";

        var table = await TableReader.ReadAsync(
            new Trickle(Encoding.UTF8.GetBytes(text)),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal([1.5, -2.0], table.Numbers("n"));
        Assert.Equal(["a\"b\r\n,c", "\u00fc"], table.Texts("t"));
    }

    [Fact]
    public async Task Read_RecordsAcrossBufferBorders_AreWhole()
    {
        // Lines of growing length put record ends at every offset of the 256 KiB window.
        var text = new StringBuilder("n,t\n");
        for (var i = 0; i < 3_000; i++)
        {
            text.Append(i).Append(",\"").Append('x', i % 701).Append("\"\"\n\"\n");
        }

        var table = await Rows.ReadAsync(text.ToString());

        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => (double)i), table.Numbers("n"));
        Assert.Equal(new string('x', 2_999 % 701) + "\"\n", table.Texts("t").Last());
    }

    [Fact]
    public async Task Read_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            TableReader.ReadAsync(new MemoryStream("a\n1\n"u8.ToArray()), null, cancelled.Token)
        );
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
