using System.Text;

namespace Governance.Analytics.Io;

/// <summary>
/// How a text file separates its columns and writes its numbers, as seen at its beginning: spreadsheets of many countries write
/// <c>1.234,56</c> between semicolons. What can be read in two ways is refused with both.
/// </summary>
/// <param name="Separator">The byte between two fields.</param>
/// <param name="Skip">Bytes before the header: the line <c>sep=</c> of spreadsheets.</param>
internal sealed partial record CsvDialect(byte Separator, int Skip)
{
    private const int MaxRecords = 5_000;
    private const int MaxSample = 512 * 1024;
    private const int MaxQuoted = 40;

    // By column; null where no number is written in another way.
    private bool[]? _columns;
    private NumberMark _mark;
    private string[] _names = [];
    private (Seen Number, string Column) _told;

    /// <summary>Commas between columns and points in numbers: what is read without a look.</summary>
    public static CsvDialect Plain { get; } = new((byte)',', 0) { Until = long.MaxValue };

    /// <summary>The last line that was looked at.</summary>
    public long Until { get; private init; }

    /// <summary>The name of the only column where it looks like several, such as those of a file with spaces between columns.</summary>
    public string? OnlyColumn { get; private init; }

    /// <summary>What a person should know of how the file was read; null for the plain form.</summary>
    public string? Note
    {
        get
        {
            if (OnlyColumn is { } name)
            {
                return $"The file was read as one column, \"{name}\": columns are divided by commas, semicolons, tabs or \"|\".";
            }

            var columns = Separator switch
            {
                (byte)',' => null,
                (byte)'\t' => "tabs between columns",
                _ => $"\"{(char)Separator}\" between columns",
            };
            var numbers = _columns is null
                ? null
                : _mark switch
                {
                    NumberMark.DecimalComma => "\",\" as the decimal mark",
                    NumberMark.ThousandsComma => "\",\" between thousands",
                    _ => null,
                };
            return (columns ?? numbers) is null
                ? null
                : $"The file was read with {string.Join(" and ", new[] { columns, numbers }.OfType<string>())}.";
        }
    }

    /// <summary>Whether numbers of the file are written in another way than the parsers read.</summary>
    public bool RewritesNumbers => _columns is not null;

    /// <summary>Looks at the beginning of a file.</summary>
    /// <param name="beginning">Its first bytes, without a byte order mark.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="roles">Ignored columns and decision ids are no numbers.</param>
    /// <param name="late">Numbers further down that are written in another way than those at the beginning.</param>
    /// <exception cref="TabularFormatException">Numbers can be read in two ways.</exception>
    public static CsvDialect Detect(ReadOnlySpan<byte> beginning, bool isWhole, ColumnRoles roles, IReadOnlyList<LateNumber> late)
    {
        if (beginning.Length > MaxSample)
        {
            beginning = beginning[..MaxSample];
            isWhole = false;
        }

        var skip = Declared(beginning, out var separator);
        var sample = beginning[skip..];
        separator ??= Guessed(sample, isWhole);
        var only = OnlyColumnOf(sample, separator.Value, isWhole);
        // Between commas a number with a comma of its own is in quotation marks.
        if (separator == (byte)',' && late.Count == 0 && !sample.Contains((byte)'"'))
        {
            return skip == 0 && only is null && isWhole
                ? Plain
                : Plain with
                {
                    Skip = skip,
                    OnlyColumn = only,
                    Until = isWhole ? long.MaxValue : 0,
                };
        }

        var dialect = new CsvDialect(separator.Value, skip) { OnlyColumn = only };
        var until = dialect.ReadNumbers(sample, isWhole, roles, skip == 0 ? 1 : 2, late);
        return dialect with { Until = until };
    }

    /// <summary>Whether a field is a number in one of the ways in which people write them.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> field) => FormOf(field) is not NumberForm.None;

