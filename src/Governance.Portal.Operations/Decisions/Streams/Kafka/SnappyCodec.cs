using System.Buffers.Binary;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>Unpacks Snappy, plain or in the frames of Kafka's Java client. Only reading is needed.</summary>
internal static class SnappyCodec
{
    // Magic of the frames, then two versions of four bytes.
    private static ReadOnlySpan<byte> Frames => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    /// <summary>Unpacks.</summary>
    /// <exception cref="StreamException">The data is damaged or too large.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int most)
    {
        if (!packed.StartsWith(Frames))
        {
            return Block(packed, most);
        }

        packed = packed[16..];
        using var plain = new MemoryStream();
        while (packed.Length >= 4)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(packed);
            if (length < 0 || length > packed.Length - 4)
            {
                throw Damaged();
            }

            plain.Write(Block(packed.Slice(4, length), most - (int)plain.Length));
            packed = packed[(4 + length)..];
        }

        return plain.ToArray();
    }

    private static byte[] Block(ReadOnlySpan<byte> packed, int most)
    {
        var at = 0;
        var size = 0L;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= packed.Length || shift > 28)
            {
                throw Damaged();
            }

            size |= (long)(packed[at] & 0x7F) << shift;
            if (packed[at++] < 0x80)
            {
                break;
            }
        }

        if (size > most)
        {
            throw RecordBatch.TooLarge();
        }

        var plain = new byte[size];
        var filled = 0;
        try
        {
            while (at < packed.Length)
            {
                var tag = packed[at++];
                switch (tag & 3)
                {
                    case 0:
                        filled += Literal(packed, ref at, tag >> 2, plain.AsSpan(filled));
                        break;
                    case 1:
                        Copy(plain, ref filled, ((tag & 0xE0) << 3) | packed[at++], ((tag >> 2) & 7) + 4);
                        break;
                    case 2:
                        Copy(plain, ref filled, BinaryPrimitives.ReadUInt16LittleEndian(packed[at..]), (tag >> 2) + 1);
                        at += 2;
                        break;
                    default:
                        Copy(plain, ref filled, BinaryPrimitives.ReadInt32LittleEndian(packed[at..]), (tag >> 2) + 1);
                        at += 4;
                        break;
                }
            }
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged();
        }

        return filled == plain.Length ? plain : throw Damaged();
    }

    private static int Literal(ReadOnlySpan<byte> packed, ref int at, int length, Span<byte> to)
    {
        if (length >= 60)
        {
            var bytes = length - 59;
            length = 0;
            for (var i = 0; i < bytes; i++)
            {
                length |= packed[at++] << (8 * i);
            }
        }

        packed.Slice(at, length + 1).CopyTo(to);
        at += length + 1;
        return length + 1;
    }

    private static void Copy(byte[] plain, ref int filled, int back, int length)
    {
        if (back <= 0 || back > filled || length > plain.Length - filled)
        {
            throw Damaged();
        }

        for (var i = 0; i < length; i++, filled++)
        {
            plain[filled] = plain[filled - back];
        }
    }

    private static StreamException Damaged() => new("A record batch compressed with Snappy is damaged.");
}
