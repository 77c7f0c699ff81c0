namespace Governance.Analytics.Io.Arrow;

/// <summary>Reads what an Arrow file says of its columns.</summary>
internal static class ArrowSchema
{
    // Nesting is walked through, also of columns that are left out: how deep, and over how many parts in all. A file may refer to the same
    // part as often as it likes.
    private const int Deepest = 64;
    private const int MostParts = 1 << 18;

    /// <summary>The version of metadata from which unions have no mark of missing values.</summary>
    private const int WithoutUnionMarks = 4;

    public static List<ArrowField> Read(FlatTable schema, int version, TabularLimits limits)
    {
        if (schema.Int16(0) != 0)
        {
            throw ArrowErrors.BigEndian();
        }
        var count = schema.Count(1, sizeof(uint));
        if (count > limits.MaxColumns)
        {
            throw ColumnarErrors.TooManyColumns(limits.MaxColumns);
        }
        var left = Math.Max(MostParts, limits.MaxColumns);
        var fields = new List<ArrowField>(count);
        for (var i = 0; i < count; i++)
        {
            fields.Add(Read(schema.TableAt(1, i), version, 0, ref left));
        }
        return fields;
    }

    private static ArrowField Read(FlatTable field, int version, int depth, ref int left)
    {
        if (depth > Deepest || --left < 0)
        {
            throw new ArrowFault("its columns are nested too deeply or too often");
        }
        var nested = new List<ArrowField>();
        for (var i = 0; i < field.Count(5, sizeof(uint)); i++)
        {
            nested.Add(Read(field.TableAt(5, i), version, depth + 1, ref left));
        }
        var own = Own(field, version);
        var plain = own with
        {
            Nodes = 1 + nested.Sum(n => n.Nodes),
            Buffers = own.Buffers + nested.Sum(n => n.Buffers),
            Views = own.Views + nested.Sum(n => n.Views),
        };
        return field.Table(4) is { } dictionary ? Numbered(plain, dictionary) : plain;
    }

    // What is nested in the values lies with them, and not in the batches.
    private static ArrowField Numbered(ArrowField values, FlatTable dictionary)
    {
        var type = dictionary.Table(1);
        var (bits, signed) = type is { } number ? (number.Int32(0), number.Byte(1) != 0) : (32, true);
        if (bits is not (8 or 16 or 32 or 64))
        {
            throw new ArrowFault(ArrowErrors.Text($"column \"{values.Name}\" has numbers of {bits} bits for its values"));
        }
        var readable = values.Form is not (ArrowForm.Unreadable or ArrowForm.Nothing or ArrowForm.Decimals);
        return new ArrowField(
            values.Name,
            readable ? values.Kind
                : values.Kind is ColumnarKind.Nested ? ColumnarKind.Nested
                : ColumnarKind.Unreadable,
            $"dictionary of {values.Type}",
            readable ? ArrowForm.Numbered : ArrowForm.Unreadable
        )
        {
            Note = values.Note,
            Width = bits / 8,
            IsSigned = signed,
            Buffers = 2,
            Values = values,
            Dictionary = dictionary.Int64(0),
        };
    }

