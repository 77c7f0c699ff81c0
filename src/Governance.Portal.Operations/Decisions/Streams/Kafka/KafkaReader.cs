using System.Buffers.Binary;
using System.Text;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>Reads the primitive types of the protocol from an answer, and never beyond its end.</summary>
internal sealed class KafkaReader(ReadOnlyMemory<byte> data)
{
    private int _at;

    public int Left => data.Length - _at;

    public sbyte Int8() => (sbyte)Take(1).Span[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)).Span);

    /// <summary>A text; null where its length is −1.</summary>
    public string? Text() => Int16() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length).Span) : null;

    /// <summary>Bytes behind their length; none where it is −1.</summary>
    public ReadOnlyMemory<byte> Bytes() => Int32() is >= 0 and var length ? Take(length) : ReadOnlyMemory<byte>.Empty;

    /// <summary>A number in zigzag and groups of seven bits.</summary>
    public long Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = (byte)Int8();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new StreamException("The broker sent a number that does not end.");
    }

    /// <summary>A list behind its length; none where it is −1.</summary>
    public List<T> List<T>(Func<KafkaReader, T> read)
    {
        var count = Int32();
        if (count > Left)
        {
            throw TooShort();
        }

        var items = new List<T>(Math.Max(0, count));
        for (var i = 0; i < count; i++)
        {
            items.Add(read(this));
        }

        return items;
    }

    /// <summary>Some bytes.</summary>
    public ReadOnlyMemory<byte> Take(int length)
    {
        if (length < 0 || length > Left)
        {
            throw TooShort();
        }

        var taken = data.Slice(_at, length);
        _at += length;
        return taken;
    }

    private static StreamException TooShort() => new("The broker's answer ends too early.");
}
