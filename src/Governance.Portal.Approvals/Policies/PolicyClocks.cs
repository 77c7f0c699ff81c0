using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The last day of policies in force, by which they are to be renewed, and the first of those that do not count yet.</summary>
internal sealed class PolicyClocks : IClockSource
{
    /// <inheritdoc/>
    public bool IsOnOverview => false;

    /// <inheritdoc/>
    public bool AsksPeople => true;

    public async Task<IReadOnlyList<RunningClock>> RunningAsync(
        GovernanceDbContext db,
        Access access,
        ClockQuestion question,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(question.Of is null ? Permission.ReadPolicies : Permission.ProposePolicy))
        {
            return [];
        }

        var today = now.Day();
        var inForce = await ActivePolicies.ShownAsync(db, ct);
        return
        [
            .. inForce
                .Where(p => p.Expires is not null)
                .Select(p => Of($"Policy {p.Name} expires", p.Version, p.Expires!.Value, p.Name, isDuty: true))
                .Concat(
                    inForce
                        .Where(p => p.EffectiveFrom > today)
                        .Select(p => Of($"Policy {p.Name} becomes effective", p.Version, p.EffectiveFrom!.Value, p.Name, isDuty: false))
                )
                .OrderBy(c => c.At)
                .Take(question.Most),
        ];
    }

    private static RunningClock Of(FormattableString title, string version, DateOnly day, string name, bool isDuty) =>
        new(
            "policy",
            title,
            version,
            new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            $"/policies/{Uri.EscapeDataString(name)}",
            isDuty
        )
        {
            Kind = "Policy",
            Task = isDuty
                ? new ClockTask(
                    name,
                    Wording.Verbatim($"{name} {version}"),
                    Wording.Text($"Policy expires"),
                    Wording.Text($"Renew the policy"),
                    null
                )
                {
                    IsAskedInTime = true,
                }
                : null,
            IsAllDay = true,
        };
}
