using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Postures;

/// <summary>When time alone can change what a rule says of a deployment.</summary>
internal static class PostureSchedule
{
    /// <summary>The next such instant; an hour from now where none comes before.</summary>
    public static DateTimeOffset Next(GateFacts facts, DateTimeOffset now, TimeProvider clock)
    {
        DateTimeOffset? Start(DateOnly? day) => day is { } date ? clock.Of(date, null) : null;

        // A millisecond more than the days that a rule allows is too old.
        var days = facts
            .Policies.SelectMany(p => p.Rules)
            .SelectMany(r => r.Parameters.Names.Where(n => n.EndsWith("Days", StringComparison.Ordinal)).Select(r.Parameters.Integer))
            .OfType<int>()
            .Append(MonitoringCoverage.FindingAfterDays)
            .Distinct()
            .ToList();
        var dated = facts
            .Input.Evidence.Select(e => e.ProducedAt)
            .Concat(Windows(facts.Input.Monitoring))
            .Concat(Watched(facts.Input.Coverage))
            .Concat((facts.Input.Risks ?? []).Select(r => r.AssessedAt).OfType<DateTimeOffset>());
        return dated
            .SelectMany(at => days.Select(d => at.AddDays(d).AddMilliseconds(1)))
            .Concat(facts.Input.Waivers.Select(w => w.ExpiresAt))
            .Concat(facts.Policies.SelectMany(p => new[] { Start(p.EffectiveFrom), Start(p.Expires?.AddDays(1)) }.OfType<DateTimeOffset>()))
            .Where(at => at > now)
            .Append(now + JudgePosture.AtLeastEvery)
            .Min();
    }

    private static IEnumerable<DateTimeOffset> Windows(GateMonitoring? monitoring) =>
        new[] { monitoring?.Window?.End, monitoring?.Performance?.Window.End }.OfType<DateTimeOffset>();

    private static IEnumerable<DateTimeOffset> Watched(GateCoverage? coverage) =>
        new[] { coverage?.ServesSince, coverage?.MeasuredAt, coverage?.DecidedAt }.OfType<DateTimeOffset>();
}
