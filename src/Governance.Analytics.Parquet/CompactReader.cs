using System.Text;

namespace Governance.Analytics.Parquet;

/// <summary>
/// Reads Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages. Bytes of a stranger: what does not fit
/// is answered by <see langword="false"/>, never by an exception.
/// </summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>The next field of a structure; type 0 is its end.</summary>
    public bool TryField(ref int id, out int type)
    {
        type = 0;
        if (!TryByte(out var head))
        {
            return false;
        }
        type = head & 0x0f;
        if (type == 0)
        {
            return true;
        }
        if (head >> 4 is var step && step != 0)
        {
            id += step;
            return true;
        }
        if (!TryInteger(out var whole) || whole is < 0 or > short.MaxValue)
        {
            return false;
        }
        id = (int)whole;
        return true;
    }

    /// <summary>The head of a list.</summary>
    public bool TryList(out int count, out int type)
    {
        (count, type) = (0, 0);
        if (!TryByte(out var head))
        {
            return false;
        }
        (count, type) = (head >> 4, head & 0x0f);
        if (count < 15)
        {
            return true;
        }
        if (!TryVarint(out var many) || many > (ulong)_bytes.Length)
        {
            return false;
        }
        count = (int)many;
        return true;
    }

    /// <summary>A whole number.</summary>
    public bool TryInteger(out long value)
    {
        var read = TryVarint(out var raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return read;
    }

    /// <summary>A text.</summary>
    public bool TryText(out string text)
    {
        text = "";
        if (!TryVarint(out var length) || length > (ulong)(_bytes.Length - Position))
        {
            return false;
        }
        text = Encoding.UTF8.GetString(_bytes.Slice(Position, (int)length));
        Position += (int)length;
        return true;
    }

    /// <summary>Passes over a value.</summary>
    public bool TrySkip(int type) => TrySkip(type, MaxDepth);

    private bool TrySkip(int type, int depth)
    {
        if (depth == 0)
        {
            return false;
        }
        switch (type)
        {
            case 1 or 2: // a flag, whose value is its type
                return true;
            case 3:
                return TryByte(out _);
            case 4 or 5 or 6:
                return TryVarint(out _);
            case 7:
                return TryPass(8);
            case 8:
                return TryVarint(out var length) && length <= int.MaxValue && TryPass((int)length);
            case 9 or 10:
                return TryList(out var count, out var of) && TrySkip(count, of, of, depth);
            case 11:
                if (!TryVarint(out var pairs) || pairs > (ulong)_bytes.Length)
                {
                    return false;
                }
                return pairs == 0 || (TryByte(out var kinds) && TrySkip((int)pairs, kinds >> 4, kinds & 0x0f, depth));
            case 12:
                for (var id = 0; ; )
                {
                    if (!TryField(ref id, out var field))
                    {
                        return false;
                    }
                    if (field == 0)
                    {
                        return true;
                    }
                    if (!TrySkip(field, depth - 1))
                    {
                        return false;
                    }
                }
            default:
                return false;
        }
    }

    // In a list a flag has a byte of its own, and so has every element at least one: no list is longer than the bytes that are there.
    private bool TrySkip(int count, int first, int second, int depth)
    {
        for (var i = 0; i < count; i++)
        {
            if (!TrySkip(first is 1 or 2 ? 3 : first, depth - 1) || (second != first && !TrySkip(second is 1 or 2 ? 3 : second, depth - 1)))
            {
                return false;
            }
        }
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!TryByte(out var one))
            {
                return false;
            }
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return true;
            }
        }
        return false;
    }

    private bool TryByte(out byte value)
    {
        value = Position < _bytes.Length ? _bytes[Position] : (byte)0;
        return Position++ < _bytes.Length;
    }

    private bool TryPass(int count)
    {
        if (count > _bytes.Length - Position)
        {
            return false;
        }
        Position += count;
        return true;
    }
}
