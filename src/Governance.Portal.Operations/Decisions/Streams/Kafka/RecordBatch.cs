using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Text;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>A record of a partition.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Value">What it holds; empty for one that only deletes a key.</param>
internal readonly record struct KafkaRecord(long Offset, ReadOnlyMemory<byte> Value);

/// <summary>Record batches of format 2, the only one since Kafka 0.11: read with their checksums, written for dead letters.</summary>
internal static class RecordBatch
{
    // Up to the checksum: offset, length, epoch of the leader, format, checksum.
    private const int Head = 8 + 4 + 4 + 1 + 4;
    private const int CodecMask = 0x07;
    private const int TransactionalBit = 0x10;
    private const int ControlBit = 0x20;
    private const int MaxPlainBytes = 64 * 1024 * 1024;

    /// <summary>Reads the whole batches of a part of a partition; a batch that is cut off at its end comes with the next part.</summary>
    /// <param name="data">What the broker sent.</param>
    /// <param name="from">Offset that was asked for: a batch may begin before it.</param>
    /// <param name="aborted">Transactions that were taken back, as producer and first offset.</param>
    /// <param name="records">Receives the records.</param>
    /// <returns>The offset to ask for next.</returns>
    /// <exception cref="StreamException">A batch is damaged, or packed by a codec that is not read here.</exception>
    public static long Read(
        ReadOnlyMemory<byte> data,
        long from,
        IReadOnlyCollection<(long Producer, long First)> aborted,
        ICollection<KafkaRecord> records
    )
    {
        var next = from;
        var waiting = aborted.OrderBy(a => a.First).ToList();
        var open = new HashSet<long>();
        while (data.Length > Head)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(data.Span[8..]);
            if (length < Head - 12)
            {
                throw new StreamException($"A record batch at offset {next} has an impossible length.");
            }

            if (data.Length < 12 + length)
            {
                break;
            }

            next = Math.Max(next, ReadOne(data[..(12 + length)], from, waiting, open, records));
            data = data[(12 + length)..];
        }

        return next;
    }

    /// <summary>Writes one batch.</summary>
    /// <param name="values">Its records: value and headers.</param>
    /// <param name="time">Their time.</param>
    public static byte[] Write(
        IReadOnlyList<(ReadOnlyMemory<byte> Value, IEnumerable<(string Name, string Value)> Headers)> values,
        DateTimeOffset time
    )
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        var rest = new KafkaWriter()
            .Int16(0) // attributes: no codec, no transaction
            .Int32(values.Count - 1)
            .Int64(milliseconds)
            .Int64(milliseconds)
            .Int64(-1) // no idempotent producer
            .Int16(-1)
            .Int32(-1)
            .Int32(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var record = Record(i, values[i].Value.Span, [.. values[i].Headers]);
            rest.Varint(record.Length).Raw(record.Span);
        }

        var checkedPart = rest.Written.Span;
        return new KafkaWriter()
            .Int64(0)
            .Int32(Head - 12 + checkedPart.Length)
            .Int32(-1)
            .Int8(2)
            .Int32((int)Crc32C(checkedPart))
            .Raw(checkedPart)
            .Written.ToArray();
    }

    private static ReadOnlyMemory<byte> Record(int place, ReadOnlySpan<byte> value, List<(string Name, string Value)> headers)
    {
        var record = new KafkaWriter().Int8(0).Varint(0).Varint(place).Varint(-1).Varint(value.Length).Raw(value).Varint(headers.Count);
        foreach (var (name, text) in headers)
        {
            var (key, held) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text));
            record.Varint(key.Length).Raw(key).Varint(held.Length).Raw(held);
        }

        return record.Written;
    }

    private static long ReadOne(
        ReadOnlyMemory<byte> batch,
        long from,
        List<(long Producer, long First)> waiting,
        HashSet<long> open,
        ICollection<KafkaRecord> records
    )
    {
        var reader = new KafkaReader(batch);
        var first = reader.Int64();
        reader.Take(8);
        if (reader.Int8() is not 2 and var format)
        {
            throw new StreamException($"The record batch at offset {first} has format {format}; Kafka 0.11 and later write format 2.");
        }

        var crc = (uint)reader.Int32();
        if (Crc32C(batch.Span[Head..]) != crc)
        {
            throw new StreamException($"The record batch at offset {first} does not match its checksum.");
        }

        var attributes = reader.Int16();
        var next = first + reader.Int32() + 1;
        reader.Take(16); // times
        var producer = reader.Int64();
        reader.Take(6);
        var count = reader.Int32();
        foreach (var begun in waiting.Where(w => w.First <= first).ToList())
        {
            open.Add(begun.Producer);
            waiting.Remove(begun);
        }

        if ((attributes & ControlBit) != 0)
        {
            open.Remove(producer); // its transaction ends here, one way or the other
            return next;
        }

        if ((attributes & TransactionalBit) != 0 && open.Contains(producer))
        {
            return next;
        }

        var plain = new KafkaReader(Plain(reader.Take(reader.Left), attributes & CodecMask, first));
        for (var i = 0; i < count; i++)
        {
            var (delta, value) = ReadRecord(new KafkaReader(plain.Take((int)Math.Min(plain.Varint(), int.MaxValue))));
            if (first + delta >= from)
            {
                records.Add(new KafkaRecord(first + delta, value));
            }
        }

        return next;
    }

    private static (long Delta, ReadOnlyMemory<byte> Value) ReadRecord(KafkaReader record)
    {
        record.Int8();
        record.Varint();
        var delta = record.Varint();
        if (record.Varint() is > 0 and var key)
        {
            record.Take((int)Math.Min(key, int.MaxValue));
        }

        return (delta, record.Varint() is > 0 and var length ? record.Take((int)Math.Min(length, int.MaxValue)) : default);
    }

    private static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> packed, int codec, long offset)
    {
        switch (codec)
        {
            case 0:
                return packed;
            case 1:
                return Unzip(packed, offset);
            case 2:
                return SnappyCodec.Unpack(packed.Span, MaxPlainBytes);
            case 3:
                return Lz4Codec.Unpack(packed.Span, MaxPlainBytes);
            default:
                throw new StreamException(
                    $"The record batch at offset {offset} is compressed with {(codec == 4 ? "zstd" : $"codec {codec}")}, which the "
                        + "portal does not support. Set compression.type of the topic or its producers to gzip, snappy, lz4 or none."
                );
        }
    }

    private static byte[] Unzip(ReadOnlyMemory<byte> packed, long offset)
    {
        try
        {
            using var unzipped = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var part = new byte[64 * 1024];
            for (int read; (read = unzipped.Read(part)) > 0; )
            {
                if (plain.Length + read > MaxPlainBytes)
                {
                    throw TooLarge();
                }

                plain.Write(part, 0, read);
            }

            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new StreamException($"The record batch at offset {offset} is damaged: {e.Message}", e);
        }
    }

    /// <summary>A batch that unpacks to more than this program takes.</summary>
    public static StreamException TooLarge() => new($"A record batch decompresses to more than {MaxPlainBytes} bytes.");

    private static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var one in data)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
