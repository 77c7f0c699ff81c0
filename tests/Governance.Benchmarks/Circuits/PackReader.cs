using System.Buffers.Binary;
using System.Text;

namespace Governance.Benchmarks.Circuits;

/// <summary>Reads the few forms of MessagePack that the hub writes.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsInteger => _bytes[_at] is <= 0x7f or >= 0xe0 or (>= 0xcc and <= 0xd3);

    public int Array() =>
        _bytes[_at++] switch
        {
            0xdc => Take(2),
            0xdd => Take(4),
            var small => small & 0x0f,
        };

    public long Integer()
    {
        var form = _bytes[_at++];
        if (form is <= 0x7f or >= 0xe0)
        {
            return (sbyte)form;
        }

        var size = 1 << ((form - 0xcc) & 3);
        var value = 0L;
        foreach (var b in _bytes.Slice(_at, size))
        {
            value = (value << 8) | b;
        }

        _at += size;
        return value;
    }

    public string? Text()
    {
        var form = _bytes[_at++];
        if (form == 0xc0)
        {
            return null;
        }

        var length = form switch
        {
            0xd9 => Take(1),
            0xda => Take(2),
            0xdb => Take(4),
            _ => form & 0x1f,
        };
        var text = Encoding.UTF8.GetString(_bytes.Slice(_at, length));
        _at += length;
        return text;
    }

    public void Skip()
    {
        switch (_bytes[_at])
        {
            case 0x80 or 0xc0 or 0xc2 or 0xc3:
                _at++;
                break;
            case (>= 0xa0 and <= 0xbf) or 0xd9 or 0xda or 0xdb:
                Text();
                break;
            default:
                Integer();
                break;
        }
    }

    private int Take(int size)
    {
        var value = size switch
        {
            1 => _bytes[_at],
            2 => BinaryPrimitives.ReadUInt16BigEndian(_bytes[_at..]),
            _ => BinaryPrimitives.ReadInt32BigEndian(_bytes[_at..]),
        };
        _at += size;
        return value;
    }
}
