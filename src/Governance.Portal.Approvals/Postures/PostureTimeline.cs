using Governance.Data;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>How deployments of a model came to stand to the policies.</summary>
internal sealed class PostureTimeline : ITimelineSource
{
    private const int MostRules = 5;

    public Permission Reads => Permission.ReadGates;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        var postures = await db
            .Postures.AsNoTracking()
            .Where(p => p.Model == model)
            .OrderByDescending(p => p.Id)
            .Take(question.Most)
            .ToListAsync(ct);
        return [.. postures.Select(Of)];
    }

    private static TimelineEvent Of(Posture posture)
    {
        var link = new TextLink($"{posture.Model} {posture.Version}", $"/posture/{Uri.EscapeDataString(posture.Model)}");
        var failing = posture.Findings.OrderBy(f => f.Number).ToList();
        var rules = NamedRules.Of(failing, MostRules);
        var environment = new TextWord(posture.Environment);
        (string Icon, Tone Tone, FormattableString Text) told = posture.State switch
        {
            PostureState.Out => ("block", Tone.Fail, $"{link} is out of policy in {environment}: {rules}"),
            PostureState.Warning => ("warning", Tone.Warn, $"{link} has warnings in {environment}: {rules}"),
            _ => ("verified", Tone.Pass, $"{link} is in policy in {environment}"),
        };
        return new(posture.From, told.Icon, told.Tone, told.Text, posture.Deployment?.ToString() ?? posture.Id.ToString())
        {
            Causes = NamedRecords.In(failing.Select(f => f.Message)),
        };
    }
}
