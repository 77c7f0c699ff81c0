using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Governance.Analytics.Io;

/// <summary>
/// Reads numbers from UTF-8 bytes: <c>[+-]?(d+[.d*]|.d+)([eE][+-]?d+)?</c>, infinities, the words for missing, and numbers as people write
/// them (<see cref="DressedNumber"/>).
/// </summary>
internal static class NumberToken
{
    private static readonly double[] s_powersOfTen =
    [
        1e0,
        1e1,
        1e2,
        1e3,
        1e4,
        1e5,
        1e6,
        1e7,
        1e8,
        1e9,
        1e10,
        1e11,
        1e12,
        1e13,
        1e14,
        1e15,
        1e16,
        1e17,
        1e18,
        1e19,
        1e20,
        1e21,
        1e22,
    ];

    public static TokenKind Parse(ReadOnlySpan<byte> token, out double value)
    {
        var kind = ParsePlain(token, out value);
        if (kind is not TokenKind.Other)
        {
            return kind;
        }
        Span<byte> plain = stackalloc byte[DressedNumber.MaxPlain];
        return DressedNumber.TryUndress(token, plain, out var length, out _) ? ParsePlain(plain[..length], out value) : kind;
    }

    /// <summary>The same without currencies, percent signs and other dress.</summary>
    public static TokenKind ParsePlain(ReadOnlySpan<byte> token, out double value)
    {
        value = double.NaN;
        token = Trim(token);
        if (token.IsEmpty)
        {
            return TokenKind.Missing;
        }

        var i = 0;
        var negative = token[0] == (byte)'-';
        if (negative || token[0] == (byte)'+')
        {
            i = 1;
        }
        ulong mantissa = 0;
        var digits = 0;
        var significant = 0;
        var scale = 0;
        for (; i < token.Length && IsDigit(token[i]); i++, digits++)
        {
            if (significant < 18)
            {
                mantissa = (mantissa * 10) + (uint)(token[i] - '0');
            }
            if (mantissa != 0)
            {
                significant++;
            }
        }
        if (i < token.Length && token[i] == (byte)'.')
        {
            for (i++; i < token.Length && IsDigit(token[i]); i++, digits++, scale--)
            {
                if (significant < 18)
                {
                    mantissa = (mantissa * 10) + (uint)(token[i] - '0');
                }
                if (mantissa != 0)
                {
                    significant++;
                }
            }
        }
        if (digits == 0)
        {
            return Word(token, out value);
        }

        var plain = i == token.Length;
        if (!plain && !IsExponent(token[i..]))
        {
            return IsMissing(token) ? TokenKind.Missing : TokenKind.Other;
        }

        // Up to 2^53 and 10^22 both factors are exact, so one IEEE operation rounds correctly (Clinger 1990).
        if (plain && significant <= 18 && mantissa <= 1UL << 53 && scale >= -22)
        {
            var magnitude = mantissa / s_powersOfTen[-scale];
            value = (negative ? -magnitude : magnitude) + 0.0;
            return TokenKind.Number;
        }
        value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture) + 0.0;
        return TokenKind.Number;
    }

    /// <summary>
    /// Reads what most numbers look like: a sign, digits and a point. False for anything else, and for numbers of which more is kept than
    /// their double.
    /// </summary>
    public static bool TryParsePlain(ReadOnlySpan<byte> token, out double value)
    {
        value = 0;
        if (token.IsEmpty)
        {
            return false;
        }
        var start = token[0] == (byte)'-' ? 1 : 0;
        ulong mantissa = 0;
        var point = -1;
        for (var i = start; i < token.Length; i++)
        {
            var digit = (uint)(token[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (token[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }
        if (token.Length - start - (point < 0 ? 0 : 1) == 0)
        {
            return false;
        }
        // Nineteen characters never overflow the mantissa; below 2^53 and up to 10^22 one IEEE operation rounds correctly.
        if (token.Length <= 19 && mantissa < 1UL << 53)
        {
            var magnitude = point < 0 ? mantissa : mantissa / s_powersOfTen[token.Length - 1 - point];
            value = (start == 1 ? -magnitude : magnitude) + 0.0;
            return true;
        }
        // More digits than a double holds; of whole numbers from 2^53 on, what was written is kept besides the double.
        if (
            point < 0
            || !Utf8Parser.TryParse(token, out value, out var read)
            || read != token.Length
            || Math.Abs(value) >= ExactRows.FirstRounded
        )
        {
            return false;
        }
        value += 0.0;
        return true;
    }

    /// <summary>
    /// <see cref="TryParsePlain(ReadOnlySpan{byte}, out double)"/> for tokens of at most 16 characters inside a longer text: all digits at
    /// once. The digits are aligned to the right of a vector, those before the point moved over it, then joined in pairs, fours and eights.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the token starts.</param>
    /// <param name="length">Its length.</param>
    /// <param name="value">The number.</param>
    public static bool TryParsePlain(ReadOnlySpan<byte> text, int start, int length, out double value)
    {
        var end = start + length;
        if (!Sse41.IsSupported || (uint)(length - 1) > 15 || end < 17 || end > text.Length)
        {
            return TryParsePlain(text.Slice(start, length), out value);
        }
        ref var origin = ref MemoryMarshal.GetReference(text);
        var negative = Unsafe.Add(ref origin, start) == (byte)'-' ? 1 : 0;
        var digits = length - negative;
        var lanes = Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var right = Vector128.LoadUnsafe(ref origin, (nuint)(end - 16));
        var points = Vector128.Equals(right, Vector128.Create((byte)'.')).ExtractMostSignificantBits() & (uint)(0xFFFF << (16 - digits));
        var decimals = 0;
        if (points != 0)
        {
            // A second point is no digit and is refused with what else is none.
            var point = BitOperations.TrailingZeroCount(points);
            decimals = 15 - point;
            digits--;
            right = Vector128.ConditionalSelect(
                Vector128.GreaterThan(lanes, Vector128.Create((byte)point)),
                right,
                Vector128.LoadUnsafe(ref origin, (nuint)(end - 17))
            );
        }
        var numbers = right - Vector128.Create((byte)'0');
        var kept = Vector128.GreaterThanOrEqual(lanes, Vector128.Create((byte)(16 - digits)));
        numbers &= kept;
        if (digits == 0 || Vector128.GreaterThanAny(numbers, Vector128.Create((byte)9)))
        {
            return TryParsePlain(text.Slice(start, length), out value);
        }
        var pairs = Ssse3.MultiplyAddAdjacent(numbers, Vector128.Create((sbyte)10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((short)100, 1, 100, 1, 100, 1, 100, 1));
        var eights = Sse2.MultiplyAddAdjacent(
            Sse41.PackUnsignedSaturate(fours, fours).AsInt16(),
            Vector128.Create((short)10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)
        );
        var mantissa = ((ulong)(uint)eights.ToScalar() * 100_000_000) + (uint)eights.GetElement(1);
        if (mantissa >= 1UL << 53)
        {
            return TryParsePlain(text.Slice(start, length), out value);
        }
        var magnitude = mantissa / s_powersOfTen[decimals];
        value = (negative == 1 ? -magnitude : magnitude) + 0.0;
        return true;
    }

    /// <summary>
    /// Whether a field of numbers or dates says that there is no value: the spellings that Arrow and pandas know as null and those that
    /// databases and statistics programs export, <c>?</c> (UCI), <c>.</c> (SAS, Stata), <c>-</c>, <c>\N</c> (COPY of PostgreSQL, MySQL),
    /// and the errors of spreadsheets in whatever language. A hyphen may also stand for zero: as missing its share is watched, and no
    /// value is
    /// invented.
    /// </summary>
    public static bool IsMissing(ReadOnlySpan<byte> token)
    {
        token = Trim(token);
        return token.Length switch
        {
            0 => true,
            1 => token[0] is (byte)'?' or (byte)'-' or (byte)'.',
            2 => Ascii(token, "na"u8) || token.SequenceEqual("\\N"u8) || token.SequenceEqual("--"u8) || token.SequenceEqual("\u00a0"u8),
            9 when Ascii(token, "-nan(ind)"u8) => true,
            > 8 and <= 64 => IsSpreadsheetError(token),
            > 64 => false,
            _ when token[0] is (byte)'#' => IsSpreadsheetError(token),
            3 => Ascii(token, "nan"u8) || Ascii(token, "n/a"u8) || Ascii(token, "nat"u8),
            4 => Ascii(token, "null"u8) || Ascii(token, "none"u8) || Ascii(token, "-nan"u8) || Ascii(token, "<na>"u8),
            6 => Ascii(token, "1.#ind"u8) || IsInBrackets(token, "null"u8) || IsInBrackets(token, "none"u8),
            7 => Ascii(token, "-1.#ind"u8) || Ascii(token, "1.#qnan"u8) || IsInBrackets(token, "blank"u8) || IsInBrackets(token, "empty"u8),
            8 => Ascii(token, "-1.#qnan"u8) || Ascii(token, "nan(ind)"u8),
            _ => false,
        };
    }

    // Databases and reports write (null), [NULL], <null>.
    private static bool IsInBrackets(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word) =>
        (token[0], token[^1]) is ((byte)'(', (byte)')') or ((byte)'[', (byte)']') or ((byte)'<', (byte)'>') && Ascii(token[1..^1], word);

    // #N/A and its like, #DIV/0!, #WERT!, #NOM?, and the signs that stand for a number in a column too narrow for it.
    private static bool IsSpreadsheetError(ReadOnlySpan<byte> token) =>
        token[0] == (byte)'#'
        && (
            Ascii(token, "#n/a"u8)
            || Ascii(token, "#na"u8)
            || Ascii(token, "#nv"u8)
            || Ascii(token, "#n/a n/a"u8)
            || Ascii(token, "#getting_data"u8)
            || (token.Length <= 16 && token[^1] is (byte)'!' or (byte)'?' && !token[1..^1].ContainsAny(" #"u8))
            || !token.ContainsAnyExcept((byte)'#')
        );

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> token)
    {
        var start = 0;
        var end = token.Length;
        while (start < end && IsSpace(token[start]))
        {
            start++;
        }
        while (end > start && IsSpace(token[end - 1]))
        {
            end--;
        }
        return token[start..end];
    }

    private static TokenKind Word(ReadOnlySpan<byte> token, out double value)
    {
        value = double.NaN;
        if (IsMissing(token))
        {
            return TokenKind.Missing;
        }
        var unsigned = token[0] is (byte)'+' or (byte)'-' ? token[1..] : token;
        if (!Ascii(unsigned, "inf"u8) && !Ascii(unsigned, "infinity"u8))
        {
            return TokenKind.Other;
        }
        value = token[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
        return TokenKind.Number;
    }

    private static bool IsExponent(ReadOnlySpan<byte> rest)
    {
        if (rest[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }
        rest = rest[1..];
        if (!rest.IsEmpty && rest[0] is (byte)'+' or (byte)'-')
        {
            rest = rest[1..];
        }
        return !rest.IsEmpty && !rest.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static bool Ascii(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(token, word);
}
