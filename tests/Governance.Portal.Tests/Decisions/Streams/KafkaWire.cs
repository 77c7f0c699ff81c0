using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Reads a request of Kafka's protocol.</summary>
internal sealed class KafkaRequest(ReadOnlyMemory<byte> data)
{
    private int _at;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)).Span);

    public string? Text() => Int16() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length).Span) : null;

    public List<T> List<T>(Func<T> read) => [.. Enumerable.Range(0, Math.Max(0, Int32())).Select(_ => read())];

    public ReadOnlyMemory<byte> Take(int length)
    {
        _at += length;
        return data.Slice(_at - length, length);
    }
}

/// <summary>Writes an answer of Kafka's protocol, and record batches of format 2.</summary>
internal sealed class KafkaAnswer
{
    private readonly ArrayBufferWriter<byte> _data = new(256);

    public ReadOnlyMemory<byte> Written => _data.WrittenMemory;

    public KafkaAnswer Int8(int value) => Raw([(byte)value]);

    public KafkaAnswer Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_data.GetSpan(sizeof(short)), (short)value);
        _data.Advance(sizeof(short));
        return this;
    }

    public KafkaAnswer Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_data.GetSpan(sizeof(int)), value);
        _data.Advance(sizeof(int));
        return this;
    }

    public KafkaAnswer Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_data.GetSpan(sizeof(long)), value);
        _data.Advance(sizeof(long));
        return this;
    }

    public KafkaAnswer Text(string? value) => value is null ? Int16(-1) : Int16(value.Length).Raw(Encoding.UTF8.GetBytes(value));

    public KafkaAnswer Bytes(ReadOnlySpan<byte> value) => Int32(value.Length).Raw(value);

    public KafkaAnswer Raw(ReadOnlySpan<byte> value)
    {
        _data.Write(value);
        return this;
    }

    public KafkaAnswer List<T>(IReadOnlyCollection<T> items, Action<KafkaAnswer, T> write)
    {
        Int32(items.Count);
        foreach (var item in items)
        {
            write(this, item);
        }

        return this;
    }

    /// <summary>One batch.</summary>
    /// <param name="first">Offset of its first record.</param>
    /// <param name="attributes">Bits: 0x10 of a transaction, 0x20 a marker of its end.</param>
    /// <param name="values">Key and value of each record.</param>
    public static byte[] Batch(long first, int attributes, IReadOnlyList<(byte[] Key, byte[] Value)> values)
    {
        var rest = new KafkaAnswer()
            .Int16(attributes)
            .Int32(values.Count - 1)
            .Int64(0)
            .Int64(0)
            .Int64(attributes == 0 ? -1 : 7) // producer
            .Int16(attributes == 0 ? -1 : 0)
            .Int32(-1)
            .Int32(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            var (key, value) = values[i];
            var record = new KafkaAnswer().Int8(0).Varint(0).Varint(i).Varint(key.Length == 0 ? -1 : key.Length).Raw(key);
            var written = record.Varint(value.Length).Raw(value).Varint(0).Written;
            rest.Varint(written.Length).Raw(written.Span);
        }

        var sum = uint.MaxValue;
        foreach (var one in rest.Written.Span)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return new KafkaAnswer()
            .Int64(first)
            .Int32(4 + 1 + 4 + rest.Written.Length)
            .Int32(-1)
            .Int8(2)
            .Int32((int)~sum)
            .Raw(rest.Written.Span)
            .Written.ToArray();
    }

    private KafkaAnswer Varint(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest > 0x7F)
        {
            Int8((byte)(rest | 0x80));
            rest >>= 7;
        }

        return Int8((byte)rest);
    }
}
