using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>That a model was registered as an agent, and when it was last stopped and last allowed to go on.</summary>
internal sealed class AgentTimeline : ITimelineSource
{
    public Permission Reads => Permission.ReadRegistry;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        if (await db.Agents.AsNoTracking().SingleOrDefaultAsync(a => a.Model == model, ct) is not { } agent)
        {
            return [];
        }

        List<TimelineEvent> events = [new(agent.RegisteredAt, "smart_toy", Tone.Info, $"The agent was registered", model)];
        if (agent.StoppedAt is { } stopped)
        {
            events.Add(new(stopped, "block", Tone.Fail, $"The agent was stopped", model));
        }

        if (agent.ResumedAt is { } resumed)
        {
            events.Add(new(resumed, "check", Tone.Pass, $"The agent was resumed", model));
        }

        return events;
    }
}
