using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Governance.Data.Audit.Records;

/// <summary>A row as the database has it, with what its seal says.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its name in the log.</param>
/// <param name="Values">Its sealed columns.</param>
internal sealed record StoredRecord(RecordTable Table, string Key, string?[] Values)
{
    /// <summary>The salt of its digest; null when it has no seal.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>The entry its seal points at; null when it has no seal.</summary>
    public long? LogIndex { get; init; }

    /// <summary>Four bytes a column.</summary>
    public byte[] Members { get; init; } = [];

    /// <summary>The leaf of that entry; null where it was not asked for, or is not there.</summary>
    public byte[]? Leaf { get; init; }

    /// <summary>Its digest with the salt of its seal; null when it has none.</summary>
    public byte[]? Digest => Salt is { } salt ? RecordDigest.Of(Table, Key, salt, Values) : null;
}

/// <summary>Some rows of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Where">What they have in common, in SQL with named parameters; null for all.</param>
/// <param name="Parameters">The parameters.</param>
internal sealed record RecordFilter(RecordTable Table, string? Where, IReadOnlyList<object> Parameters)
{
    /// <summary>
    /// Rows that had these names and are gone are asked for too: null for none, an empty list for all that the table ever had.
    /// </summary>
    public IReadOnlyList<string>? Gone { get; init; }

    /// <summary>True where its rows are not read, and only what is gone is asked for.</summary>
    public bool IsOnlyGone { get; init; }

    /// <summary>Beginnings of names of which no row may be gone.</summary>
    public IReadOnlyList<string> GoneUnder { get; init; } = [];

    /// <summary>The rows that these are parts of: none of their parts may be gone either. Null where they are no parts.</summary>
    public RecordFilter? Whole { get; init; }

    /// <summary>The same rows, and their parts.</summary>
    public IEnumerable<RecordFilter> WithParts(RecordTables tables) =>
        tables
            .PartsOf(Table)
            .Select(part =>
            {
                var (columns, owner) = (Columns(part.Columns), Columns(part.Owner));
                return new RecordFilter(
                    part.Table,
                    Where is null ? null : $"({columns}) IN (SELECT {owner} FROM \"{Table.Name}\" t WHERE {Where})",
                    Parameters
                )
                {
                    Gone = Where is null && Gone is not null ? [] : null,
                    Whole = Where is null ? null : this,
                };
            })
            .Prepend(this);

    private static string Columns(IReadOnlyList<string> names) => string.Join(", ", names.Select(n => $"t.\"{n}\""));

    /// <summary>A filter of rows by their keys.</summary>
    public static RecordFilter Of(RecordTable table, IReadOnlyList<RecordKey> keys)
    {
        var parameters = new List<object>();
        var where = new StringBuilder();
        foreach (var key in keys)
        {
            where.Append(where.Length == 0 ? "(" : " OR (");
            for (var i = 0; i < key.Parts.Count; i++)
            {
                where.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : " AND ")}t.\"{table.Key[i].Name}\" = {{{parameters.Count}}}");
                parameters.Add(key.Parts[i]);
            }

            where.Append(')');
        }

        return new RecordFilter(table, where.ToString(), parameters);
    }
}

/// <summary>
/// Reads rows as they are stored, past the change tracker: what is digested is what the database has, in whatever way it came there. Row,
/// seal and leaf come by one statement, so they are one state of the database.
/// </summary>
internal static class RecordReader
{
    /// <summary>Where a row's salt stands among what is read of it.</summary>
    public const int SaltAt = 1;

    /// <summary>Where the bytes by which a changed column is named stand.</summary>
    public const int MembersAt = 3;

    private const int MaxKeys = 200;

    // Key, three columns of the seal, leaf: what stands before the columns of a row.
    private const int Head = 5;

    // Says that there is a row, whatever stands in it.
    private const string Here = "1, ";

    /// <summary>Filters of rows by their keys, each of a bounded number.</summary>
    public static IEnumerable<RecordFilter> Filters(IEnumerable<RecordKey> keys) =>
        from key in keys
        group key by key.Table into table
        from part in table.Chunk(MaxKeys)
        select RecordFilter.Of(table.Key, part);

