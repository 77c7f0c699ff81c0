using System.Collections;
using System.Data.Common;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Rows of sealed tables, made of the model: the smallest that the columns of a table allow, with the entry that states them. So a table
/// that is added to the model has a row here without anyone thinking of it.
/// </summary>
internal static class SealedRows
{
    // Above what the portal counts up to in a test.
    private const int Number = 9_001;

    // SQLITE_CONSTRAINT_CHECK
    private const int SqliteConstraintCheck = 275;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Gives each sealed table that has no row one.</summary>
    public static async Task FillAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        foreach (var table in RecordTables.Of(db).All)
        {
            await FirstAsync(db, TableOf(db, table.Name));
        }

        await StateAsync(db);
        await transaction.CommitAsync(Ct);
    }

    /// <summary>
    /// Adds a row to a table: these columns as they are given, the others as small as they may be; and what it points at, if there is none.
    /// </summary>
    /// <returns>Takes what was added away again.</returns>
    public static async Task<Func<Task>> AddAsync(PortalFactory portal, string table, params (string Column, object Value)[] given)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await InsertAsync(db, TableOf(db, table), given.ToDictionary(g => g.Column, g => g.Value, StringComparer.Ordinal));
        var added = await StateAsync(db);
        await transaction.CommitAsync(Ct);
        return () => RemoveAsync(portal, added);
    }

    /// <summary>States the rows of a table that were written past the log.</summary>
    public static async Task StateAsync(PortalFactory portal, string table)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var known = RecordTables.Of(db).Find(table)!;
        while (await RecordReader.PageAsync(db, known, after: null, isSealed: false, most: 100, Ct) is { Count: > 0 } rows)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Ct);
            db.Restated.AddRange(rows);
            db.Note();
            await db.SaveChangesAsync(Ct);
            await transaction.CommitAsync(Ct);
        }
    }

    /// <summary>Changes the rows of a table, with the entry that says so.</summary>
    public static async Task SetAsync(PortalFactory portal, string table, string set)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        var known = RecordTables.Of(db).Find(table)!;
        db.Restated.AddRange(await RecordReader.PageAsync(db, known, after: null, isSealed: true, most: 100, Ct));
        await ExecuteAsync(db, $"UPDATE \"{table}\" SET {set}", []);
        db.Note();
        await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
    }

    private static async Task RemoveAsync(PortalFactory portal, IReadOnlyList<(string Table, string Key)> rows)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        if (db.Database.IsSqlite())
        {
            await ExecuteAsync(db, "PRAGMA defer_foreign_keys = 1", []);
        }

        foreach (var (name, text) in rows)
        {
            var key = RecordTables.Of(db).Find(name)!.Of(text);
            db.Restated.Add(key);
            var where = key.Table.Key.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"\"{c.Name}\" = @v{i}"));
            await ExecuteAsync(db, $"DELETE FROM \"{name}\" WHERE {string.Join(" AND ", where)}", key.Parts);
        }

        db.Note();
        await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
    }

    private static ITable TableOf(GovernanceDbContext db, string name) => db.Model.GetRelationalModel().FindTable(name, null)!;

    // Rows without a seal are those that were just written.
    private static async Task<IReadOnlyList<(string Table, string Key)>> StateAsync(GovernanceDbContext db)
    {
        foreach (var table in RecordTables.Of(db).All)
        {
            db.Restated.AddRange(await RecordReader.PageAsync(db, table, after: null, isSealed: false, most: 100, Ct));
        }

        List<(string, string)> written = [.. db.Restated.Select(key => (key.Table.Name, key.Text))];
        db.Note();
        await db.SaveChangesAsync(Ct);
        return written;
    }

    // The first row of a table: the one that others point at.
    private static async Task<Dictionary<string, object>> FirstAsync(GovernanceDbContext db, ITable table)
    {
        if (await ReadFirstAsync(db, table) is { } there)
        {
            return there;
        }

        await InsertAsync(db, table, new Dictionary<string, object>(StringComparer.Ordinal));
        return (await ReadFirstAsync(db, table))!;
    }

    private static async Task InsertAsync(GovernanceDbContext db, ITable table, Dictionary<string, object> given)
    {
        var values = given.ToDictionary(g => g.Key, g => Stored(table.FindColumn(g.Key)!, g.Value), StringComparer.Ordinal);
        var needed = table.ForeignKeyConstraints.Where(k =>
            k.PrincipalTable != table && !k.Columns.Any(c => c.IsNullable || given.ContainsKey(c.Name))
        );
        foreach (var key in needed)
        {
            var principal = await FirstAsync(db, key.PrincipalTable);
            for (var i = 0; i < key.Columns.Count; i++)
            {
                values[key.Columns[i].Name] = principal[key.PrincipalColumns[i].Name];
            }
        }

        foreach (var column in table.Columns.Where(c => !c.IsNullable && !values.ContainsKey(c.Name) && !IsCounted(c)))
        {
            values[column.Name] = Smallest(column);
        }

        if (await TryAsync(db, table, values) is { } refused)
        {
            await FillForCheckAsync(db, table, values, refused);
        }
    }

    // A check may want one of several columns, each of which may be empty: the first that helps is given.
    private static async Task FillForCheckAsync(
        GovernanceDbContext db,
        ITable table,
        Dictionary<string, object> values,
        DbException refused
    )
    {
        // What there is one of has the number 1.
        if (
            table.PrimaryKey?.Columns is [var only]
            && only.PropertyMappings is [{ Property.ClrType: var type }, ..]
            && type == typeof(int)
            && values.ContainsKey(only.Name)
            && await TryAsync(db, table, new(values, StringComparer.Ordinal) { [only.Name] = 1 }) is null
        )
        {
            return;
        }

        foreach (var column in table.Columns.Where(c => c.IsNullable && !values.ContainsKey(c.Name)))
        {
            if (await TryAsync(db, table, new(values, StringComparer.Ordinal) { [column.Name] = Smallest(column) }) is null)
            {
                return;
            }
        }

        throw new InvalidOperationException($"No row of {table.Name} is small enough to be made of the model: {refused.Message}", refused);
    }

    // Null when the row is in; else what a check of the table said.
    private static async Task<DbException?> TryAsync(GovernanceDbContext db, ITable table, Dictionary<string, object> values)
    {
        const string Row = "row";
        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(Row, Ct);
        try
        {
            var places = values.Select(
                (v, i) => Place(db, table.FindColumn(v.Key)!, string.Create(CultureInfo.InvariantCulture, $"@v{i}"))
            );
            var columns = string.Join(", ", values.Keys.Select(c => $"\"{c}\""));
            await ExecuteAsync(db, $"INSERT INTO \"{table.Name}\" ({columns}) VALUES ({string.Join(", ", places)})", [.. values.Values]);
            await transaction.ReleaseSavepointAsync(Row, Ct);
            return null;
        }
        catch (DbException refused) when (IsOfCheck(refused))
        {
            await transaction.RollbackToSavepointAsync(Row, Ct);
            return refused;
        }
    }

    private static bool IsOfCheck(DbException refused) =>
        refused is PostgresException { SqlState: PostgresErrorCodes.CheckViolation }
        || refused is SqliteException { SqliteExtendedErrorCode: SqliteConstraintCheck };

    private static string Place(GovernanceDbContext db, IColumn column, string name) =>
        db.Database.IsNpgsql() ? $"CAST({name} AS {column.StoreType})" : name;

    // Numbered by the database.
    private static bool IsCounted(IColumn column) =>
        column.PropertyMappings.Any(m =>
            m.Property.ValueGenerated is ValueGenerated.OnAdd
            && m.Property.GetTypeMapping().Converter is null
            && (m.Property.ClrType == typeof(int) || m.Property.ClrType == typeof(long))
            && m.Property.IsPrimaryKey()
        );

    private static object Stored(IColumn column, object value) =>
        column.PropertyMappings[0].TypeMapping.Converter?.ConvertToProvider(value) ?? value;

    private static object Smallest(IColumn column)
    {
        if (column.PropertyMappings.Count == 0)
        {
            return "{}"; // a part that is kept as JSON
        }

        var property = column.PropertyMappings[0].Property;
        var mapping = column.PropertyMappings[0].TypeMapping;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum)
        {
            return Stored(column, Enum.GetValues(type).GetValue(0)!);
        }

        var provider = mapping.Converter?.ProviderClrType ?? type;
        provider = Nullable.GetUnderlyingType(provider) ?? provider;
        return column.StoreType.EndsWith("[]", StringComparison.Ordinal) ? "{}"
            : type != typeof(string) && type != typeof(byte[]) && typeof(IEnumerable).IsAssignableFrom(type) ? "[]"
            : provider == typeof(string)
                ? column.StoreType is "json" or "jsonb" ? "{}"
                    : "x"
            : provider == typeof(byte[]) ? new byte[] { 1 }
            : provider == typeof(bool) ? false
            : provider == typeof(DateOnly) ? new DateOnly(2026, 11, 20)
            : provider == typeof(DateTime) ? new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc)
            : Convert.ChangeType(property.IsPrimaryKey() ? Number : 1, provider, CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<string, object>?> ReadFirstAsync(GovernanceDbContext db, ITable table)
    {
        var key = string.Join(", ", table.PrimaryKey!.Columns.Select(c => $"\"{c.Name}\""));
        await using var command = Command(db, $"SELECT * FROM \"{table.Name}\" ORDER BY {key} LIMIT 1");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        return await reader.ReadAsync(Ct)
            ? Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue, StringComparer.Ordinal)
            : null;
    }

    private static async Task ExecuteAsync(GovernanceDbContext db, string statement, IReadOnlyList<object> values)
    {
        await using var command = Command(db, statement);
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (string.Create(CultureInfo.InvariantCulture, $"@v{i}"), values[i]);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(Ct);
    }

    private static DbCommand Command(GovernanceDbContext db, string statement)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
#pragma warning disable CA2100 // Names of the model cannot be parameters.
        command.CommandText = statement;
#pragma warning restore CA2100
        return command;
    }
}
