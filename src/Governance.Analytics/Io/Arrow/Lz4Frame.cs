using System.Buffers.Binary;

namespace Governance.Analytics.Io.Arrow;

/// <summary>
/// Unpacks LZ4 in frames, which Arrow files are usually compressed with. The length is known before: what does not give exactly that is
/// refused, and nothing is read or written outside of the two blocks of memory.
/// </summary>
internal static class Lz4Frame
{
    /// <summary>Most bytes that one packed byte can become.</summary>
    public const int MostGrowth = 255;

    private const uint Magic = 0x184D2204;
    private const int LeastMatch = 4;
    private const int LongLength = 15;

    /// <summary>Fills <paramref name="to"/>.</summary>
    public static void Unpack(ReadOnlySpan<byte> frame, Span<byte> to)
    {
        var rest = frame;
        if (BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, sizeof(uint))) != Magic)
        {
            throw Fault("does not begin like an LZ4 frame");
        }
        var flags = Take(ref rest, 2)[0];
        if (flags >> 6 != 1)
        {
            throw Fault("is of an unknown version of LZ4");
        }
        var (blockChecksum, contentSize, contentChecksum) = ((flags & 16) != 0, (flags & 8) != 0, (flags & 4) != 0);
        if ((flags & 1) != 0)
        {
            throw Fault("needs an LZ4 dictionary");
        }
        // The length that it gives itself, then a checksum of these flags.
        Take(ref rest, (contentSize ? sizeof(long) : 0) + 1);
        var written = 0;
        while (BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, sizeof(uint))) is not 0 and var head)
        {
            var block = Take(ref rest, head & 0x7fffffff);
            if (blockChecksum)
            {
                Take(ref rest, sizeof(uint));
            }
            if (head >> 31 == 0)
            {
                written = UnpackBlock(block, to, written);
            }
            else if (block.Length <= to.Length - written)
            {
                block.CopyTo(to[written..]);
                written += block.Length;
            }
            else
            {
                throw TooLong(to.Length);
            }
        }
        if (contentChecksum)
        {
            Take(ref rest, sizeof(uint));
        }
        if (written != to.Length)
        {
            throw Fault(ArrowErrors.Text($"unpacks to {written} bytes instead of the stated {to.Length}"));
        }
    }

    // Literals, then a match with what was written before; the last has no match.
    private static int UnpackBlock(ReadOnlySpan<byte> block, Span<byte> to, int written)
    {
        var rest = block;
        while (!rest.IsEmpty)
        {
            var token = Take(ref rest, 1)[0];
            var literals = Take(ref rest, Length(token >> 4, ref rest));
            if (literals.Length > to.Length - written)
            {
                throw TooLong(to.Length);
            }
            literals.CopyTo(to[written..]);
            written += literals.Length;
            if (rest.IsEmpty)
            {
                break;
            }
            var back = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, sizeof(ushort)));
            var length = Length(token & LongLength, ref rest) + LeastMatch;
            if (back == 0 || back > written)
            {
                throw Fault("refers to bytes before its beginning");
            }
            if (length > to.Length - written)
            {
                throw TooLong(to.Length);
            }
            Repeat(to, written, back, (int)length);
            written += (int)length;
        }
        return written;
    }

    // What is repeated may reach into what is being written: then as much as is there, and as often as needed.
    private static void Repeat(Span<byte> to, int at, int back, int length)
    {
        for (var done = 0; done < length; )
        {
            var count = Math.Min(length - done, back);
            to.Slice(at + done - back, count).CopyTo(to[(at + done)..]);
            done += count;
        }
    }

    private static long Length(int length, ref ReadOnlySpan<byte> rest)
    {
        long whole = length;
        if (length == LongLength)
        {
            byte more;
            do
            {
                more = Take(ref rest, 1)[0];
                whole += more;
            } while (more == byte.MaxValue);
        }
        return whole;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, long count)
    {
        if (count > rest.Length)
        {
            throw Fault("ends too early");
        }
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private static ArrowFault TooLong(int length) => Fault(ArrowErrors.Text($"unpacks to more than the stated {length} bytes"));

    private static ArrowFault Fault(string words) => new("a compressed block " + words);
}