    /// <summary>Whether a field is a number with a comma or with several marks, which the parsers do not read as they are.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> field) =>
        FormOf(field) is NumberForm.CommaDecimal or NumberForm.CommaGroups or NumberForm.PointGroups or NumberForm.EitherComma;

    /// <summary>Whether numbers of a column are written in another way.</summary>
    public bool Rewrites(int column) => _columns is { } columns && column < columns.Length && columns[column];

    /// <summary>Writes a number as the parsers read it, in its place.</summary>
    /// <param name="field">The field.</param>
    /// <param name="column">Its column.</param>
    /// <param name="line">Where it stands.</param>
    /// <returns>Its new length; the same where it is no number written in this way.</returns>
    /// <exception cref="TabularFormatException">Its decimal mark is the mark between the thousands of others.</exception>
    public int Rewrite(Span<byte> field, int column, long line)
    {
        var form = FormOf(field);
        if (IsContrary(form))
        {
            throw Contrary(field, column, line);
        }

        var drops = _mark switch
        {
            NumberMark.DecimalComma
                when form is NumberForm.CommaDecimal or NumberForm.PointGroups or NumberForm.EitherComma or NumberForm.EitherPoint => (byte)
                '.',
            NumberMark.ThousandsComma when form is NumberForm.CommaGroups or NumberForm.EitherComma => (byte)',',
            _ => (byte)0,
        };
        if (drops == 0)
        {
            return field.Length;
        }

        var length = 0;
        foreach (var b in field)
        {
            if (b != drops)
            {
                field[length++] = b == (byte)',' ? (byte)'.' : b;
            }
        }

        return length;
    }

    private static int Declared(ReadOnlySpan<byte> beginning, out byte? separator)
    {
        separator = null;
        var end = beginning.IndexOf((byte)'\n');
        var line = (end < 0 ? beginning : beginning[..end]).TrimEnd((byte)'\r').Trim((byte)'"');
        if (end < 0 || line.Length != 5 || !Ascii.EqualsIgnoreCase(line[..4], "sep="u8))
        {
            return 0;
        }

        separator = line[4];
        return end + 1;
    }

    // The comma, unless the header has none of them or not all lines as many, and another separator divides all lines alike. Where none
    // does, the one that divides most lines as it divides the header: the reader names the line that differs. Without that, one line too
    // long would make one column of them all, and no one would hear of it.
    private static byte Guessed(ReadOnlySpan<byte> sample, bool isWhole)
    {
        var commas = Shape(sample, (byte)',', isWhole);
        if (commas is { Fields: > 1, IsEven: true })
        {
            return (byte)',';
        }

        var (best, most, isEven) = ((byte)',', commas.IsUsual ? commas.Fields : 1, false);
        foreach (var candidate in ";\t|"u8)
        {
            var shape = Shape(sample, candidate, isWhole);
            var isBetter = shape.IsEven ? !isEven || shape.Fields > most : shape.IsUsual && !isEven && shape.Fields > most;
            if (shape.Fields > 1 && isBetter)
            {
                (best, most, isEven) = (candidate, shape.Fields, shape.IsEven);
            }
        }

        return best;
    }

    // A name may have spaces and signs. What stands in the header and in each line below it looks like what divides columns: a space, the
    // sign of control 1 of Hive, "^", "::".
    private static string? OnlyColumnOf(ReadOnlySpan<byte> sample, byte separator, bool isWhole)
    {
        var reader = new Records(sample, separator, isWhole);
        if (!reader.Next() || reader.Count != 1 || reader.Field(0).Trim(" "u8) is not { IsEmpty: false } header)
        {
            return null;
        }

        var shared = new List<byte>();
        foreach (var b in header)
        {
            if (IsDivider(b) && !shared.Contains(b))
            {
                shared.Add(b);
            }
        }

        var (name, records) = (Encoding.UTF8.GetString(header[..Math.Min(header.Length, MaxQuoted)]), 0);
        for (; shared.Count > 0 && records < MaxRecords && reader.Next(); records++)
        {
            if (reader.Count != 1)
            {
                continue;
            }

            for (var i = shared.Count - 1; i >= 0; i--)
            {
                if (!reader.Field(0).Trim(" "u8).Contains(shared[i]))
                {
                    shared.RemoveAt(i);
                }
            }
        }

        return shared.Count > 0 && records > 0 ? name : null;
    }

