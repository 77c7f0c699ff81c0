using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Copies;

/// <summary>The tables of a database in an order in which each comes after those its rows name.</summary>
internal static class CopyPlan
{
    /// <summary>Not carried: answers kept for some hours, for callers of a server that is no longer there.</summary>
    private const string Answers = "IdempotencyRecords";

    /// <summary>Whose turn it is to follow the log: the nodes of before.</summary>
    private const string Turns = "LogFollowers";

    /// <summary>The tables of the model.</summary>
    public static IReadOnlyList<CopyTable> Of(GovernanceDbContext db)
    {
        var waiting = db.GetService<IDesignTimeModel>()
            .Model.GetRelationalModel()
            .Tables.Where(t => t.Name != Answers)
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var ordered = new List<CopyTable>(waiting.Count);
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(t => Named(t).All(n => n == t.Name || done.Contains(n))).ToList();
            if (ready.Count == 0)
            {
                throw new InvalidOperationException(
                    $"These tables have circular references: {string.Join(", ", waiting.Select(t => t.Name))}."
                );
            }

            ordered.AddRange(ready.Select(Of));
            done.UnionWith(ready.Select(t => t.Name));
            waiting.RemoveAll(t => done.Contains(t.Name));
        }

        return ordered;
    }

    private static IEnumerable<string> Named(ITable table) => table.ForeignKeyConstraints.Select(f => f.PrincipalTable.Name);

    private static CopyTable Of(ITable table)
    {
        var columns = table.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        return new CopyTable(
            table.Name,
            [
                .. columns.Select(c => new CopyColumn(
                    c.Name,
                    KindOf(c),
                    table.Name == Turns && c.Name is "LeaseOwner" or "LeaseUntil",
                    c.IsNullable,
                    TypeOf(c) == typeof(long)
                )),
            ],
            [.. table.PrimaryKey!.Columns.Select(k => columns.FindIndex(c => c.Name == k.Name))],
            Named(table).Contains(table.Name)
        );
    }

    private static CopyKind KindOf(IColumn column)
    {
        var type = TypeOf(column);
        return type is null ? CopyKind.Json
            : type == typeof(bool) ? CopyKind.Truth
            : type == typeof(DateOnly) ? CopyKind.Day
            : type == typeof(byte[]) ? CopyKind.Bytes
            : type == typeof(double) ? CopyKind.Number
            : type == typeof(string) ? CopyKind.Text
            : type == typeof(int) || type == typeof(long) || type == typeof(short) ? CopyKind.Integer
            : throw new InvalidOperationException($"{column.Table.Name}.{column.Name} has a type that cannot be copied: {type}.");
    }

    // Null for owned parts kept as one document: no property has the column for itself.
    private static Type? TypeOf(IColumn column)
    {
        if (column.PropertyMappings.Count == 0)
        {
            return null;
        }

        var mapping = column.PropertyMappings[0].TypeMapping;
        var type = mapping.Converter?.ProviderClrType ?? mapping.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}
