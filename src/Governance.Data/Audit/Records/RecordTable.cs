using System.Buffers;
using System.Globalization;
using System.Text;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Audit.Records;

/// <summary>A row, as the log names it.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Parts">The values of its key, as the database takes them.</param>
/// <param name="Text">The same in one text.</param>
internal sealed record RecordKey(RecordTable Table, IReadOnlyList<object> Parts, string Text);

/// <summary>A table whose rows are parts of the rows of another.</summary>
/// <param name="Table">The table of the parts.</param>
/// <param name="Columns">Its columns that name the whole: the first ones of its key.</param>
/// <param name="Owner">The columns of the whole that they name.</param>
internal sealed record RecordPart(RecordTable Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Owner)
{
    /// <summary>Reads it from the model.</summary>
    /// <exception cref="InvalidOperationException">A part that went could not be named by its whole.</exception>
    public static RecordPart Of(RecordTable table, IForeignKey ownership)
    {
        List<string> columns = [.. ownership.Properties.Select(p => p.GetColumnName())];
        return table.Key.Take(columns.Count).Select(c => c.Name).SequenceEqual(columns, StringComparer.Ordinal)
            ? new RecordPart(table, columns, [.. ownership.PrincipalKey.Properties.Select(p => p.GetColumnName())])
            : throw new InvalidOperationException($"The key of {table.Name} has to begin with that of the row it is a part of.");
    }
}

/// <summary>
/// A table whose rows the log states: its key, its sealed columns, and the statements with which rows are read as the database has them.
/// </summary>
internal sealed class RecordTable
{
    private readonly bool _postgres;
    private readonly List<KeyColumn> _key;
    private readonly byte[][] _heads;

    private readonly ITable _table;

    public RecordTable(ITable table, IEntityType main, bool postgres)
        : this(table, main, postgres, table.Columns.Where(c => !c.PropertyMappings.Any(m => m.Property.IsNotSealed())).Select(c => c.Name))
    { }

    private RecordTable(ITable table, IEntityType main, bool postgres, IEnumerable<string> columns)
    {
        _table = table;
        _postgres = postgres;
        Name = table.Name;
        Main = main;
        var named = main.RecordKeyProperties();
        var keys = named is null
            ? table.PrimaryKey!.Columns
            :
            [
                .. named.Select(property =>
                    table.Columns.Single(c => c.PropertyMappings.Any(m => m.Property.DeclaringType == main && m.Property.Name == property))
                ),
            ];
        _key = [.. keys.Select(c => new KeyColumn(c, Provider(c)))];
        Columns = [.. columns.Order(StringComparer.Ordinal)];
        _heads = [.. Columns.Select((c, i) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"{(i == 0 ? "" : ",")}\"{c}\":")))];
        KeyExpression = string.Join(" || '|' || ", _key.Select(Expression));
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>What its rows are.</summary>
    public IEntityType Main { get; }

    /// <summary>The columns that the log states, in the order of their names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>SQL that makes the key's text of a row called t.</summary>
    public string KeyExpression { get; }

    /// <summary>The columns of the key, in SQL.</summary>
    public string KeyColumns => string.Join(", ", _key.Select(k => $"t.\"{k.Column.Name}\""));

    /// <summary>The columns of the key.</summary>
    public IReadOnlyList<IColumn> Key => [.. _key.Select(k => k.Column)];

    /// <summary>SQL of the sealed columns of a row called t.</summary>
    public string Values => string.Join(", ", Columns.Select(c => $"t.\"{c}\""));

    /// <summary>SQL that finds a row's seal, as s.</summary>
    public string Seal => $"LEFT JOIN \"RecordSeals\" s ON s.\"Table\" = '{Name}' AND s.\"Key\" = {KeyExpression}";

    /// <summary>The same table as it was sealed before an upgrade, as far as its columns are still there.</summary>
    public RecordTable With(IReadOnlyList<string> columns) =>
        new(_table, Main, _postgres, columns.Where(c => _table.Columns.Any(t => t.Name == c)));

    /// <summary>SQL that makes the beginning of the key's text, of columns of another row called t.</summary>
    public string Beginning(IReadOnlyList<string> columns) =>
        string.Concat(columns.Select((name, i) => Expression(name, _key[i].Type) + " || '|' || "))[..^" || ".Length];

    /// <summary>SQL that is true where a text begins with another: over the index of the keys, whatever a server sorts texts by.</summary>
    /// <param name="text">The text.</param>
    /// <param name="beginning">What it begins with; ends with a bar.</param>
    public string Begins(string text, string beginning)
    {
        var (collation, after) = (_postgres ? " COLLATE \"C\"" : "", $"substr({beginning}, 1, length({beginning}) - 1) || '}}'");
        return $"({text}{collation} > {beginning} AND {text}{collation} < {after})";
    }

    /// <summary>Names a row.</summary>
    public RecordKey Of(IReadOnlyList<object> parts) => new(this, parts, string.Join('|', parts.Select(Text)));

    /// <summary>Names a row by what the log calls it.</summary>
    public RecordKey Of(string text)
    {
        string[] parts = _key.Count == 1 ? [text] : text.Split('|');
        return new RecordKey(this, [.. parts.Select((part, i) => Part(part, _key[i].Type))], text);
    }

    /// <summary>The canonical bytes of a row: what its digest is over, after the salt.</summary>
    /// <param name="key">The row.</param>
    /// <param name="values">The values of the sealed columns, as <see cref="RecordDigest.Value"/> writes them.</param>
    /// <param name="to">Where to.</param>
    public void Write(string key, IReadOnlyList<string?> values, ArrayBufferWriter<byte> to)
    {
        to.Write("{\"columns\":{"u8);
        for (var i = 0; i < values.Count; i++)
        {
            to.Write(_heads[i]);
            if (values[i] is { } value)
            {
                CanonicalJson.Write(value, to);
            }
            else
            {
                to.Write("null"u8);
            }
        }

        to.Write("},\"key\":"u8);
        CanonicalJson.Write(key, to);
        to.Write(",\"table\":"u8);
        CanonicalJson.Write(Name, to);
        to.Write("}"u8);
    }

    private static Type Provider(IColumn column)
    {
        var mapping = column.PropertyMappings[0].TypeMapping;
        var type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    // With several parts, what separates them is written otherwise within them: no two rows have one name.
    private string Text(object part)
    {
        var text = part switch
        {
            string s => s,
            byte[] bytes => Convert.ToHexStringLower(bytes),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Convert.ToString(part, CultureInfo.InvariantCulture)!,
        };
        return _key.Count > 1 && part is string
            ? text.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)
            : text;
    }

    private object Part(string text, Type type) =>
        type == typeof(string)
            ? _key.Count > 1
                ? text.Replace("%7C", "|", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
                : text
            : type == typeof(byte[])
                ? Convert.FromHexString(text)
                : type == typeof(DateOnly)
                    ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);

    private string Expression(KeyColumn key) => Expression(key.Column.Name, key.Type);

    private string Expression(string name, Type type)
    {
        var column = $"t.\"{name}\"";
        if (type == typeof(string))
        {
            return _key.Count > 1 ? $"replace(replace({column}, '%', '%25'), '|', '%7C')" : column;
        }

        if (type == typeof(byte[]))
        {
            return _postgres ? $"encode({column}, 'hex')" : $"lower(hex({column}))";
        }

        return $"CAST({column} AS TEXT)";
    }

    private sealed record KeyColumn(IColumn Column, Type Type);
}
