namespace Governance.Domain.Kpis;

/// <summary>The key figures. How each is computed stands in <c>docs/kpis.md</c>.</summary>
public enum Kpi
{
    /// <summary>Deployments to production per 30 days.</summary>
    DeploymentVelocity,

    /// <summary>Share of deployments to production that were rolled back, in percent.</summary>
    ChangeFailureRate,

    /// <summary>Median days from a finding to its remedy.</summary>
    TimeToRemediate,

    /// <summary>Median hours from a request to its approval.</summary>
    ApprovalTime,

    /// <summary>Own obligations in force that are met, weighted by what a breach may cost, of 100.</summary>
    ComplianceScore,

    /// <summary>Open risks of the register.</summary>
    OpenRisks,

    /// <summary>Models with an open drift alert.</summary>
    ModelsDrifting,

    /// <summary>Incidents that are not closed.</summary>
    OpenIncidents,

    /// <summary>Share of models in production whose decisions are in the log, in percent.</summary>
    AuditCoverage,

    /// <summary>Open risks whose residual score is above the appetite they are judged by.</summary>
    RisksAboveAppetite,

    /// <summary>Sum of the residual scores of the open risks that were assessed.</summary>
    ResidualRisk,

    /// <summary>Attempts that were refused, sign-ins aside.</summary>
    RefusedAttempts,

    /// <summary>Sign-ins that were refused.</summary>
    RefusedSignIns,

    /// <summary>Verifications that found something: of the log, of stored files, of signatures of artifacts.</summary>
    FailedVerifications,

    /// <summary>Alerts of prompt-injection suites.</summary>
    PromptInjections,

    /// <summary>Alerts of personal data or secrets in outputs.</summary>
    Leaks,

    /// <summary>Share of the explanation requests due that were not answered in time, in percent: KRI-EXPL of the risk taxonomy.</summary>
    LateExplanations,
}

/// <summary>A span of time, its end excluded.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after it.</param>
public readonly record struct KpiPeriod(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Its length.</summary>
    public double Days => (To - From).TotalDays;

    /// <summary>The span of the same length before it.</summary>
    public KpiPeriod Before => new(From - (To - From), From);

    /// <summary>True when the instant lies in it.</summary>
    public bool Holds(DateTimeOffset at) => at >= From && at < To;

    /// <summary>Equal parts of it, the oldest first.</summary>
    /// <param name="count">How many, at least 1.</param>
    public IReadOnlyList<KpiPeriod> Parts(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (from, length) = (From, (To - From).Ticks);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new KpiPeriod(
                    from.AddTicks(length / count * i),
                    i == count - 1 ? from.AddTicks(length) : from.AddTicks(length / count * (i + 1))
                )),
        ];
    }
}

/// <summary>A key figure over a period.</summary>
/// <param name="Id">Which.</param>
/// <param name="Value">In its unit; null when it is not defined, and then <paramref name="Missing"/> says why.</param>
/// <param name="Before">The same over the period before; null when it is not defined or not known.</param>
/// <param name="Trend">The same over equal parts of the period, or at their ends; the oldest first, null where it is not defined. Empty
/// when no past is known.</param>
/// <param name="Missing">Why there is no value.</param>
/// <param name="Part">What the value is counted in: deployments for a share of them, models for models that drift; null when it is whole by
/// itself.</param>
public sealed record KpiFigure(
    Kpi Id,
    double? Value,
    double? Before,
    IReadOnlyList<double?> Trend,
    string? Missing = null,
    int? Part = null
)
{
    /// <summary>How many of <see cref="Part"/> could not be counted because nothing is known of them.</summary>
    public int Unknown { get; init; }

    /// <summary>What is counted, by name; empty where that is not told.</summary>
    public IReadOnlyList<string> Counted { get; init; } = [];
}
