using System.Globalization;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>
/// Walks PDF syntax (ISO 32000-1 section 7.3) just far enough to find where a value ends, so that a dictionary can be
/// copied with one entry changed and everything else byte for byte.
/// </summary>
internal ref struct PdfScanner(ReadOnlySpan<byte> bytes, int position)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public static bool IsSpace(byte value) => value is 0 or 9 or 10 or 12 or 13 or 32;

    public void SkipSpace()
    {
        while (Position < _bytes.Length)
        {
            if (IsSpace(_bytes[Position]))
            {
                Position++;
            }
            else if (_bytes[Position] == (byte)'%')
            {
                while (Position < _bytes.Length && _bytes[Position] is not (10 or 13))
                {
                    Position++;
                }
            }
            else
            {
                return;
            }
        }
    }

    public bool TryKeyword(ReadOnlySpan<byte> keyword)
    {
        SkipSpace();
        if (!_bytes[Position..].StartsWith(keyword))
        {
            return false;
        }

        Position += keyword.Length;
        return true;
    }

    public void Keyword(ReadOnlySpan<byte> keyword)
    {
        if (!TryKeyword(keyword))
        {
            throw new PdfFormatException($"Expected \"{Encoding.ASCII.GetString(keyword)}\" at byte {Position}.");
        }
    }

    public long Integer()
    {
        SkipSpace();
        var start = Position;
        while (
            Position < _bytes.Length
            && (_bytes[Position] is >= (byte)'0' and <= (byte)'9' || (Position == start && _bytes[Position] is (byte)'-' or (byte)'+'))
        )
        {
            Position++;
        }

        return long.TryParse(_bytes[start..Position], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new PdfFormatException($"Expected a number at byte {start}.");
    }

    public string Name()
    {
        SkipSpace();
        var start = Position;
        if (Position >= _bytes.Length || _bytes[Position] != (byte)'/')
        {
            throw new PdfFormatException($"Expected a name at byte {start}.");
        }

        Position++;
        while (Position < _bytes.Length && !IsSpace(_bytes[Position]) && !IsDelimiter(_bytes[Position]))
        {
            Position++;
        }

        return Encoding.Latin1.GetString(_bytes[(start + 1)..Position]);
    }

    public byte[] Value()
    {
        SkipSpace();
        var start = Position;
        SkipValue(0);
        return _bytes[start..Position].ToArray();
    }

    public PdfDictionary Dictionary()
    {
        Keyword("<<"u8);
        var entries = new List<KeyValuePair<string, byte[]>>();
        while (!TryKeyword(">>"u8))
        {
            var name = Name();
            entries.Add(new(name, Value()));
        }

        return new(entries);
    }

    private void SkipValue(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new PdfFormatException($"Values are nested more than {MaxDepth} deep at byte {Position}.");
        }

        SkipSpace();
        if (Position >= _bytes.Length)
        {
            throw new PdfFormatException("The file ends inside a value.");
        }

        switch (_bytes[Position])
        {
            case (byte)'/':
                _ = Name();
                return;
            case (byte)'(':
                SkipLiteralString();
                return;
            case (byte)'[':
                Position++;
                while (!TryKeyword("]"u8))
                {
                    SkipValue(depth + 1);
                }

                return;
            case (byte)'<' when Position + 1 < _bytes.Length && _bytes[Position + 1] == (byte)'<':
                Position += 2;
                while (!TryKeyword(">>"u8))
                {
                    _ = Name();
                    SkipValue(depth + 1);
                }

                return;
            case (byte)'<':
                var end = _bytes[Position..].IndexOf((byte)'>');
                Position = end < 0 ? throw new PdfFormatException($"The string at byte {Position} does not end.") : Position + end + 1;
                return;
            default:
                SkipScalar();
                return;
        }
    }

    private void SkipScalar()
    {
        var start = Position;
        while (Position < _bytes.Length && !IsSpace(_bytes[Position]) && !IsDelimiter(_bytes[Position]))
        {
            Position++;
        }

        if (Position == start)
        {
            throw new PdfFormatException($"Expected a value at byte {start}.");
        }

        // "12 0 R" is one value, "12 0" inside an array is two.
        var ahead = new PdfScanner(_bytes, Position);
        if (IsUnsigned(_bytes[start..Position]) && ahead.TrySkipReferenceTail())
        {
            Position = ahead.Position;
        }
    }

    private bool TrySkipReferenceTail()
    {
        SkipSpace();
        var start = Position;
        while (Position < _bytes.Length && _bytes[Position] is >= (byte)'0' and <= (byte)'9')
        {
            Position++;
        }

        if (Position == start)
        {
            return false;
        }

        SkipSpace();
        if (Position >= _bytes.Length || _bytes[Position] != (byte)'R')
        {
            return false;
        }

        Position++;
        return Position >= _bytes.Length || IsSpace(_bytes[Position]) || IsDelimiter(_bytes[Position]);
    }

    private void SkipLiteralString()
    {
        var open = 0;
        var start = Position;
        for (; Position < _bytes.Length; Position++)
        {
            switch (_bytes[Position])
            {
                case (byte)'\\':
                    Position++;
                    break;
                case (byte)'(':
                    open++;
                    break;
                case (byte)')' when --open == 0:
                    Position++;
                    return;
                default:
                    break;
            }
        }

        throw new PdfFormatException($"The string at byte {start} does not end.");
    }

    private static bool IsDelimiter(byte value) => "()<>[]{}/%"u8.Contains(value);

    private static bool IsUnsigned(ReadOnlySpan<byte> token) => !token.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
