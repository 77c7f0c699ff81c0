using Governance.Domain.Monitoring;

namespace Governance.Domain.Risks;

/// <summary>
/// What re-scores a risk by itself: an alert of a monitor, or of a live check of the model. While one is open the likelihood that people
/// assessed goes up by so many levels, and back when it is over.
/// </summary>
/// <param name="Monitor">The monitor; null when a rule is listened to.</param>
/// <param name="Rule">What alerts of the model are listened to; null when a monitor is.</param>
/// <param name="WarningAdds">Levels of likelihood that an open alert of level warning adds. Range: 0 to 4.</param>
/// <param name="AlertAdds">Levels that one of level alert adds. Range: 0 to 4, not less than <paramref name="WarningAdds"/>.</param>
public sealed record SignalBinding(MonitorId? Monitor, AlertRule? Rule, int WarningAdds = 1, int AlertAdds = 2)
{
    /// <summary>Why it cannot be bound so, or null.</summary>
    public Refusal? Refuses() =>
        (Monitor is null) == (Rule is null) ? RiskRefusals.SignalNotNamed
        : WarningAdds is < 0 or > 4 || AlertAdds is < 0 or > 4 || AlertAdds < WarningAdds || AlertAdds == 0
            ? RiskRefusals.SignalStepsNotValid
        : null;

    /// <summary>Whether an alert is one of those listened to.</summary>
    public bool Matches(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return Monitor is { } monitor ? alert.Monitor == monitor : alert.Rule == Rule;
    }

    /// <summary>How many levels an alert adds.</summary>
    public int Adds(DriftLevel level) =>
        level switch
        {
            DriftLevel.Alert => AlertAdds,
            DriftLevel.Warning => WarningAdds,
            _ => 0,
        };
}

/// <summary>What the signal says now.</summary>
/// <param name="Level">The worst of the open alerts; ok when none is open.</param>
/// <param name="Alert">The alert of it; null when none is open.</param>
/// <param name="What">What the alert is about, for the sentence that explains the score.</param>
public sealed record SignalReading(DriftLevel Level, AlertId? Alert, string What);
