using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Governance.Analytics.Io.Arrow;

/// <summary>
/// The values of one column in a batch, or those that numbers stand for. Everything that a part of it says about another part is looked at
/// when it is made: what is read later is there.
/// </summary>
internal sealed class ArrowColumn
{
    private const int ViewBytes = 16;
    private const int ShortView = 12;

    private readonly ArrowField _field;
    private readonly ReadOnlyMemory<byte>[] _parts;
    private readonly ReadOnlyMemory<byte> _valid;
    private readonly ArrowDictionary? _dictionary;

    public ArrowColumn(ArrowField field, int rows, long nulls, ReadOnlyMemory<byte>[] parts, ArrowDictionary? dictionary)
    {
        (_field, Rows, _parts, _dictionary) = (field, rows, parts, dictionary);
        if (nulls < 0 || nulls > rows)
        {
            throw Fault($"has {nulls} missing values in {rows} rows");
        }
        if (field.Form is ArrowForm.Nothing)
        {
            return;
        }
        _valid = parts[0];
        if (_valid.IsEmpty ? nulls > 0 : _valid.Length < (rows + 7) / 8)
        {
            throw Fault($"marks missing values of {rows} rows in {_valid.Length} bytes");
        }
        Check();
    }

    public int Rows { get; }

    /// <summary>Whether rows are texts of any length.</summary>
    public bool HasTexts => IsText && _field.Form is not (ArrowForm.Nothing or ArrowForm.Decimals);

    private bool IsText => _field.Kind is ColumnarKind.Text;

    public bool IsNull(int row) =>
        _field.Form is ArrowForm.Nothing
        || (!_valid.IsEmpty && (_valid.Span[row >> 3] >> (row & 7) & 1) == 0)
        || (_dictionary is not null && _dictionary.IsNull(NumberAt(row)));

    /// <summary>The bytes of a text; those of a missing one may be anything.</summary>
    public ReadOnlySpan<byte> TextAt(int row)
    {
        switch (_field.Form)
        {
            case ArrowForm.Texts:
                var starts = MemoryMarshal.Cast<byte, int>(_parts[1].Span);
                return _parts[2].Span[starts[row]..starts[row + 1]];
            case ArrowForm.LongTexts:
                var places = MemoryMarshal.Cast<byte, long>(_parts[1].Span);
                return _parts[2].Span[(int)places[row]..(int)places[row + 1]];
            case ArrowForm.Views:
                return ViewAt(row);
            default:
                return _dictionary is { } dictionary ? dictionary.TextAt(NumberAt(row)) : [];
        }
    }

    /// <summary>Neighbouring rows as they are delivered.</summary>
    /// <param name="from">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="before">Rows of the file before this batch, for messages.</param>
    public ColumnarValues Take(int from, int count, long before)
    {
        var nulls = Nulls(from, count);
        if (IsText)
        {
            return _field.Form is ArrowForm.Decimals ? Decimals(from, count, nulls) : Texts(from, count, nulls, before);
        }
        var data = _field.Form switch
        {
            ArrowForm.Bits => Bytes(from, count),
            ArrowForm.Fixed => _parts[1].Slice(from * _field.Width, count * _field.Width),
            _ => Gathered(from, count),
        };
        return new ColumnarValues(_field.Kind, count, nulls, data, default);
    }

    /// <summary>Copies a value of those that all have as many bytes.</summary>
    public void CopyTo(int row, Span<byte> to)
    {
        if (_field.Form is ArrowForm.Bits)
        {
            to[0] = (byte)(_parts[1].Span[row >> 3] >> (row & 7) & 1);
        }
        else
        {
            _parts[1].Span.Slice(row * _field.Width, _field.Width).CopyTo(to);
        }
    }

    private byte[] Nulls(int from, int count)
    {
        if (_field.Form is not ArrowForm.Nothing && _valid.IsEmpty && _dictionary is not { HasNulls: true })
        {
            return [];
        }
        var nulls = new byte[count];
        for (var i = 0; i < count; i++)
        {
            nulls[i] = IsNull(from + i) ? (byte)1 : (byte)0;
        }
        return nulls;
    }