    // Names have points, hyphens and underscores in them, and so have values.
    private static bool IsDivider(byte b) =>
        b is < 0x20 or (byte)' ' or (byte)'^' or (byte)':' or (byte)'~' or (byte)'!' or (byte)'#' or (byte)'/';

    private static (int Fields, bool IsEven, bool IsUsual) Shape(ReadOnlySpan<byte> sample, byte separator, bool isWhole)
    {
        var reader = new Records(sample, separator, isWhole);
        var fields = reader.Next() ? reader.Count : 0;
        var (records, alike) = (0, 0);
        for (; records < MaxRecords && reader.Next(); records++)
        {
            alike += reader.Count == fields ? 1 : 0;
        }

        return (fields, alike == records, fields > 1 && 2 * alike > records);
    }

    // The last line that was looked at.
    private long ReadNumbers(ReadOnlySpan<byte> sample, bool isWhole, ColumnRoles roles, int line, IReadOnlyList<LateNumber> late)
    {
        var reader = new Records(sample, Separator, isWhole);
        if (!reader.Next())
        {
            return isWhole ? long.MaxValue : 0;
        }

        var names = new string[reader.Count];
        var columns = new ColumnForms[reader.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader.Field(i));
            columns[i].IsNumeric = roles.RoleOf(names[i]) is not (ColumnRole.Ignored or ColumnRole.DecisionId);
        }

        var records = 0;
        for (; records < MaxRecords && reader.Next(); records++)
        {
            for (var i = 0; i < Math.Min(columns.Length, reader.Count); i++)
            {
                columns[i].Add(reader.Field(i), line + records + 1);
            }
        }

        foreach (var number in late)
        {
            if (Array.IndexOf(names, number.Column) is >= 0 and var at)
            {
                columns[at].Add(number.Token.Span, number.Line);
            }
        }

