using System.Buffers.Binary;
using System.Text;

namespace Governance.Cli.Tests.Parquet;

/// <summary>Parquet files that are broken in ways of their own.</summary>
internal static class BrokenFiles
{
    // What DuckDB says of bytes that are no Thrift, which footers and headers of pages are written in.
    private const string NoThrift = "TProtocolException";
    private const string NoType = "don't know what type)";

    /// <summary>How each is made of a whole one, and what its refusal has to say: place and reason.</summary>
    public static IReadOnlyList<BrokenFile> All { get; } =
    [
        new("magic-only", _ => "PAR1"u8.ToArray(), _ => ["it has 4 bytes, and the shortest file has 12"]),
        new("magic-twice", _ => "PAR1PAR1"u8.ToArray(), _ => ["it has 8 bytes, and the shortest file has 12"]),
        .. Enumerable.Range(1, 9).Select(i => new BrokenFile($"cut-at-{i}0-percent", file => file[..(file.Length * i / 10)], Cut)),
        new("cut-last-byte", file => file[..^1], Cut),
        new("cut-in-footer-length", file => file[..^6], Cut),
        new("encrypted-footer", file => [.. file[..^4], .. "PARE"u8], _ => ["is encrypted (its footer is PARE)"]),
        new("encrypted-all", file => [.. "PARE"u8, .. file[4..^4], .. "PARE"u8], _ => ["is encrypted (its footer is PARE)"]),
        new("footer-of-nothing", file => WithFooterLength(file, 0), file => Length(file, 0)),
        new("footer-longer-than-file", file => WithFooterLength(file, file.Length), file => Length(file, file.Length)),
        new("footer-of-4-gib", file => WithFooterLength(file, -1), file => Length(file, uint.MaxValue)),
        new("footer-ten-shorter", file => WithFooterLength(file, FooterLength(file) - 10), file => InFooter(file, NoType)),
        new("footer-ten-longer", file => WithFooterLength(file, FooterLength(file) + 10), file => InFooter(file, NoThrift)),
        new("footer-of-zeros", file => Footer(file, f => f.Clear()), file => InFooter(file, NoThrift)),
        new("footer-of-ones", file => Footer(file, f => f.Fill(0xff)), file => InFooter(file, NoType)),
        new(
            "footer-of-noise",
            file => Footer(file, f => new Random(5).NextBytes(f)),
            file => InFooter(file, "Could not read enough bytes")
        ),
        new("footer-without-beginning", file => Footer(file, f => f[..16].Clear()), file => InFooter(file, NoThrift)),
        new(
            "footer-without-end",
            file => Footer(file, f => f[^(f.Length / 2)..].Fill(0x55)),
            file => InFooter(file, "Could not read enough bytes")
        ),
        new("footer-nested-deep", file => Footer(file, f => f.Fill(0x1c)), file => InFooter(file, NoThrift)),
        new("footer-list-without-end", file => Footer(file, f => f.Fill(0x19)), file => InFooter(file, NoThrift)),
        new(
            "rows-huge",
            file => Rows(file, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
            _ => ["its footer says that it has 4611686018427387903 rows, but it has 5000"]
        ),
        new("rows-negative", file => Rows(file, [0x01]), file => InFooter(file, "negative number of rows")),
        new("rows-fewer", file => Rows(file, [0x14]), _ => ["its footer says that it has 10 rows, but it has 5000"]),
        new("pages-of-zeros", file => Data(file, d => d.Clear()), _ => InFirstPage(NoThrift)),
        new("pages-of-ones", file => Data(file, d => d.Fill(0xff)), _ => InFirstPage(NoType)),
        new("pages-of-noise", file => Data(file, d => new Random(6).NextBytes(d)), _ => InFirstPage(NoType)),
        new("first-page-header", file => Data(file, d => d[..8].Fill(0xff)), _ => InFirstPage(NoType)),
        new("page-of-2-gib", file => FirstPage(file, [0xfe, 0xff, 0xff, 0xff, 0x0f]), _ => InFirstPage("next power of 2")),
        new(
            "page-of-1-gib",
            file => FirstPage(file, [0x80, 0x80, 0x80, 0x80, 0x08]),
            _ => ["Reading the Parquet file after row 0 takes more than 1024 MiB"]
        ),
        new(
            "second-group",
            file => Data(file, d => d[(d.Length * 2 / 3)..].Fill(0xff)),
            _ => ["is damaged after row 4096", "a page of column \"numero\" in row group 3 of 3 (at or after byte 3", NoType]
        ),
        new("page-of-negative-size", file => FirstPage(file, [0xff, 0xff, 0xff, 0xff, 0x0f]), _ => InFirstPage("Page sizes must be >= 0")),
        new("data-moved-by-1", file => Inserted(file, 4, [0]), _ => InFirstPage(NoThrift)),
        new("data-lost", file => [.. file[..4], .. file[^(FooterLength(file) + 8)..]], _ => InFirstPage(NoThrift)),
        new("data-half-lost", file => [.. file[..4], .. file[(file.Length / 2)..]], _ => InFirstPage(NoThrift)),
        new(
            "names-twice",
            file => Renamed(file, "amount", "numero"),
            _ => ["column \"numero\" appears twice, or differs from another only in capitals"]
        ),
        new(
            "names-not-utf8",
            file => Renamed(file, "amount", "\u00ff\u00fe\u00fd\u00fc\u00fb\u00fa"),
            file => InFooter(file, "Invalid unicode")
        ),
        new("schema-child-count", file => Footer(file, f => f[f.IndexOf("duckdb_schema"u8) + 14] = 0xfe), file => InFooter(file, NoThrift)),
        new(
            "texts-of-second-group", // whose first text is v5
            file => Data(file, d => d.Slice(d.IndexOf("\u0002\0\0\0v5"u8), 40).Fill(0xff)),
            _ =>
                [
                    "is damaged after row 2048",
                    "a page of column \"text\" in row group 2 of 3 (at or after byte 2",
                    "Snappy decompression failure",
                ]
        ),
    ];

    public static int FooterLength(byte[] file) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));

    private static string[] Cut(byte[] file) =>
        [$"it does not end with PAR1, so it was cut off or not written completely (byte {file.Length - 4})"];

    private static string[] Length(byte[] file, long said) =>
        [$"byte {file.Length - 8} says that the footer has {said} bytes, but there are {file.Length - 12} before it"];

    private static string[] InFooter(byte[] file, string reason) =>
        [$"its footer at byte {file.Length - 8 - FooterLength(file)} cannot be read (", reason];

    private static string[] InFirstPage(string reason) =>
        ["a page of column \"numero\" in row group 1 of 3 (at or after byte 4) cannot be read (", reason];

    private static byte[] WithFooterLength(byte[] file, int length)
    {
        var copy = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(copy.Length - 8), length);
        return copy;
    }

    private static byte[] Footer(byte[] file, SpanAction change)
    {
        var copy = file.ToArray();
        var length = FooterLength(file);
        change(copy.AsSpan(copy.Length - 8 - length, length));
        return copy;
    }

    private static byte[] Data(byte[] file, SpanAction change)
    {
        var copy = file.ToArray();
        change(copy.AsSpan(4, copy.Length - 12 - FooterLength(file)));
        return copy;
    }

    private static byte[] Inserted(byte[] file, int at, byte[] bytes) => [.. file[..at], .. bytes, .. file[at..]];

    // A page begins with its kind and the bytes that it has unpacked, each after a byte of its type.
    private static byte[] FirstPage(byte[] file, byte[] size)
    {
        var after = 7;
        while (file[after++] >= 0x80) { }

        return [.. file[..7], .. size, .. file[after..]];
    }

    // The number of rows is field 3 of the footer: 5,000, doubled, in sevens of bits.
    private static byte[] Rows(byte[] file, byte[] number)
    {
        var start = file.Length - 8 - FooterLength(file);
        var at = start + file.AsSpan(start).IndexOf((ReadOnlySpan<byte>)[0x16, 0x90, 0x4e]) + 1;
        byte[] changed = [.. file[..at], .. number, .. file[(at + 2)..]];
        return WithFooterLength(changed, FooterLength(file) + number.Length - 2);
    }

    private static byte[] Renamed(byte[] file, string from, string to) =>
        Footer(file, f => Encoding.Latin1.GetBytes(to).CopyTo(f[f.IndexOf(Encoding.Latin1.GetBytes(from))..]));

    internal delegate void SpanAction(Span<byte> bytes);
}

/// <summary>A file that is broken.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Break">Makes it of a whole one.</param>
/// <param name="Says">What the refusal of it has to say.</param>
internal sealed record BrokenFile(string Name, Func<byte[], byte[]> Break, Func<byte[], string[]> Says);
