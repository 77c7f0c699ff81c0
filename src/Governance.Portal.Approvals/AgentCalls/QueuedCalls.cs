using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>Calls of tools that wait for a person who may answer them.</summary>
internal sealed class QueuedCalls : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.AnswerAgentCalls) || access.Person is not { } person)
        {
            return [];
        }

        var waiting = await db
            .AgentCalls.AsNoTracking()
            .Where(c => c.Verdict == CallVerdict.Ask && c.ExpiresAt > now && !db.AgentCallAnswers.Any(a => a.Call == c.Id))
            .Join(db.Models, c => c.Model, m => m.Name, (c, m) => new { Call = c, Model = m })
            .OrderBy(w => w.Call.ExpiresAt)
            .ThenBy(w => w.Call.Id)
            .Take(Most)
            .ToListAsync(ct);
        return
        [
            .. waiting
                .Where(w => AgentCallAnswer.WhyNot(w.Call, w.Model, person, access.Role) is null)
                .Select(w => new QueueItem(
                    w.Call.Id.ToString(),
                    $"{CallPage.Address}/{w.Call.Id}",
                    "Tool call",
                    "construction",
                    Wording.Verbatim(w.Model.DisplayName),
                    Wording.Verbatim(About(w.Call)),
                    Wording.Text($"Allow or deny the call")
                )
                {
                    Severity = QueueSeverity.Of(w.Model.RiskClass),
                    Since = w.Call.At,
                    DueAt = w.Call.ExpiresAt,
                }),
        ];
    }

    // Of a group that was decided, the entry covers the calls that ask.
    public bool IsMovedBy(Change change, UserId person) => DisplayId.TryParse<AgentCallId>(change.Subject, out _);

    private static string About(AgentCall call) =>
        CallLabels.Money(call.Amount, call.Currency) is { } money ? $"{call.ToolName} · {money}" : call.ToolName;
}