    /// <summary>Reads rows with their seals and the leaves these point at; all filters go to the database at once.</summary>
    public static async Task<(List<StoredRecord> Found, List<(RecordTable Table, string Key)> Gone)> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyList<RecordFilter> filters,
        bool leaves,
        CancellationToken ct
    )
    {
        var found = new List<StoredRecord>();
        var gone = new List<(RecordTable, string)>();
        if (filters.Count == 0)
        {
            return (found, gone);
        }

        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        Ask(command, filters, leaves);
        await using var reader = await command.ExecuteReaderAsync(ct);
        foreach (var filter in filters.Where(f => !f.IsOnlyGone))
        {
            while (await reader.ReadAsync(ct))
            {
                found.Add(Read(reader, filter.Table, leaves));
            }

            await reader.NextResultAsync(ct);
        }

        while (filters.Any(AsksGone) && await reader.ReadAsync(ct))
        {
            gone.Add((filters[reader.GetInt32(0)].Table, reader.GetString(1)));
        }

        return (found, gone);
    }

    /// <summary>
    /// Gives a command the statements of some filters: one for the rows of each, and one last one for what is gone of any of them, with the
    /// filter's place before the name.
    /// </summary>
    public static void Ask(DbCommand command, IReadOnlyList<RecordFilter> filters, bool leaves)
    {
        var sql = new StringBuilder();
        var gone = new List<string>();
        foreach (var (place, filter) in filters.Index())
        {
            var where = filter.Where is { } text ? $" WHERE {Bind(command, text, filter.Parameters)}" : "";
            if (!filter.IsOnlyGone)
            {
                sql.Append(Select(filter.Table, leaves)).Append(where).Append(";\n");
            }

            if (AsksGone(filter))
            {
                gone.Add(SelectGone(command, filter, where, FormattableString.Invariant($"{place}, ")));
            }
        }

        if (gone.Count > 0)
        {
            sql.AppendJoin(" UNION ALL ", gone).Append(";\n");
        }

        command.Say(sql.ToString());
    }

    /// <summary>
    /// The same with leaves, by one statement: the rows of each filter stand beside each other, in columns of their own. It suits a few
    /// rows of few tables, and is one statement for the database to plan and to count.
    /// </summary>
    public static async Task<(List<StoredRecord> Found, List<(RecordTable Table, string Key)> Gone)> ReadTogetherAsync(
        GovernanceDbContext db,
        IReadOnlyList<RecordFilter> filters,
        CancellationToken ct
    )
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        var sets = new List<(RecordTable Table, bool IsGone, int Column, string Sql)>();
        var column = 1;
        foreach (var filter in filters)
        {
            var where = filter.Where is { } text ? $" WHERE {Bind(command, text, filter.Parameters)}" : "";
            sets.Add(
                (filter.Table, false, column, Select(filter.Table, leaves: true, Here) + (filter.IsOnlyGone ? " WHERE 1 = 0" : where))
            );
            column += 1 + Head + filter.Table.Columns.Count;
            if (AsksGone(filter))
            {
                sets.Add((filter.Table, true, column, SelectGone(command, filter, where, Here)));
                column += 2;
            }
        }

        var places = string.Join(" UNION ALL ", sets.Select((_, i) => FormattableString.Invariant($"SELECT {i} AS \"Place\"")));
        var columns = string.Concat(sets.Select((_, i) => FormattableString.Invariant($", q{i}.*")));
        var joins = string.Concat(
            sets.Select((set, i) => FormattableString.Invariant($"\nLEFT JOIN ({set.Sql}) q{i} ON p.\"Place\" = {i}"))
        );
        command.Say($"SELECT p.\"Place\"{columns} FROM ({places}) p{joins}");

        var found = new List<(int Place, StoredRecord Row)>();
        var gone = new List<(RecordTable, string)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var place = reader.GetInt32(0);
            var (table, isGone, from, _) = sets[place];
            if (await reader.IsDBNullAsync(from, ct))
            {
                continue; // no row of this filter
            }

            if (isGone)
            {
                gone.Add((table, reader.GetString(from + 1)));
            }
            else
            {
                found.Add((place, Read(reader, table, leaves: true, from + 1)));
            }
        }

        return ([.. found.OrderBy(f => f.Place).Select(f => f.Row)], gone);
    }

    private static bool AsksGone(RecordFilter filter) => filter.Gone is { } || filter.GoneUnder.Count > 0 || filter.Whole is not null;

    private static string SelectGone(DbCommand command, RecordFilter filter, string where, string first)
    {
        var there = $"NOT IN (SELECT {filter.Table.KeyExpression} FROM \"{filter.Table.Name}\" t{where})";
        if (filter.Whole is { } whole)
        {
            var beginning = filter.Table.Beginning([.. whole.Table.Key.Select(c => c.Name)]);
            return $"SELECT {first}s.\"Key\" FROM \"{whole.Table.Name}\" t JOIN \"RecordSeals\" s ON s.\"Table\" = '{filter.Table.Name}' "
                + $"AND {filter.Table.Begins("s.\"Key\"", beginning)} "
                + $"WHERE ({Bind(command, whole.Where!, whole.Parameters)}) AND s.\"Key\" {there}";
        }

        return $"SELECT {first}s.\"Key\" FROM \"RecordSeals\" s WHERE s.\"Table\" = '{filter.Table.Name}'{Among(command, filter)} "
            + $"AND s.\"Key\" {there}";
    }

    private static string Among(DbCommand command, RecordFilter filter)
    {
        if (filter is { Gone.Count: 0, GoneUnder.Count: 0 })
        {
            return ""; // all that the table ever had
        }

        var names = filter.Gone is { Count: > 0 } gone
            ? [$"s.\"Key\" IN ({string.Join(", ", gone.Select(n => command.Add(n)))})"]
            : Array.Empty<string>();
        // No LIKE: a name may hold what is a pattern there.
        var beginnings = filter.GoneUnder.Select(p => command.Add(p)).Select(p => filter.Table.Begins("s.\"Key\"", p));
        return $" AND ({string.Join(" OR ", names.Concat(beginnings))})";
    }

    /// <summary>Reads all rows of a table with their seals, one after the other.</summary>
    public static async IAsyncEnumerable<StoredRecord> StreamAsync(
        GovernanceDbContext db,
        RecordTable table,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        command.Say(Select(table, leaves: false));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return Read(reader, table, leaves: false);
        }
    }

    /// <summary>Names of rows in the order of their keys, after one of them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="after">The last one had; null for the first page.</param>
    /// <param name="isSealed">Rows with a seal, or rows without.</param>
    /// <param name="most">How many.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<RecordKey>> PageAsync(
        GovernanceDbContext db,
        RecordTable table,
        RecordKey? after,
        bool isSealed,
        int most,
        CancellationToken ct
    )
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        var then = after is null ? "" : $" AND ({table.KeyColumns}) > ({string.Join(", ", after.Parts.Select(p => command.Add(p)))})";
        command.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {table.KeyExpression} FROM \"{table.Name}\" t {table.Seal} WHERE s.\"Key\" IS "
                    + $"{(isSealed ? "NOT " : "")}NULL{then} ORDER BY {table.KeyColumns} LIMIT {most}"
            )
        );
        var keys = new List<RecordKey>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            keys.Add(table.Of(reader.GetString(0)));
        }

        return keys;
    }

    /// <summary>Adds the statement that writes seals to a command.</summary>
    public static void Seal(DbCommand command, StringBuilder sql, IReadOnlyList<RecordSeal> seals)
    {
        sql.Append(
                """
                INSERT INTO "RecordSeals" ("Table", "Key", "Salt", "LogIndex", "Members") VALUES
                """
            )
            .Append(' ')
            .AppendJoin(
                ", ",
                seals.Select(s =>
                    $"({command.Add(s.Table)}, {command.Add(s.Key)}, {command.Add(s.Salt)}, {command.Add(s.LogIndex)}, "
                    + $"{command.Add(s.Members)})"
                )
            )
            .Append(
                """
                 ON CONFLICT ("Table", "Key") DO UPDATE
                SET "Salt" = excluded."Salt", "LogIndex" = excluded."LogIndex", "Members" = excluded."Members";

                """
            );
    }

    /// <summary>Adds the statement that takes away the seals of rows that are gone.</summary>
    public static void Unseal(DbCommand command, StringBuilder sql, IReadOnlyList<RecordKey> gone) =>
        sql.Append("DELETE FROM \"RecordSeals\" WHERE ")
            .AppendJoin(" OR ", gone.Select(k => $"(\"Table\" = {command.Add(k.Table.Name)} AND \"Key\" = {command.Add(k.Text)})"))
            .Append(";\n");

    private static string Select(RecordTable table, bool leaves, string first = "") =>
        $"SELECT {first}{table.KeyExpression}, s.\"Salt\", s.\"LogIndex\", s.\"Members\", {(leaves ? "e.\"Leaf\"" : "NULL")}, "
        + $"{table.Values} FROM \"{table.Name}\" t {table.Seal}"
        + $"{(leaves ? " LEFT JOIN \"AuditEntries\" e ON e.\"Index\" = s.\"LogIndex\"" : "")}";

    private static StoredRecord Read(DbDataReader reader, RecordTable table, bool leaves, int from = 0)
    {
        var hasSeal = !reader.IsDBNull(from + 1);
        return new StoredRecord(
            table,
            Convert.ToString(reader.GetValue(from), CultureInfo.InvariantCulture)!,
            RecordDigest.Read(reader, from + Head, table.Columns.Count)
        )
        {
            Salt = hasSeal ? reader.GetValue(from + 1) as byte[] ?? [] : null,
            LogIndex = hasSeal ? reader.GetValue(from + 2) as long? ?? -1 : null,
            Members = hasSeal ? reader.GetValue(from + 3) as byte[] ?? [] : [],
            Leaf = leaves && !reader.IsDBNull(from + 4) ? reader.GetValue(from + 4) as byte[] : null,
        };
    }

    // {0} becomes a parameter. The texts are this program's own, made of its model's names.
    private static string Bind(DbCommand command, string text, IReadOnlyList<object> values)
    {
        for (var i = values.Count - 1; i >= 0; i--)
        {
            text = text.Replace(string.Create(CultureInfo.InvariantCulture, $"{{{i}}}"), command.Add(values[i]), StringComparison.Ordinal);
        }

        return text;
    }
}
