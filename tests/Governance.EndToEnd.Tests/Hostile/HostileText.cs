using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>
/// Markup behind everything in a database that looks like words of people: text with a space in it, in columns and inside JSON.
/// </summary>
internal static class HostileText
{
    private const string Planted = """ <img src=x onerror=top.planted=1><script>top.planted=1</script><b class=planted>"'`</b>{{7*7}}""";

    // Words by which the portal finds things again; no one writes them freely.
    private static readonly HashSet<string> s_keys = new(StringComparer.Ordinal)
    {
        "AiSystems.NameKey",
        "RiskThreats.Item",
        "Notifications.Parameters",
        "RecordSeals.Key",
    };

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it. Tables whose rows a trigger keeps as they are stay: what is in them is signed or sealed.</summary>
    /// <returns>The columns that were written to.</returns>
    public static async Task<IReadOnlyList<string>> PlantAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        await connection.OpenAsync(ct);
        var planted = new List<string>();
        foreach (var (table, column) in await ColumnsAsync(connection, ct))
        {
            if (!s_keys.Contains($"{table}.{column}") && await PlantAsync(connection, table, column, ct))
            {
                planted.Add($"{table}.{column}");
            }
        }

        await RestateAsync(db, ct);
        return planted;
    }

    // As if the portal had written it: else every action would be stopped by a row that is not what the log states.
    private static async Task RestateAsync(GovernanceDbContext db, CancellationToken ct)
    {
        foreach (var table in RecordTables.Of(db).All)
        {
            foreach (var isSealed in new[] { true, false })
            {
                db.Restated.AddRange(await RecordReader.PageAsync(db, table, null, isSealed, int.MaxValue, ct));
            }
        }

        db.Append(new AuditEvent("records.anchored", "records", []), Actor.Host, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(ct);
    }

    private static async Task<IReadOnlyList<(string Table, string Column)>> ColumnsAsync(SqliteConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND c.type = 'TEXT' AND t.name NOT LIKE '\_\_%' ESCAPE '\'
              AND NOT EXISTS (SELECT 1 FROM sqlite_master g WHERE g.type = 'trigger' AND g.tbl_name = t.name AND g.name LIKE '%no_update')
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    private static async Task<bool> PlantAsync(SqliteConnection connection, string table, string column, CancellationToken ct)
    {
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(ct);
        var changed = new List<(string Before, string After)>();
        await using (var read = connection.CreateCommand())
        {
            read.Transaction = transaction;
#pragma warning disable CA2100 // Names of the database's own tables and columns cannot be parameters.
            read.CommandText = $"""SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" LIKE '% %'""";
#pragma warning restore CA2100
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (Plant(reader.GetString(0)) is { } text)
                {
                    changed.Add((reader.GetString(0), text));
                }
            }
        }

        foreach (var (before, after) in changed)
        {
            await using var write = connection.CreateCommand();
            write.Transaction = transaction;
#pragma warning disable CA2100
            write.CommandText = $"""UPDATE "{table}" SET "{column}" = $after WHERE "{column}" = $before""";
#pragma warning restore CA2100
            write.Parameters.AddWithValue("$after", after);
            write.Parameters.AddWithValue("$before", before);
            await write.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return changed.Count > 0;
    }

    // Times have a space in the database too.
    private static string? Plant(string value)
    {
        if (DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        if (value[0] is not ('{' or '['))
        {
            return value + Planted;
        }

        try
        {
            var json = JsonNode.Parse(value)!;
            return PlantInside(json) ? json.ToJsonString(s_plain) : null;
        }
        catch (JsonException)
        {
            return value + Planted;
        }
    }

    private static bool PlantInside(JsonNode node)
    {
        var any = false;
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    if (value is JsonValue leaf && Inside(leaf) is { } text)
                    {
                        (fields[name], any) = (text, true);
                    }
                    else if (value is not null)
                    {
                        any |= PlantInside(value);
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue leaf && Inside(leaf) is { } text)
                    {
                        (items[i], any) = (text, true);
                    }
                    else if (items[i] is { } value)
                    {
                        any |= PlantInside(value);
                    }
                }

                break;
        }

        return any;
    }

    private static string? Inside(JsonValue leaf) =>
        leaf.GetValueKind() is JsonValueKind.String && leaf.GetValue<string>() is var text && text.Contains(' ', StringComparison.Ordinal)
            ? Plant(text)
            : null;
}
