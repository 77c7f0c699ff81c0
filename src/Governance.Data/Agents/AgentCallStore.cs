using Governance.Domain.Agents.Calls;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Agents;

/// <summary>How far a run is, as it is recorded.</summary>
/// <param name="Run">The caller's name of it.</param>
/// <param name="Count">Calls in it, whatever they were answered.</param>
/// <param name="First">When the first was decided.</param>
public sealed record RunSoFar(string Run, int Count, DateTimeOffset First);

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
    /// <summary>Reads how far some runs of an agent are; one without calls is left out.</summary>
    /// <param name="db">The database.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<RunSoFar>> RunsAsync(
        GovernanceDbContext db,
        string agent,
        IReadOnlyCollection<string> runs,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(runs);
        await using var open = await OpenCommands.OfAsync(db, ct);
        await using var command = open.Command();
        command.Say(
            $"""
            SELECT "Run", COUNT(*), MIN("At") FROM "AgentCalls" WHERE "Model" = {command.Add(agent)} AND "Run" IN ({string.Join(
                ", ",
                runs.Select(r => command.Add(r))
            )})
            GROUP BY "Run"
            """
        );
        var found = new List<RunSoFar>(runs.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var first = new DateTimeOffset(reader.GetInt64(2), TimeSpan.Zero);
            found.Add(new RunSoFar(reader.GetString(0), (int)reader.GetInt64(1), first));
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
