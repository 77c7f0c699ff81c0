using System.Text.Json;
using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>A call of an agent's tool that waits for a person: for the agent's owner and deputies, without those behind its key.</summary>
internal sealed class AgentCallNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["agent-calls.decided"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var ids = Asked(entry.Event.Data);
        var now = context.Now;
        if (
            ids.Count == 0
            || entry.Event.Text("model") is not { } name
            || await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is not { } model
        )
        {
            return [];
        }

        var calls = await context
            .Db.AgentCalls.AsNoTracking()
            .Where(c => ids.Contains(c.Id) && c.ExpiresAt > now)
            .OrderBy(c => c.Id)
            .ToListAsync(ct);
        return
        [
            .. calls.Select(call => new NotificationEvent(NotificationKind.ObligationDue, call.Id.ToString(), $"agent-call/{call.Id}")
            {
                Urgency = Urgency.Urgent,
                Link = $"/agents/calls/{call.Id}",
                LogIndex = entry.Index,
                Recipients = [.. model.Deputies.Prepend(model.Owner).Distinct().Except(call.Askers)],
                Parameters = NotificationContext.Words(
                    (NotificationTexts.Thing, model.DisplayName),
                    (NotificationTexts.What, "agent-call"),
                    (NotificationTexts.Due, NotificationTexts.Instant(call.ExpiresAt!.Value))
                ),
            }),
        ];
    }

    private static List<AgentCallId> Asked(JsonElement data)
    {
        var ids = new List<AgentCallId>();
        if (data.ValueKind is JsonValueKind.Object && data.TryGetProperty("asked", out var asked) && asked.ValueKind is JsonValueKind.Array)
        {
            foreach (var text in asked.EnumerateArray())
            {
                if (DisplayId.TryParse<AgentCallId>(text.ToString(), out var id))
                {
                    ids.Add(id);
                }
            }
        }

        return ids;
    }
}
