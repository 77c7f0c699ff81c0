using Governance.Domain.Agents.Calls;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Agents;

/// <summary>What people answered to the calls that the portal asked them about.</summary>
public static class AnsweredCalls
{
    /// <summary>The answers to some calls, by call; a call that was not asked about, or not answered yet, has none.</summary>
    /// <param name="db">The database.</param>
    /// <param name="calls">The calls. The database is not asked where none of them was to be answered.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<AgentCallId, AgentCallAnswer>> AnswersToAsync(
        this GovernanceDbContext db,
        IEnumerable<AgentCall> calls,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(calls);
        var asked = calls.Where(c => c.Verdict is CallVerdict.Ask).Select(c => c.Id).ToList();
        return asked.Count == 0
            ? new Dictionary<AgentCallId, AgentCallAnswer>()
            : await db.AgentCallAnswers.AsNoTracking().Where(a => asked.Contains(a.Call)).ToDictionaryAsync(a => a.Call, ct);
    }
}
