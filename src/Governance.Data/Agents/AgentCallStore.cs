using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Agents;

/// <summary>How far a run is, as it is recorded.</summary>
/// <param name="Run">The caller's name of it.</param>
/// <param name="Count">Calls in it, whatever they were answered.</param>
/// <param name="First">When the first was decided.</param>
/// <param name="AllowedParts">Money that was allowed without asking, in the currency asked for.</param>
/// <param name="Asks">Whether a person was asked about money in that currency.</param>
public sealed record RunSoFar(string Run, int Count, DateTimeOffset First, long AllowedParts, bool Asks);

/// <summary>
/// What every decision of a tool call reads of earlier calls and writes of its own, by statements that are written out: an agent waits for
/// it before each step.
/// </summary>
/// <remarks>
/// Writing goes round the audit guard, so it is only called by the action that adds the <see cref="AgentCallBatch"/> in the same
/// transaction; the guard insists on the entry for that batch, and the entry holds the root over every row written here.
/// </remarks>
public static class AgentCallStore
{
    private static readonly string s_allow = WireName.Of(CallVerdict.Allow);
    private static readonly string s_ask = WireName.Of(CallVerdict.Ask);

    /// <summary>Reads how far some runs of an agent are; one without calls is left out.</summary>
    /// <param name="db">The database.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="currency">Currency of the money that is counted; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<RunSoFar>> RunsAsync(
        GovernanceDbContext db,
        string agent,
        IReadOnlyCollection<string> runs,
        string? currency,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(runs);
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        var money = currency is null ? "\"Currency\" IS NULL" : $"\"Currency\" = {command.Add(currency)}";
        command.Say(
            $"""
            SELECT "Run", COUNT(*), MIN("At"),
                COALESCE(CAST(SUM(CASE WHEN "Verdict" = '{s_allow}' AND {money} THEN "AmountParts" ELSE 0 END) AS bigint), 0),
                MAX(CASE WHEN "Verdict" = '{s_ask}' AND "AmountParts" IS NOT NULL AND {money} THEN 1 ELSE 0 END)
            FROM "AgentCalls" WHERE "Model" = {command.Add(agent)} AND "Run" IN ({string.Join(", ", runs.Select(r => command.Add(r)))})
            GROUP BY "Run"
            """
        );
        var found = new List<RunSoFar>(runs.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var first = new DateTimeOffset(reader.GetInt64(2), TimeSpan.Zero);
            found.Add(new RunSoFar(reader.GetString(0), (int)reader.GetInt64(1), first, reader.GetInt64(3), reader.GetInt32(4) == 1));
        }

        return found;
    }

    /// <summary>Writes calls that were decided, in the transaction that is open.</summary>
    /// <exception cref="DbUpdateException">The database refused them.</exception>
    public static Task AddAsync(GovernanceDbContext db, IReadOnlyList<AgentCall> calls, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(calls);
        return db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("Calls must be written in the transaction of their action.")
            : RowInserts.Of<AgentCall>(db).WriteAsync(db, calls, ct);
    }
}
