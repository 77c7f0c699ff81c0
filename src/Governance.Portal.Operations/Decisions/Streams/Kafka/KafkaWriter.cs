using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>Writes the primitive types of the protocol: big-endian numbers, texts and bytes with their length before them.</summary>
internal sealed class KafkaWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(256);

    public ReadOnlyMemory<byte> Written => _data.WrittenMemory;

    public KafkaWriter Int8(sbyte value)
    {
        _data.GetSpan(1)[0] = (byte)value;
        _data.Advance(1);
        return this;
    }

    public KafkaWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_data.GetSpan(sizeof(short)), value);
        _data.Advance(sizeof(short));
        return this;
    }

    public KafkaWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_data.GetSpan(sizeof(int)), value);
        _data.Advance(sizeof(int));
        return this;
    }

    public KafkaWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_data.GetSpan(sizeof(long)), value);
        _data.Advance(sizeof(long));
        return this;
    }

    /// <summary>A text; null is length −1.</summary>
    public KafkaWriter Text(string? value)
    {
        if (value is null)
        {
            return Int16(-1);
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        return Int16(checked((short)bytes.Length)).Raw(bytes);
    }

    /// <summary>Bytes behind their length.</summary>
    public KafkaWriter Bytes(ReadOnlySpan<byte> value) => Int32(value.Length).Raw(value);

    /// <summary>Bytes alone.</summary>
    public KafkaWriter Raw(ReadOnlySpan<byte> value)
    {
        _data.Write(value);
        return this;
    }

    /// <summary>A number in zigzag and groups of seven bits, as records hold them.</summary>
    public KafkaWriter Varint(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest > 0x7F)
        {
            Int8((sbyte)(byte)(rest | 0x80));
            rest >>= 7;
        }

        return Int8((sbyte)rest);
    }

    /// <summary>A list behind its length.</summary>
    public KafkaWriter List<T>(IReadOnlyCollection<T> items, Action<KafkaWriter, T> write)
    {
        Int32(items.Count);
        foreach (var item in items)
        {
            write(this, item);
        }

        return this;
    }
}
