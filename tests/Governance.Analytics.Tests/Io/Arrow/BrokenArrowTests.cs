using System.Buffers.Binary;
using Governance.Analytics.Io;
using Governance.Analytics.Io.Arrow;

namespace Governance.Analytics.Tests.Io.Arrow;

/// <summary>Arrow files that are broken on purpose: each is refused with its place and the reason.</summary>
public sealed class BrokenArrowTests
{
    private static readonly byte[] s_file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "arrow", "rows.arrow"));
    private static readonly byte[] s_stream = new ArrowStream()
        .Begin(ArrowStream.Numbers("n"))
        .Rows(ArrowStream.Batch(3, 0, [], ArrowStream.Doubles(1, 2, 3)))
        .Whole;

    private static int FooterLength => BinaryPrimitives.ReadInt32LittleEndian(s_file.AsSpan(s_file.Length - 10));

    public static TheoryData<string, byte[], string> Broken
    {
        get
        {
            var data = new TheoryData<string, byte[], string>();
            foreach (var (name, bytes, words) in Files())
            {
                data.Add(name, bytes, words);
            }

            foreach (var (name, bytes, words) in Made())
            {
                data.Add(name, bytes, words);
            }

            return data;
        }
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Broken))]
    public async Task Read_OfABrokenFile_IsRefusedWithPlaceAndReason(string name, byte[] file, string words)
    {
        var refusal = await ArrowTests.RefusedAsync(file);

        Assert.True(refusal.Message.Contains(words, StringComparison.Ordinal), $"{name}: {refusal.Message}");
        Assert.Equal(TabularErrorKind.DamagedFile, refusal.Kind);
        Assert.Matches("^The Arrow file is damaged at byte [0-9]+(, after row [0-9]+)?: .+\\. Write it again\\.$", refusal.Message);
    }

    [Fact]
    public async Task Read_OfWhatIsNotReadHere_SaysWhatToDo()
    {
        var zstd = await ArrowTests.RefusedAsync(
            One(new Flat().Long(0, 3).List(1, 1, 3, 0).List(2, 2, 0, 0, 0, 24).Table(3, new Flat().Byte(0, 1)), new byte[24])
        );
        var big = await ArrowTests.RefusedAsync(
            new ArrowStream().Message(1, ArrowStream.Schema(ArrowStream.Numbers("n")).Short(0, 1), []).Whole
        );
        var old = await ArrowTests.RefusedAsync(
            new ArrowStream().Message(1, ArrowStream.Schema(ArrowStream.Numbers("n")), [], version: 2).Whole
        );
        var framing = await ArrowTests.RefusedAsync([.. "ARROW1\0\0"u8, .. s_stream[4..]]);

        Assert.Equal(
            "The Arrow file is compressed with ZSTD, which is not supported. Write it with LZ4 or without compression.",
            zstd.Message
        );
        Assert.Contains("big-endian order", big.Message, StringComparison.Ordinal);
        Assert.Contains("before version 0.15", old.Message, StringComparison.Ordinal);
        Assert.Contains("before version 0.15", framing.Message, StringComparison.Ordinal);
        Assert.All([zstd, big, old, framing], r => Assert.Equal(TabularErrorKind.UnreadableFile, r.Kind));
    }

    // Whole files that were cut, or changed where another program wrote them.
    private static IEnumerable<(string Name, byte[] Bytes, string Words)> Files()
    {
        const string CutOff = "cut off or not written completely";
        for (var tenth = 1; tenth < 10; tenth++)
        {
            yield return ($"cut-at-{tenth}0-percent", s_file[..(s_file.Length * tenth / 10)], CutOff);
        }

        yield return ("cut-last-byte", s_file[..^1], CutOff);
        yield return ("cut-in-footer", s_file[..^300], CutOff);
        yield return ("stream-without-end", s_stream[..^8], CutOff);
        yield return ("stream-cut-in-batch", s_stream[..^20], CutOff);
        yield return ("stream-goes-on", [.. s_stream, 1, 2, 3], "3 bytes follow that are not a message");
        yield return ("footer-of-nothing", Changed(s_file, ^10, BitConverter.GetBytes(0)), "its footer says that it has 0 bytes");
        yield return ("footer-of-2-gib", Changed(s_file, ^10, BitConverter.GetBytes(int.MaxValue)), "says that it has 2147483647");
        yield return ("footer-negative", Changed(s_file, ^10, BitConverter.GetBytes(-5)), "its footer says that it has -5 bytes");
        yield return ("footer-of-zeros", Changed(s_file, ^(FooterLength + 10), new byte[FooterLength]), "of its description");
        yield return ("footer-of-ones", Changed(s_file, ^(FooterLength + 10), Ones(FooterLength)), "of its description");
        yield return ("first-message-of-zeros", Changed(s_file, 16, new byte[64]), "of its description");
        yield return ("first-message-of-ones", Changed(s_file, 16, Ones(64)), "of its description");
        yield return ("first-message-negative", Changed(s_file, 12, BitConverter.GetBytes(-1)), "its description has -1 bytes");
        yield return ("first-message-of-2-gib", Changed(s_file, 12, BitConverter.GetBytes(int.MaxValue)), "its description has 2147483647");
        var batch = Next(s_file, 8);
        yield return ("values-lost", [.. s_file[..8], .. s_file[batch..]], "does not come before the rows that use it");
        yield return ("batch-lost", [.. s_file[..batch], .. s_file[Next(s_file, batch)..]], "names 3 batches of rows, but it has 2");
        yield return ("batch-twice", [.. s_file[..Next(s_file, batch)], .. s_file[batch..]], "names 3 batches of rows, but it has 4");
    }

    // What no program would write.
    private static IEnumerable<(string Name, byte[] Bytes, string Words)> Made()
    {
        yield return ("rows-negative", One(Numbers(-1), new byte[24]), "a batch says that it has -1 rows");
        yield return ("rows-huge", One(Numbers(1L << 40), new byte[24]), "a batch says that it has 1099511627776 rows");
        yield return ("rows-more-than-values", One(Numbers(4), new byte[24]), "column \"n\" has 24 bytes for 4 rows, which need 32");
        yield return ("rows-other-than-column", One(Numbers(3).List(1, 1, 2, 0), new byte[24]), "has 2 values in a batch of 3");
        yield return ("missing-negative", One(Numbers(3).List(1, 1, 3, -1), new byte[24]), "has -1 missing values");
        yield return ("missing-more-than-rows", One(Numbers(3).List(1, 1, 3, 9), new byte[24]), "has 9 missing values in 3 rows");
        yield return ("missing-unmarked", One(Numbers(3).List(1, 1, 3, 2), new byte[24]), "marks missing values of 3 rows in 0 bytes");
        yield return ("part-outside", One(Numbers(3).List(2, 2, 0, 0, 8, 24), new byte[24]), "24 bytes at byte 8 are required");
        yield return ("part-before", One(Numbers(3).List(2, 2, 0, 0, -8, 24), new byte[24]), "a part of a batch begins before the batch");
        yield return ("part-huge", One(Numbers(3).List(2, 2, 0, 0, 0, long.MaxValue), new byte[24]), "bytes at byte 0 are required");
        yield return ("part-negative", One(Numbers(3).List(2, 2, 0, 0, 0, -24), new byte[24]), "a part of a batch ends before it begins");
        yield return ("parts-over-another", One(Numbers(3).List(2, 2, 0, 8, 0, 24), new byte[24]), "begins before the end of another");
        yield return ("parts-too-few", One(Numbers(3).List(2, 1, 0, 24), new byte[24]), "too few for column \"n\"");
        yield return ("parts-too-many", One(Numbers(3).List(2, 3, 0, 0, 0, 24, 0, 0), new byte[24]), "instead of 1 in 2");
        yield return ("columns-none", One(new Flat().Long(0, 3), new byte[24]), "a batch has 0 columns in 0 parts");
        yield return ("body-negative", Stream().Message(3, Numbers(3), [], bodyBytes: -1).Whole, "its body has -1 bytes");
        yield return ("body-huge", Stream().Message(3, Numbers(3), new byte[24], bodyBytes: 1L << 60).Whole, "but 8 follow");
        yield return ("body-missing", Stream().Message(3, Numbers(3), []).Whole, "a batch has 0 bytes, but ");
        yield return ("kind-unknown", Stream().Message(9, Numbers(3), []).Whole, "a message of kind 9 is not a batch of rows");
        yield return ("columns-twice", Stream().Message(1, ArrowStream.Schema(), []).Whole, "a message of kind 1 is not a batch of rows");
        yield return (
            "columns-not-first",
            new ArrowStream().Rows(ArrowStream.Batch(0, 0, [], [])).Whole,
            "does not begin with a description"
        );
        yield return ("type-unknown", new ArrowStream().Begin(ArrowStream.Field("n", 99)).Whole, "is of type 99");
        yield return ("type-missing", new ArrowStream().Begin(new Flat().Text(0, "n").Byte(2, 3)).Whole, "column \"n\" has no type");
        yield return ("width-unknown", new ArrowStream().Begin(ArrowStream.Field("n", 2, new Flat().Int(0, 7))).Whole, "7-bit integers");
        yield return ("nested-too-deep", new ArrowStream().Begin(Nested(80)).Whole, "nested too deeply or too often");
        yield return ("nested-too-often", new ArrowStream().Begin(Doubled()).Whole, "nested too deeply or too often");
        yield return ("refers-to-itself", Raw([0, 0, 0, 0, 0, 0, 0, 0]), "byte 0 of its description refers to byte 0");
        yield return ("slots-outside", Raw([4, 0, 0, 0, 0, 0, 0, 0x80]), "its description has 8 bytes, but ");
        yield return ("texts-backwards", Texts(ArrowStream.Ints(0, 5, 2)), "has a text at byte 2, after byte 5");
        yield return ("texts-before", Texts(ArrowStream.Ints(-1, 2, 5)), "has a text that begins before the first byte of its texts");
        yield return ("texts-beyond", Texts(ArrowStream.Ints(0, 2, 500)), "has a text at byte 500");
        yield return ("texts-too-few", Texts(ArrowStream.Ints(0, 2)), "has 8 bytes for 2 rows, which need 12");
        yield return ("view-outside", View([20, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 9, 0, 0, 0]), "of 20 bytes at byte 9 of part 0");
        yield return ("view-of-no-part", View([20, 0, 0, 0, 1, 2, 3, 4, 7, 0, 0, 0, 0, 0, 0, 0]), "of part 7, of 1 parts");
        yield return (
            "view-negative",
            View([255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            "has a text whose length or place is negative"
        );
        yield return ("values-missing", Values(ArrowStream.Ints(0), values: false), "does not come before the rows that use it");
        yield return ("value-outside", Values(ArrowStream.Ints(2)), "refers to value 2 of 2");
        yield return ("value-negative", Values(ArrowStream.Ints(-1)), "refers to a value before the first of its dictionary");
        yield return ("packed-huge", Packed(1L << 50, new byte[16]), "16 compressed bytes cannot expand to the stated 1125899906842624");
        yield return ("packed-negative", Packed(-7, new byte[16]), "cannot expand to the stated -7");
        yield return ("packed-not-lz4", Packed(24, new byte[16]), "does not begin like an LZ4 frame");
        yield return ("packed-cut", Packed(24, Frame([0xf0])), "a compressed block ends too early");
        yield return ("packed-backwards", Packed(24, Frame([0x10, 1, 9, 0])), "refers to bytes before its beginning");
        yield return ("packed-longer", Packed(24, Frame([0x1f, 1, 1, 0, 200])), "unpacks to more than the stated 24 bytes");
        yield return ("packed-shorter", Packed(24, Frame([0x10, 1])), "unpacks to 1 bytes instead of the stated 24");
    }

    private static ArrowStream Stream() => new ArrowStream().Begin(ArrowStream.Numbers("n"));

    private static byte[] One(Flat batch, byte[] body) => Stream().Rows((batch, body)).Whole;

    private static Flat Numbers(long rows) => new Flat().Long(0, rows).List(1, 1, rows, 0).List(2, 2, 0, 0, 0, 24);

    private static byte[] Texts(byte[] starts) =>
        new ArrowStream()
            .Begin(ArrowStream.Field("n", ArrowStream.Utf8))
            .Rows(ArrowStream.Batch(2, 0, [], starts, "hello"u8.ToArray()))
            .Whole;

    private static byte[] View(byte[] view)
    {
        var (batch, body) = ArrowStream.Batch(1, 0, [], view, "a text of a few bytes"u8.ToArray());
        return new ArrowStream().Begin(ArrowStream.Field("n", ArrowStream.Utf8View)).Rows((batch.List(4, 1, 1), body)).Whole;
    }

    private static byte[] Values(byte[] numbers, bool values = true)
    {
        var stream = new ArrowStream().Begin(ArrowTests.Numbered("n"));
        if (values)
        {
            stream.Values(7, isMore: false, ArrowStream.Batch(2, 0, ArrowStream.Texts("a", "b")));
        }

        return stream.Rows(ArrowStream.Batch(1, 0, [], numbers)).Whole;
    }

    private static byte[] Packed(long length, byte[] packed)
    {
        byte[] part = [.. Flat.Longs(length), .. packed];
        return One(Numbers(3).List(2, 2, 0, 0, 0, part.Length).Table(3, new Flat().Byte(0, 0)), part);
    }

    // An LZ4 frame of one block.
    private static byte[] Frame(byte[] block) =>
        [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, .. BitConverter.GetBytes(block.Length), .. block, 0, 0, 0, 0];

    private static Flat Nested(int depth) =>
        depth == 0 ? ArrowStream.Numbers("n") : ArrowStream.Field("n", ArrowStream.List).Tables(5, Nested(depth - 1));

    // Each column has the next one twice, at the same place: forty of them are a million millions to whoever walks through all.
    private static Flat Doubled()
    {
        var column = ArrowStream.Numbers("n");
        for (var i = 0; i < 40; i++)
        {
            column = ArrowStream.Field("n", ArrowStream.List).Tables(5, column, column);
        }

        return column;
    }

    private static byte[] Raw(byte[] description) => [0xff, 0xff, 0xff, 0xff, .. BitConverter.GetBytes(description.Length), .. description];

    private static byte[] Changed(byte[] file, Index at, byte[] bytes)
    {
        var copy = file.ToArray();
        bytes.CopyTo(copy.AsSpan(at));
        return copy;
    }

    private static byte[] Ones(int count)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(0xff);
        return bytes;
    }

    // Where the message after the one at a place begins.
    private static int Next(byte[] file, int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
        return at + 8 + length + (int)FlatTable.Root(file.AsMemory(at + 8, length)).Int64(3);
    }
}
