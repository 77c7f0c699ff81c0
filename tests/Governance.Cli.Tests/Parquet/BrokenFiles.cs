using System.Buffers.Binary;
using System.Text;

namespace Governance.Cli.Tests.Parquet;

/// <summary>Parquet files that are broken in ways of their own.</summary>
internal static class BrokenFiles
{
    /// <summary>Name of the file, and how it is made of a whole one.</summary>
    public static IReadOnlyList<(string Name, Func<byte[], byte[]> Break)> All { get; } =
    [
        ("magic-only", _ => "PAR1"u8.ToArray()),
        ("magic-twice", _ => "PAR1PAR1"u8.ToArray()),
        .. Enumerable.Range(1, 9).Select(i => Named($"cut-at-{i}0-percent", file => file[..(file.Length * i / 10)])),
        ("cut-last-byte", file => file[..^1]),
        ("cut-in-footer-length", file => file[..^6]),
        ("encrypted-footer", file => [.. file[..^4], .. "PARE"u8]),
        ("encrypted-all", file => [.. "PARE"u8, .. file[4..^4], .. "PARE"u8]),
        ("footer-of-nothing", file => WithFooterLength(file, 0)),
        ("footer-longer-than-file", file => WithFooterLength(file, file.Length)),
        ("footer-of-4-gib", file => WithFooterLength(file, -1)),
        ("footer-ten-shorter", file => WithFooterLength(file, FooterLength(file) - 10)),
        ("footer-ten-longer", file => WithFooterLength(file, FooterLength(file) + 10)),
        ("footer-of-zeros", file => Footer(file, f => f.Clear())),
        ("footer-of-ones", file => Footer(file, f => f.Fill(0xff))),
        ("footer-of-noise", file => Footer(file, f => new Random(5).NextBytes(f))),
        ("footer-without-beginning", file => Footer(file, f => f[..16].Clear())),
        ("footer-without-end", file => Footer(file, f => f[^(f.Length / 2)..].Fill(0x55))),
        ("footer-nested-deep", file => Footer(file, f => f.Fill(0x1c))),
        ("footer-list-without-end", file => Footer(file, f => f.Fill(0x19))),
        ("rows-huge", file => Rows(file, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])),
        ("rows-negative", file => Rows(file, [0x01])),
        ("rows-fewer", file => Rows(file, [0x14])),
        ("pages-of-zeros", file => Data(file, d => d.Clear())),
        ("pages-of-ones", file => Data(file, d => d.Fill(0xff))),
        ("pages-of-noise", file => Data(file, d => new Random(6).NextBytes(d))),
        ("first-page-header", file => Data(file, d => d[..8].Fill(0xff))),
        ("page-of-2-gib", file => FirstPage(file, [0xfe, 0xff, 0xff, 0xff, 0x0f])),
        ("page-of-1-gib", file => FirstPage(file, [0x80, 0x80, 0x80, 0x80, 0x08])),
        ("second-group", file => Data(file, d => d[(d.Length * 2 / 3)..].Fill(0xff))),
        ("page-of-negative-size", file => FirstPage(file, [0xff, 0xff, 0xff, 0xff, 0x0f])),
        ("data-moved-by-1", file => Inserted(file, 4, [0])),
        ("data-lost", file => [.. file[..4], .. file[^(FooterLength(file) + 8)..]]),
        ("data-half-lost", file => [.. file[..4], .. file[(file.Length / 2)..]]),
        ("names-twice", file => Renamed(file, "amount", "numero")),
        ("names-not-utf8", file => Renamed(file, "amount", "\u00ff\u00fe\u00fd\u00fc\u00fb\u00fa")),
        ("schema-child-count", file => Footer(file, f => f[f.IndexOf("duckdb_schema"u8) + 14] = 0xfe)),
    ];

    public static int FooterLength(byte[] file) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));

    private static (string, Func<byte[], byte[]>) Named(string name, Func<byte[], byte[]> broken) => (name, broken);

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
