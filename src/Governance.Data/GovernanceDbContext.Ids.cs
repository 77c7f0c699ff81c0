using Governance.Domain;

namespace Governance.Data;

/// <summary>The numbers that rows are called by, counted for each kind.</summary>
public abstract partial class GovernanceDbContext
{
    /// <summary>The next id of a kind, counted in the transaction that is open.</summary>
    public Task<T> NextIdAsync<T>(CancellationToken ct)
        where T : struct, IDisplayId<T> => NextIdsAsync<T>(1, ct);

    /// <summary>Takes several at once: the first of as many numbers that follow one another.</summary>
    public async Task<T> NextIdsAsync<T>(int count, CancellationToken ct)
        where T : struct, IDisplayId<T>
    {
        // One statement in both databases; the row lock (PostgreSQL) or the write lock (SQLite) makes it exact.
        var given = await CountAsync([(T.Prefix, count)], ct);
        return T.Of(given[T.Prefix] - count + 1);
    }

    /// <summary>The next id of one kind, and several of another, by one statement.</summary>
    public async Task<(T One, TMany First)> NextIdsAsync<T, TMany>(int count, CancellationToken ct)
        where T : struct, IDisplayId<T>
        where TMany : struct, IDisplayId<TMany>
    {
        var given = await CountAsync([(T.Prefix, 1), (TMany.Prefix, count)], ct);
        return (T.Of(given[T.Prefix]), TMany.Of(given[TMany.Prefix] - count + 1));
    }

    private async Task<Dictionary<string, int>> CountAsync(IReadOnlyList<(string Prefix, int Count)> asked, CancellationToken ct)
    {
        await using var open = await OpenCommands.OfAsync(this, ct);
        await using var command = open.Command();
        command.Say(
            $"""
            INSERT INTO "Counters" ("Prefix", "Last") VALUES {string.Join(
                ", ",
                asked.Select(a => $"({command.Add(a.Prefix)}, {command.Add(a.Count)})")
            )}
            ON CONFLICT ("Prefix") DO UPDATE SET "Last" = "Counters"."Last" + excluded."Last" RETURNING "Prefix", "Last"
            """
        );
        var given = new Dictionary<string, int>(asked.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            given[reader.GetString(0)] = reader.GetInt32(1);
        }

        return given;
    }
}
