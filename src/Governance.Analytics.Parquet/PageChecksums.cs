using System.Globalization;

namespace Governance.Analytics.Parquet;

/// <summary>
/// Compares the pages of a Parquet file with the checksums that its writer put into their headers (<c>PageHeader.crc</c>): DuckDB reads
/// past
/// them, and a page with another content than was written would be measured without a word. Writers put checksums into all pages or none,
/// so
/// of a column whose first page has none the rest is not read. What of the structure cannot be read here is left to DuckDB, which says what
/// is wrong with it.
/// </summary>
internal static class PageChecksums
{
    private const int TailBytes = 8;
    private const long MaxFooter = 256L << 20;
    private const int HeaderBytes = 16 * 1024;
    private const int MaxHeaderBytes = 1 << 20;
    private const int BlockBytes = 256 * 1024;

    private readonly record struct Chunk(string Column, long Start, long Length);

    private readonly record struct Page(int HeaderBytes, long Bytes, uint? Checksum);

    /// <summary>Compares all pages.</summary>
    /// <param name="file">The file, whose ends were checked.</param>
    /// <param name="footer">Size of its footer.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Io.TabularFormatException">A page has another checksum.</exception>
    public static async Task CheckAsync(Stream file, long footer, CancellationToken ct)
    {
        if (footer > MaxFooter)
        {
            throw ParquetErrors.Memory(MaxFooter, 0);
        }
        var bytes = new byte[footer];
        file.Position = file.Length - TailBytes - footer;
        await file.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
        var block = new byte[BlockBytes];
        foreach (var chunk in Chunks(bytes))
        {
            if (chunk.Start < 4 || chunk.Length <= 0 || chunk.Length > file.Length - chunk.Start)
            {
                continue;
            }
            await CheckAsync(file, chunk, block, ct).ConfigureAwait(false);
        }
    }

    private static async Task CheckAsync(Stream file, Chunk chunk, byte[] block, CancellationToken ct)
    {
        for (var at = chunk.Start; at < chunk.Start + chunk.Length; )
        {
            var left = chunk.Start + chunk.Length - at;
            if (
                await HeaderAsync(file, at, left, ct).ConfigureAwait(false) is not { Checksum: { } checksum } page
                || page.Bytes > left - page.HeaderBytes
            )
            {
                return;
            }
            file.Position = at + page.HeaderBytes;
            var crc = 0u;
            for (var rest = page.Bytes; rest > 0; )
            {
                var part = block.AsMemory(0, (int)Math.Min(rest, block.Length));
                await file.ReadExactlyAsync(part, ct).ConfigureAwait(false);
                crc = Crc32.Add(crc, part.Span);
                rest -= part.Length;
            }
            if (crc != checksum)
            {
                throw ParquetErrors.Damaged(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the page of column \"{chunk.Column}\" at byte {at} does not match its checksum "
                            + $"({checksum:x8}, its content has {crc:x8})"
                    )
                );
            }
            at += page.HeaderBytes + page.Bytes;
        }
    }

    // A header has no length of its own; statistics may make it long.
    private static async Task<Page?> HeaderAsync(Stream file, long at, long left, CancellationToken ct)
    {
        for (long size = HeaderBytes; ; size *= 8)
        {
            var bytes = new byte[Math.Min(size, left)];
            file.Position = at;
            await file.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);
            if (Header(bytes) is { } page)
            {
                return page;
            }
            if (size >= Math.Min(left, MaxHeaderBytes))
            {
                return null;
            }
        }
    }

    private static Page? Header(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        long? size = null;
        uint? checksum = null;
        for (var id = 0; reader.TryField(ref id, out var type); )
        {
            if (type == 0)
            {
                return size is >= 0 and <= int.MaxValue ? new Page(reader.Position, size.Value, checksum) : null;
            }
            if (id is 3 or 4 && type == 5)
            {
                if (!reader.TryInteger(out var value))
                {
                    return null;
                }
                if (id == 3)
                {
                    size = value;
                }
                else
                {
                    checksum = unchecked((uint)value);
                }
            }
            else if (!reader.TrySkip(type))
            {
                return null;
            }
        }
        return null;
    }

    // FileMetaData.row_groups, RowGroup.columns, ColumnChunk.meta_data.
    private static List<Chunk> Chunks(ReadOnlySpan<byte> footer)
    {
        var chunks = new List<Chunk>();
        var reader = new CompactReader(footer);
        Fields(
            ref reader,
            4,
            (ref CompactReader groups) =>
                Items(
                    ref groups,
                    (ref CompactReader group) =>
                        Fields(
                            ref group,
                            1,
                            (ref CompactReader columns) => Items(ref columns, (ref CompactReader column) => Column(ref column, chunks))
                        )
                )
        );
        return chunks;
    }

    private delegate bool Part(ref CompactReader reader);

    // All fields of a structure; one of them is read, the others are passed over.
    private static bool Fields(ref CompactReader reader, int wanted, Part read)
    {
        for (var id = 0; reader.TryField(ref id, out var type); )
        {
            if (type == 0)
            {
                return true;
            }
            if (!(id == wanted && type == 9 ? read(ref reader) : reader.TrySkip(type)))
            {
                return false;
            }
        }
        return false;
    }

    private static bool Items(ref CompactReader reader, Part read)
    {
        if (!reader.TryList(out var count, out var type) || type != 12)
        {
            return false;
        }
        for (var i = 0; i < count; i++)
        {
            if (!read(ref reader))
            {
                return false;
            }
        }
        return true;
    }

    // An encrypted column has no headers that anyone can read.
    private static bool Column(ref CompactReader reader, List<Chunk> chunks)
    {
        Chunk? found = null;
        var isEncrypted = false;
        for (var id = 0; reader.TryField(ref id, out var type); )
        {
            if (type == 0)
            {
                if (found is { } chunk && !isEncrypted)
                {
                    chunks.Add(chunk);
                }
                return true;
            }
            isEncrypted |= id == 8;
            if (id == 3 && type == 12)
            {
                if (!MetaData(ref reader, out var meta))
                {
                    return false;
                }
                found = meta;
            }
            else if (!reader.TrySkip(type))
            {
                return false;
            }
        }
        return false;
    }

    private static bool MetaData(ref CompactReader reader, out Chunk chunk)
    {
        chunk = default;
        var (name, length, data, dictionary) = ("", 0L, 0L, 0L);
        for (var id = 0; reader.TryField(ref id, out var type); )
        {
            if (type == 0)
            {
                chunk = new Chunk(name, dictionary > 0 && dictionary < data ? dictionary : data, length);
                return true;
            }
            var isRead = (id, type) switch
            {
                (3, 9) => Path(ref reader, out name),
                (7, 6) => reader.TryInteger(out length),
                (9, 6) => reader.TryInteger(out data),
                (11, 6) => reader.TryInteger(out dictionary),
                _ => reader.TrySkip(type),
            };
            if (!isRead)
            {
                return false;
            }
        }
        return false;
    }

    private static bool Path(ref CompactReader reader, out string name)
    {
        name = "";
        if (!reader.TryList(out var count, out var type) || type != 8)
        {
            return false;
        }
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryText(out var part))
            {
                return false;
            }
            name = i == 0 ? part : $"{name}.{part}";
        }
        return true;
    }
}
