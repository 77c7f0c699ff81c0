using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>Risks that were raised, re-scored, treated, accepted and closed.</summary>
internal sealed class RiskTimeline : ITimelineSource
{
    private static readonly string[] s_told =
    [
        "risk.raised",
        "risk.rescored",
        "risk.remediated",
        "risk.accepted",
        "risk.closed",
        "risk.reopened",
    ];

    public Permission Reads => Permission.ReadRisks;

    public async Task<IReadOnlyList<TimelineEvent>> EventsAsync(GovernanceDbContext db, TimelineQuestion question, CancellationToken ct)
    {
        var model = question.Model;
        var versions = await db
            .RiskVersions.AsNoTracking()
            .Where(v => s_told.Contains(v.Action) && db.Risks.Any(r => r.Id == v.Risk && r.Model == model))
            .OrderByDescending(v => v.At)
            .ThenByDescending(v => v.Revision)
            .ThenBy(v => v.Risk)
            .Take(question.Most)
            .Select(v => new
            {
                v.Risk,
                v.At,
                v.Action,
                v.Residual,
                v.Reason,
            })
            .ToListAsync(ct);
        return [.. versions.Select(v => Of(v.Risk, v.At, v.Action, v.Residual, v.Reason.Text ?? ""))];
    }

    private static TimelineEvent Of(RiskId risk, DateTimeOffset at, string action, int? residual, string reason)
    {
        var link = new TextLink(risk.ToString(), $"/risks/{risk}");
        (string Icon, Tone Tone, FormattableString Text) told = (action, residual) switch
        {
            ("risk.raised", _) => ("flag", Tone.Idle, $"{link} was recorded"),
            ("risk.rescored", { } score) => ("trending_up", Tone.Warn, $"{link} was re-scored to {score}"),
            ("risk.remediated", _) => ("check_circle", Tone.Pass, $"A step in the plan for {link} was completed"),
            ("risk.accepted", _) => ("draw", Tone.Idle, $"The acceptance of {link} was signed"),
            ("risk.closed", _) => ("check_circle", Tone.Pass, $"{link} was closed"),
            _ => ("flag", Tone.Warn, $"{link} is open again"),
        };
        return new(at, told.Icon, told.Tone, told.Text, risk.ToString())
        {
            // A signal's reason is the portal's own sentence and names the alert; people's words are not searched.
            Causes = action == "risk.rescored" ? NamedRecords.In([reason]) : [],
        };
    }
}
