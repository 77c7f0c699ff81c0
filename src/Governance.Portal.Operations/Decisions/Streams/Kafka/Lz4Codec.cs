using System.Buffers.Binary;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// Unpacks frames of LZ4. Checksums of frame and blocks are passed over: the batch has one of its own, which was compared before. Only
/// reading is needed.
/// </summary>
internal static class Lz4Codec
{
    private const uint Magic = 0x184D2204;
    private const int PlainBlock = unchecked((int)0x80000000);

    /// <summary>Unpacks.</summary>
    /// <exception cref="StreamException">The data is damaged or too large.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int most)
    {
        try
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(packed) != Magic)
            {
                throw Damaged();
            }

            var flags = packed[4];
            var at = 7 + ((flags & 0x08) != 0 ? 8 : 0) + ((flags & 0x01) != 0 ? 4 : 0);
            var plain = new Plain(most);
            while (BinaryPrimitives.ReadInt32LittleEndian(packed[at..]) is not 0 and var head)
            {
                var length = head & ~PlainBlock;
                var block = packed.Slice(at + 4, length);
                if ((head & PlainBlock) != 0)
                {
                    plain.Add(block);
                }
                else
                {
                    Block(block, plain);
                }

                at += 4 + length + ((flags & 0x10) != 0 ? 4 : 0);
            }

            return plain.ToArray();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged();
        }
    }

    private static void Block(ReadOnlySpan<byte> block, Plain plain)
    {
        for (var at = 0; at < block.Length; )
        {
            var token = block[at++];
            var literals = Length(block, ref at, token >> 4);
            plain.Add(block.Slice(at, literals));
            at += literals;
            if (at == block.Length)
            {
                break; // the last sequence is literals alone
            }

            var back = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            plain.Repeat(back, Length(block, ref at, token & 0x0F) + 4);
        }
    }

    private static int Length(ReadOnlySpan<byte> block, ref int at, int length)
    {
        if (length == 15)
        {
            byte more;
            do
            {
                more = block[at++];
                length += more;
            } while (more == byte.MaxValue);
        }

        return length;
    }

    private static StreamException Damaged() => new("A record batch compressed with LZ4 is damaged.");

    // Grows as it is filled: a frame need not say how long it is.
    private sealed class Plain(int most)
    {
        private byte[] _data = new byte[64 * 1024];
        private int _filled;

        public void Add(ReadOnlySpan<byte> more)
        {
            Reserve(more.Length);
            more.CopyTo(_data.AsSpan(_filled));
            _filled += more.Length;
        }

        public void Repeat(int back, int length)
        {
            if (back == 0 || back > _filled)
            {
                throw Damaged();
            }

            Reserve(length);
            for (var i = 0; i < length; i++, _filled++)
            {
                _data[_filled] = _data[_filled - back];
            }
        }

        public byte[] ToArray() => _data[.._filled];

        private void Reserve(int more)
        {
            if (more < 0 || more > most - _filled)
            {
                throw RecordBatch.TooLarge();
            }

            if (_data.Length < _filled + more)
            {
                Array.Resize(ref _data, Math.Max(_filled + more, (int)Math.Min((long)_data.Length * 2, most)));
            }
        }
    }
}
