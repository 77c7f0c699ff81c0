using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Versions that went into production.</summary>
internal sealed class DeploymentTimeline : ITimelineSource
{
    public Permission Reads => Permission.ReadRegistry;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Stage == Stage.Production)
            .OrderByDescending(d => d.Id)
            .Take(question.Most)
            .Select(d => new
            {
                d.Id,
                d.Version,
                d.Kind,
                d.Environment,
                d.Promotion,
                d.Since,
            })
            .ToListAsync(ct);
        return
        [
            .. deployments.Select(d => new TimelineEvent(
                d.Since,
                d.Kind is DeploymentKind.RollBack ? "undo" : "rocket_launch",
                Tone.Info,
                Told(Link(model, d.Version), d.Kind, d.Environment),
                d.Id.ToString()
            )
            {
                Causes = [d.Promotion.ToString()],
            }),
        ];
    }

    public async Task<IReadOnlyList<ChartMark>> MarksAsync(GovernanceDbContext db, MarkQuestion question, CancellationToken ct)
    {
        var (model, from, until) = (question.Model, question.From, question.Until);
        var deployments = await db
            .Deployments.AsNoTracking()
            .Where(d => d.Model == model && d.Stage == Stage.Production && d.Since >= from && d.Since < until)
            .OrderByDescending(d => d.Since)
            .ThenByDescending(d => d.Id)
            .Take(question.Most)
            .Select(d => new { d.Version, d.Since })
            .ToListAsync(ct);
        return
        [
            .. deployments.Select(d => new ChartMark(d.Since, "rocket_launch", Tone.Info, d.Version, $"{Link(model, d.Version)} deployed")),
        ];
    }

    private static FormattableString Told(TextLink version, DeploymentKind kind, string environment) =>
        kind switch
        {
            DeploymentKind.RollBack => $"{version} was restored in {new TextWord(environment)}",
            _ => $"{version} was deployed to {new TextWord(environment)}",
        };

    private static TextLink Link(string model, string version) =>
        new(version, $"/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(version)}");
}