    private static ArrowField Own(FlatTable field, int version)
    {
        var name = field.Text(0);
        var code = field.Byte(2);
        var type = field.Table(3) ?? throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" has no type"));
        return code switch
        {
            1 => new ArrowField(name, ColumnarKind.Text, "null", ArrowForm.Nothing),
            2 => Whole(name, type),
            3 => Floating(name, type),
            5 => new ArrowField(name, ColumnarKind.Text, "utf8", ArrowForm.Texts) { Buffers = 3 },
            6 => new ArrowField(name, ColumnarKind.Boolean, "bool", ArrowForm.Bits) { Buffers = 2 },
            7 => Decimal(name, type),
            8 => type.Int16(0, 1) == 0 ? Fixed(name, ColumnarKind.Date, "date32", 4) : Fixed(name, ColumnarKind.Milliseconds, "date64", 8),
            10 => Timestamp(name, type),
            20 => new ArrowField(name, ColumnarKind.Text, "large_utf8", ArrowForm.LongTexts) { Buffers = 3 },
            24 => new ArrowField(name, ColumnarKind.Text, "utf8_view", ArrowForm.Views) { Buffers = 2, Views = 1 },
            _ => Other(name, code, type, version),
        };
    }

    // Their names, and how many parts they have, so that what comes after them is found.
    private static ArrowField Other(string name, byte code, FlatTable type, int version)
    {
        var (word, buffers) = code switch
        {
            4 => ("binary (bytes)", 3),
            9 => ("time (times of day)", 2),
            11 => ("interval (months, days and parts of a day)", 2),
            12 => ("list", 2),
            13 => ("struct", 1),
            14 => ("union", (type.Int16(0) == 0 ? 1 : 2) + (version < WithoutUnionMarks ? 1 : 0)),
            15 => ("fixed_size_binary (bytes)", 2),
            16 => ("fixed_size_list", 1),
            17 => ("map", 2),
            18 => ("duration (lengths of time)", 2),
            19 => ("large_binary (bytes)", 3),
            21 => ("large_list", 2),
            22 => ("run_end_encoded (each run of equal values once)", 0),
            23 => ("binary_view (bytes)", 2),
            25 => ("list_view", 3),
            26 => ("large_list_view", 3),
            _ => throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" is of type {code}, which Arrow does not have")),
        };
        var isNested = code is 12 or 13 or 14 or 16 or 17 or 21 or 25 or 26;
        return Unreadable(name, word, buffers) with
        {
            Kind = isNested ? ColumnarKind.Nested : ColumnarKind.Unreadable,
            Views = code == 23 ? 1 : 0,
        };
    }

    private static ArrowField Whole(string name, FlatTable type)
    {
        var (bits, signed) = (type.Int32(0), type.Byte(1) != 0);
        var kind = (bits, signed) switch
        {
            (8, true) => ColumnarKind.Int8,
            (16, true) => ColumnarKind.Int16,
            (32, true) => ColumnarKind.Int32,
            (64, true) => ColumnarKind.Int64,
            (8, false) => ColumnarKind.UInt8,
            (16, false) => ColumnarKind.UInt16,
            (32, false) => ColumnarKind.UInt32,
            (64, false) => ColumnarKind.UInt64,
            _ => throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" has {bits}-bit integers")),
        };
        return Fixed(name, kind, $"{(signed ? "int" : "uint")}{bits}", bits / 8);
    }

    private static ArrowField Floating(string name, FlatTable type) =>
        type.Int16(0) switch
        {
            0 => Unreadable(name, "float16 (half floats)", 2),
            1 => Fixed(name, ColumnarKind.Float32, "float", 4),
            2 => Fixed(name, ColumnarKind.Float64, "double", 8),
            var precision => throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" has numbers of precision {precision}")),
        };

    private static ArrowField Decimal(string name, FlatTable type)
    {
        var (scale, bits) = (type.Int32(1), type.Int32(2, 128));
        return bits is 32 or 64 or 128 or 256 && scale is >= -128 and <= 128
            ? new ArrowField(name, ColumnarKind.Text, $"decimal{bits}", ArrowForm.Decimals)
            {
                Width = bits / 8,
                Scale = scale,
                Buffers = 2,
                Note = "decimals are read as the nearest floating-point numbers.",
            }
            : throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" has decimals of {bits} bits and scale {scale}"));
    }

    private static ArrowField Timestamp(string name, FlatTable type) =>
        type.Int16(0) switch
        {
            0 => Fixed(name, ColumnarKind.Seconds, "timestamp[s]", 8),
            1 => Fixed(name, ColumnarKind.Milliseconds, "timestamp[ms]", 8),
            2 => Fixed(name, ColumnarKind.Microseconds, "timestamp[us]", 8),
            3 => Fixed(name, ColumnarKind.Nanoseconds, "timestamp[ns]", 8),
            var unit => throw new ArrowFault(ArrowErrors.Text($"column \"{name}\" uses the time unit {unit}")),
        };

    private static ArrowField Fixed(string name, ColumnarKind kind, string type, int width) =>
        new(name, kind, type, ArrowForm.Fixed) { Width = width, Buffers = 2 };

    private static ArrowField Unreadable(string name, string type, int buffers) =>
        new(name, ColumnarKind.Unreadable, type, ArrowForm.Unreadable) { Buffers = buffers };
}