    private ColumnarValues Texts(int from, int count, byte[] nulls, long before)
    {
        var lengths = new int[count];
        var total = 0;
        for (var i = 0; i < count; i++)
        {
            lengths[i] = HasTexts && (nulls.Length == 0 || nulls[i] == 0) ? TextAt(from + i).Length : 0;
            total += lengths[i];
        }
        var data = new byte[total];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            if (lengths[i] == 0)
            {
                continue;
            }
            var text = TextAt(from + i);
            if ((text[0] & 0xc0) == 0x80)
            {
                // The rest of a letter that the text before would have to begin.
                throw ColumnarErrors.BadText(_field.Name, before + from + i + 1);
            }
            text.CopyTo(data.AsSpan(at));
            at += text.Length;
        }
        if (data.AsSpan().Contains((byte)0) || !Utf8.IsValid(data))
        {
            throw ColumnarErrors.BadText(_field.Name, before + from + 1);
        }
        return new ColumnarValues(ColumnarKind.Text, count, nulls, data, MemoryMarshal.AsBytes<int>(lengths).ToArray());
    }

    private byte[] Bytes(int from, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            CopyTo(from + i, bytes.AsSpan(i));
        }
        return bytes;
    }

    private byte[] Gathered(int from, int count)
    {
        var width = _field.Values!.Form is ArrowForm.Bits ? 1 : _field.Values.Width;
        var bytes = new byte[count * width];
        for (var i = 0; i < count; i++)
        {
            if (!IsNull(from + i))
            {
                _dictionary!.CopyTo(NumberAt(from + i), bytes.AsSpan(i * width));
            }
        }
        return bytes;
    }

    // Where the value of a row is missing, its number may be anything.
    private int NumberAt(int row)
    {
        var number = RawNumberAt(row);
        return number >= 0 && number < _dictionary!.Count ? (int)number : 0;
    }

    private long RawNumberAt(int row)
    {
        var bytes = _parts[1].Span.Slice(row * _field.Width, _field.Width);
        return (_field.Width, _field.IsSigned) switch
        {
            (1, true) => (sbyte)bytes[0],
            (1, false) => bytes[0],
            (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (4, true) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }

    private ReadOnlySpan<byte> ViewAt(int row)
    {
        var view = _parts[1].Span.Slice(row * ViewBytes, ViewBytes);
        var length = BinaryPrimitives.ReadInt32LittleEndian(view);
        return length <= ShortView
            ? view.Slice(sizeof(int), length)
            : _parts[2 + BinaryPrimitives.ReadInt32LittleEndian(view[8..])]
                .Span.Slice(BinaryPrimitives.ReadInt32LittleEndian(view[12..]), length);
    }

    private void Check()
    {
        switch (_field.Form)
        {
            case ArrowForm.Bits:
                Need(1, ((long)Rows + 7) / 8);
                break;
            case ArrowForm.Fixed or ArrowForm.Decimals:
                Need(1, (long)Rows * _field.Width);
                break;
            case ArrowForm.Texts:
                CheckStarts(sizeof(int), row => MemoryMarshal.Cast<byte, int>(_parts[1].Span)[row]);
                break;
            case ArrowForm.LongTexts:
                CheckStarts(sizeof(long), row => MemoryMarshal.Cast<byte, long>(_parts[1].Span)[row]);
                break;
            case ArrowForm.Views:
                Need(1, (long)Rows * ViewBytes);
                CheckViews();
                break;
            case ArrowForm.Numbered:
                Need(1, (long)Rows * _field.Width);
                CheckNumbers();
                break;
        }
    }

    private void CheckStarts(int width, Func<int, long> startOf)
    {
        if (Rows == 0)
        {
            return;
        }
        Need(1, ((long)Rows + 1) * width);
        var before = 0L;
        for (var row = 0; row <= Rows; row++)
        {
            var start = startOf(row);
            if (start < before || start > _parts[2].Length)
            {
                throw start < 0
                    ? Fault($"has a text that begins before the first byte of its texts")
                    : Fault($"has a text at byte {start}, after byte {before}, of {_parts[2].Length} bytes of texts");
            }
            before = start;
        }
    }

    private void CheckViews()
    {
        for (var row = 0; row < Rows; row++)
        {
            if (IsNull(row))
            {
                // Nothing is read of it, but its length is asked for.
                continue;
            }
            var view = _parts[1].Span.Slice(row * ViewBytes, ViewBytes);
            var length = BinaryPrimitives.ReadInt32LittleEndian(view);
            if (length is >= 0 and <= ShortView)
            {
                continue;
            }
            var part = BinaryPrimitives.ReadInt32LittleEndian(view[8..]);
            var start = BinaryPrimitives.ReadInt32LittleEndian(view[12..]);
            if (length < 0 || part < 0 || part >= _parts.Length - 2 || start < 0 || start > _parts[2 + part].Length - (long)length)
            {
                throw length < 0 || part < 0 || start < 0
                    ? Fault($"has a text whose length or place is negative")
                    : Fault($"has a text of {length} bytes at byte {start} of part {part}, of {_parts.Length - 2} parts");
            }
        }
    }

    private void CheckNumbers()
    {
        for (var row = 0; row < Rows; row++)
        {
            var isMissing = !_valid.IsEmpty && (_valid.Span[row >> 3] >> (row & 7) & 1) == 0;
            if (!isMissing && RawNumberAt(row) is var number && (number < 0 || number >= _dictionary!.Count))
            {
                throw number < 0
                    ? Fault($"refers to a value before the first of its dictionary")
                    : Fault($"refers to value {number} of {_dictionary!.Count}");
            }
        }
    }

    // Decimals as a text file has them.
    private ColumnarValues Decimals(int from, int count, byte[] nulls)
    {
        var lengths = new int[count];
        using var texts = new MemoryStream();
        for (var i = 0; i < count; i++)
        {
            if (nulls.Length > 0 && nulls[i] != 0)
            {
                continue;
            }
            var number = new BigInteger(_parts[1].Span.Slice((from + i) * _field.Width, _field.Width));
            var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture);
            if (_field.Scale <= 0)
            {
                digits += new string('0', number.IsZero ? 0 : -_field.Scale);
            }
            else
            {
                digits = digits.PadLeft(_field.Scale + 1, '0');
                digits = $"{digits[..^_field.Scale]}.{digits[^_field.Scale..]}";
            }
            var text = Encoding.ASCII.GetBytes(number.Sign < 0 ? "-" + digits : digits);
            texts.Write(text);
            lengths[i] = text.Length;
        }
        return new ColumnarValues(ColumnarKind.Text, count, nulls, texts.ToArray(), MemoryMarshal.AsBytes<int>(lengths).ToArray());
    }

    private void Need(int part, long bytes)
    {
        if (_parts[part].Length < bytes)
        {
            throw Fault($"has {_parts[part].Length} bytes for {Rows} rows, which need {bytes}");
        }
    }

    private ArrowFault Fault(FormattableString words) => new($"column \"{_field.Name}\" {ArrowErrors.Text(words)}");
}
