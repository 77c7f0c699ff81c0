using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// Rows by the thousand, past log, rules and foreign keys: only for tests that count statements, in SQLite. What a test does not say is as
/// a new object has it.
/// </summary>
internal static class Crowd
{
    /// <summary>Adds rows of a table.</summary>
    /// <param name="db">The database.</param>
    /// <param name="values">A row each: members named like properties or columns, as the domain has them.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task AddAsync<T>(GovernanceDbContext db, IEnumerable<object> values, CancellationToken ct)
        where T : class
    {
        var columns = ColumnsOf(db.Model.FindEntityType(typeof(T))!);
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON", ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = transaction.GetDbTransaction();
            foreach (var _ in columns)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
                command.Parameters.Add(parameter);
            }

#pragma warning disable CA2100 // Names of the model's own tables and columns.
            command.CommandText =
                $"INSERT INTO \"{db.Model.FindEntityType(typeof(T))!.GetTableName()}\" "
                + $"({string.Join(", ", columns.Select(c => $"\"{c.Column}\""))}) "
                + $"VALUES ({string.Join(", ", columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@p{i}")))})";
#pragma warning restore CA2100
            foreach (var row in values)
            {
                var said = row.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(row), StringComparer.Ordinal);
                Assert.DoesNotContain(said.Keys, name => !columns.Exists(c => c.Column == name || c.Property.Name == name));
                for (var i = 0; i < columns.Count; i++)
                {
                    var (column, property, usual) = columns[i];
                    var value = said.TryGetValue(column, out var own) || said.TryGetValue(property.Name, out own) ? own : usual;
                    var converter = property.GetTypeMapping().Converter;
                    command.Parameters[i].Value =
                        (value is null || converter is null ? value : converter.ConvertToProvider(value)) ?? DBNull.Value;
                }

                await command.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON; PRAGMA ignore_check_constraints = OFF", ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static List<(string Column, IProperty Property, object? Usual)> ColumnsOf(IEntityType type)
    {
        var fresh = Fresh(type.ClrType);
        var table = StoreObjectIdentifier.Table(type.GetTableName()!);
        var columns = type.GetProperties().Select(p => (p.GetColumnName(table)!, p, Usual(p, fresh))).ToList();
        foreach (
            var owned in type.GetNavigations()
                .Where(n => n.TargetEntityType.IsOwned() && n.TargetEntityType.GetTableName() == type.GetTableName())
        )
        {
            var part = owned.PropertyInfo?.GetValue(fresh);
            columns.AddRange(
                owned
                    .TargetEntityType.GetProperties()
                    .Where(p => !p.IsPrimaryKey())
                    .Select(p => (p.GetColumnName(table)!, p, part is null ? null : Usual(p, part)))
            );
        }

        return columns;
    }

    private static object Fresh(Type type)
    {
        try
        {
            return Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (MissingMethodException)
        {
            return RuntimeHelpers.GetUninitializedObject(type);
        }
    }

    private static object? Usual(IProperty property, object of)
    {
        var value = property.FieldInfo?.GetValue(of) ?? property.PropertyInfo?.GetValue(of);
        if (value is not null || property.IsColumnNullable())
        {
            return value;
        }

        return property.ClrType == typeof(string) ? ""
            : property.ClrType == typeof(byte[]) ? Array.Empty<byte>()
            : Activator.CreateInstance(property.ClrType);
    }
}
