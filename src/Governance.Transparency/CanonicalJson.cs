using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Governance.Transparency;

/// <summary>
/// JSON in the one form that has a digest: RFC 8785 (JCS), UTF-8, members sorted by UTF-16 code units, no spaces, no duplicate members.
/// </summary>
/// <remarks>
/// What we write ourselves (log entries, bundles, statements) holds only strings, integers within ±2^53, booleans, null, arrays and
/// objects; a measured number enters as text, see <see cref="Number"/>. What others send (evidence payloads) may hold any JSON number,
/// written as ECMAScript writes it, which is what RFC 8785 section 3.2.2.3 asks for.
/// </remarks>
public static partial class CanonicalJson
{
    private const int MaxDepth = 64;
    private const string HalfACharacter = "the text holds half of a character (a lone surrogate).";

    // Characters that stand for themselves, in one byte.
    private static readonly SearchValues<char> s_plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\')),
    ]);

    private const long MaxInteger = 9_007_199_254_740_992; // 2^53: beyond it a double no longer tells neighbours apart

    /// <summary>Bytes of a value we built ourselves.</summary>
    /// <exception cref="InvalidOperationException">The value holds a number that is no integer within ±2^53, or text that is not valid
    /// UTF-16.</exception>
    public static byte[] Serialize(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var buffer = new ArrayBufferWriter<byte>(512);
        WriteNode(node, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads foreign JSON strictly and gives its canonical bytes.</summary>
    /// <param name="utf8">One JSON value.</param>
    /// <exception cref="FormatException">Where the text stops being JSON that has a digest, in a sentence.</exception>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> utf8)
    {
        var options = new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
        try
        {
            using var document = JsonDocument.Parse(utf8, options);
            var buffer = new ArrayBufferWriter<byte>(utf8.Length + 16);
            Write(document.RootElement, buffer, integersOnly: false);
            return buffer.WrittenSpan.ToArray();
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is not JSON for which a digest can be computed: {Place(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"No digest can be computed for this JSON: {e.Message}", e);
        }
    }

    /// <summary>Writes the canonical bytes of a value that was read strictly: valid UTF-8, no duplicate members.</summary>
    /// <exception cref="InvalidOperationException">The value holds a number or a text that has no canonical form.</exception>
    public static void Write(JsonElement element, ArrayBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Write(element, to, integersOnly: false);
    }

    /// <summary>Writes a text as canonical JSON.</summary>
    /// <exception cref="InvalidOperationException">The text is not valid UTF-16.</exception>
    public static void Write(string text, ArrayBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(to);
        WriteString(text, to);
    }

    /// <summary>The text in which a measured number enters canonical JSON: the shortest that reads back to the same double.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("Only finite numbers have a canonical form.", nameof(value));
        }

        return EcmaScript(value);
    }

    /// <summary>The form of a time in canonical JSON: UTC with exactly three decimals of a second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Place(JsonException e) =>
        e.LineNumber is { } line
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"line {line + 1}, byte {e.BytePositionInLine + 1}. It may be cut off, contain a duplicate member, or be nested more "
                    + $"than {MaxDepth} levels deep."
            )
            : "it may be cut off, contain a duplicate member, or be nested too deeply.";

    private static void Write(JsonElement element, ArrayBufferWriter<byte> to, bool integersOnly)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, to, integersOnly);
                break;
            case JsonValueKind.Array:
                Raw(to, "["u8);
                var first = true;
                foreach (var item in element.EnumerateArray())
                {
                    if (!first)
                    {
                        Raw(to, ","u8);
                    }

                    first = false;
                    Write(item, to, integersOnly);
                }

                Raw(to, "]"u8);
                break;
            case JsonValueKind.String:
                WriteString(element, to);
                break;
            case JsonValueKind.Number:
                WriteNumber(element, to, integersOnly);
                break;
            case JsonValueKind.True:
                Raw(to, "true"u8);
                break;
            case JsonValueKind.False:
                Raw(to, "false"u8);
                break;
            case JsonValueKind.Null:
                Raw(to, "null"u8);
                break;
            case JsonValueKind.Undefined:
            default:
                throw new InvalidOperationException("An undefined value has no canonical form.");
        }
    }

    private static void WriteObject(JsonElement element, ArrayBufferWriter<byte> to, bool integersOnly)
    {
        var rented = ArrayPool<JsonProperty>.Shared.Rent(element.GetPropertyCount());
        try
        {
            var (count, isPlain) = (0, true);
            foreach (var member in element.EnumerateObject())
            {
                rented[count++] = member;
                isPlain &= IsPlainName(JsonMarshal.GetRawUtf8PropertyName(member));
            }

            if (isPlain)
            {
                WritePlainObject(rented.AsSpan(0, count), to, integersOnly);
            }
            else
            {
                WriteObject([.. rented.AsSpan(0, count)], to, integersOnly);
            }
        }
        finally
        {
            ArrayPool<JsonProperty>.Shared.Return(rented, clearArray: true);
        }
    }

    // Names of ASCII alone sort by bytes as they do by UTF-16 code units, and stand as they are: no text is made of them.
    private static void WritePlainObject(Span<JsonProperty> members, ArrayBufferWriter<byte> to, bool integersOnly)
    {
        members.Sort(static (a, b) => JsonMarshal.GetRawUtf8PropertyName(a).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(b)));
        Raw(to, "{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(members[i]);
            if (i > 0 && name.SequenceEqual(JsonMarshal.GetRawUtf8PropertyName(members[i - 1])))
            {
                throw new InvalidOperationException($"the member '{members[i].Name}' occurs twice.");
            }

            Raw(to, i == 0 ? "\""u8 : ",\""u8);
            Raw(to, name);
            Raw(to, "\":"u8);
            Write(members[i].Value, to, integersOnly);
        }

        Raw(to, "}"u8);
    }

    private static bool IsPlainName(ReadOnlySpan<byte> name) =>
        !name.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !name.Contains((byte)'\\');

    private static void WriteObject(List<JsonProperty> properties, ArrayBufferWriter<byte> to, bool integersOnly)
    {
        var members = properties.ConvertAll(m => (m.Name, m.Value));
        members.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        Raw(to, "{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i].Name, members[i - 1].Name, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"the member '{members[i].Name}' occurs twice.");
                }

                Raw(to, ","u8);
            }

            WriteString(members[i].Name, to);
            Raw(to, ":"u8);
            Write(members[i].Value, to, integersOnly);
        }

        Raw(to, "}"u8);
    }

    // Text without an escape is canonical as it stands.
    private static void WriteString(JsonElement element, ArrayBufferWriter<byte> to)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.Contains((byte)'\\') || !Utf8.IsValid(raw))
        {
            WriteString(element.GetString()!, to);
        }
        else
        {
            Raw(to, raw);
        }
    }

    // So is an integer of a length at which a double still tells neighbours apart, but for -0.
    private static bool IsPlainInteger(ReadOnlySpan<byte> raw)
    {
        var digits = raw.Length > 0 && raw[0] == (byte)'-' ? raw[1..] : raw;
        return digits.Length is > 0 and <= 15 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !raw.SequenceEqual("-0"u8);
    }

    // And so is a decimal number of at most 15 digits that neither ends in 0 nor lies below 1e-6: no shorter one reads back to the same
    // double, because a double tells any two numbers of 15 digits apart.
    private static bool IsPlainDecimal(ReadOnlySpan<byte> raw)
    {
        var digits = raw.Length > 0 && raw[0] == (byte)'-' ? raw[1..] : raw;
        var point = digits.IndexOf((byte)'.');
        if (point <= 0 || digits.Length is < 3 or > 16 || digits[^1] is < (byte)'1' or > (byte)'9')
        {
            return false;
        }

        var whole = digits[..point];
        var part = digits[(point + 1)..];
        return !whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !part.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (!whole.SequenceEqual("0"u8) || part.IndexOfAnyExcept((byte)'0') < 6);
    }

    private static void WriteNumber(JsonElement element, ArrayBufferWriter<byte> to, bool integersOnly)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (IsPlainInteger(raw) || (!integersOnly && IsPlainDecimal(raw)))
        {
            Raw(to, raw);
            return;
        }

        if (integersOnly)
        {
            if (!element.TryGetInt64(out var integer) || integer is > MaxInteger or < -MaxInteger)
            {
                throw new InvalidOperationException(
                    "Only integers within 2^53 can be written as numbers; a measured number must be written as text."
                );
            }

            Raw(to, Encoding.ASCII.GetBytes(integer.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        var value = element.GetDouble();
        if (!double.IsFinite(value))
        {
            throw new InvalidOperationException($"the number {element.GetRawText()} is beyond what JSON readers can hold.");
        }

        Raw(to, Encoding.ASCII.GetBytes(EcmaScript(value)));
    }

    // ECMA-262 Number::toString: decimal notation from 1e-6 up to 1e21, else d.ddde±x; -0 is 0.
    private static string EcmaScript(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mantissa = shortest.IndexOf('E', StringComparison.Ordinal) is var e and >= 0 ? shortest[..e] : shortest;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        var exponent = DecimalExponent(shortest);
        var n = exponent + 1; // the decimal point stands after n digits
        var k = digits.Length;
        var sign = value < 0 ? "-" : "";
        if (k <= n && n <= 21)
        {
            return sign + digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return sign + digits[..n] + "." + digits[n..];
        }

        if (n is > -6 and <= 0)
        {
            return sign + "0." + new string('0', -n) + digits;
        }

        var power = string.Create(CultureInfo.InvariantCulture, $"e{(n - 1 < 0 ? "-" : "+")}{Math.Abs(n - 1)}");
        return sign + (k == 1 ? digits : digits[..1] + "." + digits[1..]) + power;
    }

    // Power of ten of the first significant digit.
    private static int DecimalExponent(string shortest)
    {
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e >= 0 ? shortest[..e] : shortest;
        var shift = e >= 0 ? int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point >= 0 ? mantissa[..point] : mantissa;
        var trimmed = whole.TrimStart('0');
        if (trimmed.Length > 0)
        {
            return trimmed.Length - 1 + shift;
        }

        var first = mantissa.AsSpan(point + 1).IndexOfAnyExcept('0');
        return -(first + 1) + shift;
    }

    private static void WriteString(string text, ArrayBufferWriter<byte> to)
    {
        Raw(to, "\""u8);
        if (text.AsSpan().IndexOfAnyExcept(s_plain) < 0)
        {
            to.Advance(Encoding.ASCII.GetBytes(text, to.GetSpan(text.Length)));
            Raw(to, "\""u8);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; )
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var consumed) != OperationStatus.Done)
            {
                throw new InvalidOperationException(HalfACharacter);
            }

            i += consumed;
            switch (rune.Value)
            {
                case '"':
                    Raw(to, "\\\""u8);
                    break;
                case '\\':
                    Raw(to, "\\\\"u8);
                    break;
                case '\b':
                    Raw(to, "\\b"u8);
                    break;
                case '\t':
                    Raw(to, "\\t"u8);
                    break;
                case '\n':
                    Raw(to, "\\n"u8);
                    break;
                case '\f':
                    Raw(to, "\\f"u8);
                    break;
                case '\r':
                    Raw(to, "\\r"u8);
                    break;
                case < 0x20:
                    Raw(to, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")));
                    break;
                default:
                    Raw(to, utf8[..rune.EncodeToUtf8(utf8)]);
                    break;
            }
        }

        Raw(to, "\""u8);
    }

    private static void Raw(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes) => to.Write(bytes);
}