        return Decide(names, columns) is { } unclear ? throw unclear
            : isWhole && records < MaxRecords ? long.MaxValue
            : line + records;
    }

    // What can be read in two ways, as its refusal; null where it was decided.
    private TabularFormatException? Decide(string[] names, ColumnForms[] columns)
    {
        foreach (ref var forms in columns.AsSpan())
        {
            forms.Decide();
        }

        var numeric = columns.Select((forms, index) => (forms, index)).Where(c => c.forms.IsNumeric).ToList();
        var commas = numeric.Find(c => c.forms.Comma is not null);
        var groups = numeric.Find(c => c.forms.Groups is not null);
        var points = numeric.Find(c => c.forms.Point is not null);
        var either = numeric.Find(c => c.forms.Either is not null);
        if (commas.forms.Comma is { } comma)
        {
            if ((groups.forms.Groups ?? points.forms.Point) is { } other)
            {
                var at = groups.forms.Groups is null ? points.index : groups.index;
                return TabularErrors.TwoDecimalMarks(comma.Text, names[commas.index], comma.Line, other.Text, names[at], other.Line);
            }

            _mark = NumberMark.DecimalComma;
            _told = (comma, names[commas.index]);
        }
        else if (groups.forms.Groups is not null || (either.forms.Either is not null && points.forms.Point is not null))
        {
            _mark = NumberMark.ThousandsComma;
            _told = groups.forms.Groups is { } grouped
                ? (grouped, names[groups.index])
                : (points.forms.Point.GetValueOrDefault(), names[points.index]);
        }
        else if (either.forms.Either is { } unclear)
        {
            return TabularErrors.UnclearNumber(unclear.Text, names[either.index], unclear.Line);
        }
        else
        {
            return null;
        }

        (_columns, _names) = ([.. columns.Select(c => c.IsNumeric)], names);
        return null;
    }

    private static NumberForm FormOf(ReadOnlySpan<byte> field)
    {
        if (PlainFormOf(field) is not NumberForm.None and var form)
        {
            return form;
        }

        Span<byte> plain = stackalloc byte[DressedNumber.MaxPlain];
        return DressedNumber.TryUndress(field, plain, out var length, out _) ? PlainFormOf(plain[..length]) : NumberForm.None;
    }

    private static NumberForm PlainFormOf(ReadOnlySpan<byte> field)
    {
        field = NumberToken.Trim(field);
        var at = !field.IsEmpty && field[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var whole = Digits(field, at);
        var startsWithZero = whole > 0 && field[at] == (byte)'0';
        at += whole;
        var (first, last, marks, lastDigits, even) = ((byte)0, (byte)0, 0, 0, true);
        // In India two digits go between marks, and three behind the last: 12,34,567.
        var (pairs, lastGroup) = (whole is 1 or 2, 0);
        while (at < field.Length && field[at] is (byte)',' or (byte)'.')
        {
            even &= marks == 0 || lastDigits == 3;
            pairs &= lastGroup is 0 or 2;
            lastGroup = lastDigits;
            last = field[at];
            first = marks++ == 0 ? last : first;
            lastDigits = Digits(field, ++at);
            at += lastDigits;
            if (at < field.Length && field[at] is (byte)',' or (byte)'.' && last != first)
            {
                return NumberForm.None;
            }
        }

        if (at < field.Length && !IsExponent(field[at..]) || whole + lastDigits == 0)
        {
            return NumberForm.None;
        }

        var grouped = whole is >= 1 and <= 3 && !startsWithZero;
        if (marks > 1 && first == (byte)',' && grouped && pairs)
        {
            even |= first == last ? lastGroup == 2 && lastDigits == 3 : marks > 2 && lastGroup == 3;
        }

        return marks switch
        {
            0 => NumberForm.Whole,
            1 when first == (byte)'.' => grouped && lastDigits == 3 ? NumberForm.EitherPoint : NumberForm.PointDecimal,
            1 => lastDigits == 0 ? NumberForm.None
            : grouped && lastDigits == 3 ? NumberForm.EitherComma
            : NumberForm.CommaDecimal,
            _ when !grouped || !even => NumberForm.None,
            _ when first == last => lastDigits != 3 ? NumberForm.None
            : first == (byte)',' ? NumberForm.CommaGroups
            : NumberForm.PointGroups,
            _ => first == (byte)',' ? NumberForm.CommaGroups : NumberForm.CommaDecimal,
        };
    }

    private static int Digits(ReadOnlySpan<byte> field, int from)
    {
        var rest = field[from..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return rest < 0 ? field.Length - from : rest;
    }

    private static bool IsExponent(ReadOnlySpan<byte> rest)
    {
        if (rest[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        rest = rest.Length > 1 && rest[1] is (byte)'+' or (byte)'-' ? rest[2..] : rest[1..];
        return !rest.IsEmpty && Digits(rest, 0) == rest.Length;
    }

    private enum NumberMark
    {
        DecimalComma,
        ThousandsComma,
    }

    private enum NumberForm
    {
        None,

        /// <summary>1234</summary>
        Whole,

        /// <summary>1.5, and 0.125</summary>
        PointDecimal,

        /// <summary>1,5, and 1.234,5</summary>
        CommaDecimal,

        /// <summary>1,234,567, and 1,234.5</summary>
        CommaGroups,

        /// <summary>1.234.567</summary>
        PointGroups,

        /// <summary>1,234: thousands or a decimal</summary>
        EitherComma,

        /// <summary>1.234: a decimal, unless commas are</summary>
        EitherPoint,
    }
}
