using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Agents that were stopped and resumed: for owner and deputies, and the overseers of the AI systems they are part of.</summary>
internal sealed class AgentNotificationSource : INotificationSource
{
    public IReadOnlyList<string> Actions { get; } = ["agent.stopped", "agent.resumed"];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var name = entry.Event.Subject;
        if (await context.Db.Models.AsNoTracking().SingleOrDefaultAsync(m => m.Name == name, ct) is not { } model)
        {
            return [];
        }

        var stopped = entry.Event.Action == "agent.stopped";
        var known = new NotificationEvent(NotificationKind.AlertRaised, name, $"agent/{name}/{entry.Index}")
        {
            Urgency = stopped ? Urgency.Urgent : Urgency.Normal,
            Link = $"/models/{Uri.EscapeDataString(name)}",
            Matter = $"{name}/agent-stopped",
            Parameters = NotificationContext.Words(
                (NotificationTexts.Thing, model.DisplayName),
                (NotificationTexts.What, stopped ? "agent-stopped" : "agent-resumed")
            ),
            Recipients = [.. model.Deputies.Prepend(model.Owner).Concat(await OverseersAsync(context, model, ct)).Distinct()],
            DoneBy = NotificationContext.PersonOf(entry.Event.Actor),
            LogIndex = entry.Index,
        };
        // What was opened outside is closed there; people read that it goes on.
        return stopped ? [known] : [known, known with { Key = $"{known.Key}/over", Stage = NotificationStage.Over, Recipients = [] }];
    }

    private static async Task<IEnumerable<UserId>> OverseersAsync(NotificationContext context, Model model, CancellationToken ct)
    {
        var systems = await context
            .Db.AiSystems.Where(s => s.LifeCycle != LifeCycle.Retired)
            .OfModel(model.Name, model.System)
            .Select(s => s.Id)
            .ToListAsync(ct);
        var today = context.Now.Day();
        return systems.Count == 0
            ? []
            : (await context.Db.Overseers.AsNoTracking().Where(o => systems.Contains(o.System) && o.EndedAt == null).ToListAsync(ct))
                .Where(o => o.IsOpenOn(today))
                .Select(o => o.Person);
    }
}
