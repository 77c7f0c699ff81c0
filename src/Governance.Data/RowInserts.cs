using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Data;

/// <summary>
/// Writes new rows past the change tracker, many by one statement: with the columns and the conversions that EF Core's model has for them,
/// so that a column that is added is written too.
/// </summary>
/// <remarks>
/// This goes round the audit guard. So it is only for rows that the log itself consists of, and for those that an entry of the same
/// transaction commits to.
/// </remarks>
internal sealed class RowInserts
{
    // A statement takes some thousands of values in each database.
    private const int MaxValues = 1_000;

    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<Type, RowInserts>> s_known = [];

    private readonly string _head;
    private readonly List<Column> _columns = [];

    private RowInserts(IEntityType type)
    {
        var table = type.GetTableMappings().Single().Table;
        foreach (var column in table.Columns)
        {
            // One that belongs to a part, or is kept by EF Core alone, has no getter of the row: such a table is written by the tracker.
            var property = column.PropertyMappings.Single(m => m.Property.DeclaringType == type).Property;
            _columns.Add(new Column(property.GetGetter(), property.GetRelationalTypeMapping(), property.IsNullable));
        }

        _head = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) VALUES ";
    }

    /// <summary>Those of a type of row.</summary>
    public static RowInserts Of<T>(GovernanceDbContext db)
        where T : class =>
        s_known
            .GetOrCreateValue(db.Model)
            .GetOrAdd(typeof(T), static (type, model) => new RowInserts(model.FindEntityType(type)!), db.Model);

    /// <summary>Adds the statements for some rows to a command.</summary>
    public void Add(DbCommand command, StringBuilder sql, IEnumerable<object> rows)
    {
        foreach (var part in rows.Chunk(Math.Max(1, MaxValues / _columns.Count)))
        {
            sql.Append(_head);
            for (var i = 0; i < part.Length; i++)
            {
                sql.Append(i == 0 ? "(" : ", (");
                for (var c = 0; c < _columns.Count; c++)
                {
                    var name = command.NextName();
                    var (getter, mapping, isNullable) = _columns[c];
                    command.Parameters.Add(mapping.CreateParameter(command, name, getter.GetClrValue(part[i]), isNullable));
                    sql.Append(c == 0 ? "" : ", ").Append(name);
                }

                sql.Append(')');
            }

            sql.Append(";\n");
        }
    }

    /// <summary>Writes some rows in the transaction that is open.</summary>
    /// <exception cref="DbUpdateException">The database refused them, as a save would say it.</exception>
    public async Task WriteAsync(GovernanceDbContext db, IReadOnlyList<object> rows, CancellationToken ct)
    {
        await using var open = await OpenCommands.OfAsync(db, ct);
        foreach (var part in rows.Chunk(MaxValues))
        {
            await using var command = open.Command();
            var sql = new StringBuilder();
            Add(command, sql, part);
            command.Say(sql.ToString());
            await RunAsync(command, ct);
        }
    }

    /// <summary>Runs a command that writes.</summary>
    /// <exception cref="DbUpdateException">The database refused it: another writer in the way is told from this.</exception>
    public static async Task RunAsync(DbCommand command, CancellationToken ct)
    {
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (DbException e)
        {
            throw new DbUpdateException("Rows that an action writes were refused by the database.", e);
        }
    }

    private sealed record Column(IClrPropertyGetter Getter, RelationalTypeMapping Mapping, bool IsNullable);
}
