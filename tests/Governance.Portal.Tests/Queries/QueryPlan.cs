using System.Text.RegularExpressions;
using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Queries;

/// <summary>How SQLite means to run a statement (<c>EXPLAIN QUERY PLAN</c>): steps within steps.</summary>
internal sealed partial class QueryPlan
{
    private readonly Dictionary<long, (long Parent, string Words)> _steps = [];

    private QueryPlan() { }

    public static bool IsQuery(string statement) =>
        statement.TrimStart().StartsWith("SELECT", StringComparison.Ordinal)
        || statement.TrimStart().StartsWith("WITH", StringComparison.Ordinal);

    /// <summary>The statement without its values, so that it is looked at once.</summary>
    public static string ShapeOf(string statement) => Values().Replace(statement, "?");

    public static async Task<QueryPlan> ReadAsync(GovernanceDbContext db, string statement, CancellationToken ct)
    {
        var plan = new QueryPlan();
        await db.Database.OpenConnectionAsync(ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // What the portal itself has just asked.
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            plan._steps[reader.GetInt64(0)] = (reader.GetInt64(1), reader.GetString(3));
        }

        return plan;
    }

    /// <summary>Its steps, as SQLite words them.</summary>
    public IEnumerable<string> Steps => _steps.Values.Select(s => s.Words);

    /// <summary>Tables that are read whole within a part that is run again for each row of what is around it.</summary>
    public IEnumerable<string> RepeatedScans()
    {
        // What a part of the statement came to is no table: it is as long as that part lets it be.
        var made = _steps
            .Values.Select(s => Made().Match(s.Words))
            .Where(m => m.Success)
            .Select(m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);
        return _steps
            .Where(s => Scan().Match(s.Value.Words) is { Success: true } scan && !made.Contains(scan.Groups[1].Value) && IsRepeated(s.Key))
            .Select(s => s.Value.Words);
    }

    private bool IsRepeated(long step)
    {
        while (_steps.TryGetValue(step, out var found))
        {
            if (found.Words.StartsWith("CORRELATED", StringComparison.Ordinal))
            {
                return true;
            }

            step = found.Parent;
        }

        return false;
    }

    [GeneratedRegex(@"'[^']*'|\d+")]
    private static partial Regex Values();

    [GeneratedRegex(@"^(?:CO-ROUTINE|MATERIALIZE) (\S+)")]
    private static partial Regex Made();

    [GeneratedRegex(@"^SCAN ([^\s(]\S*)(?<!CONSTANT)")]
    private static partial Regex Scan();
}
