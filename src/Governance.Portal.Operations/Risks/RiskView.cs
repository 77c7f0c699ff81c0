using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Risks;

/// <summary>Likelihood, impact, score and band.</summary>
/// <param name="Likelihood">1 to 5.</param>
/// <param name="Impact">1 to 5.</param>
/// <param name="Score">Likelihood times impact, 1 to 25.</param>
/// <param name="Band">low, medium, high or critical.</param>
public sealed record RatingView(int Likelihood, int Impact, int Score, RiskBand Band)
{
    internal static RatingView? Of(RiskRating? rating) =>
        rating is { } known ? new(known.Likelihood, known.Impact, known.Score, known.Band) : null;
}

/// <summary>The signal of a risk, and its current level.</summary>
/// <param name="Monitor">The monitor; null if the risk responds to a kind of alert.</param>
/// <param name="Rule">The kind of alert; null if the risk responds to a monitor.</param>
/// <param name="WarningAdds">Levels of likelihood that an open warning adds.</param>
/// <param name="AlertAdds">Levels that an open alert adds.</param>
/// <param name="Level">ok, warning or alert.</param>
/// <param name="Alert">The open alert; null if there is none.</param>
public sealed record RiskSignalView(MonitorId? Monitor, AlertRule? Rule, int WarningAdds, int AlertAdds, DriftLevel Level, AlertId? Alert);

/// <summary>One person's signature under an acceptance.</summary>
/// <param name="Name">Printed name.</param>
/// <param name="Role">The role in which they signed.</param>
/// <param name="At">When they signed.</param>
/// <param name="Reason">Why the risk is accepted; null once erased.</param>
/// <param name="StatementSha256">SHA-256 of the sealed statement.</param>
/// <param name="LogIndex">Its entry in the log.</param>
public sealed record AcceptanceSignatureView(
    string Name,
    string Role,
    DateTimeOffset At,
    string? Reason,
    string StatementSha256,
    long? LogIndex
);

/// <summary>An acceptance.</summary>
/// <param name="State">waiting, in-force, expired, revoked or void.</param>
/// <param name="Accepted">What was accepted.</param>
/// <param name="NeedsTwo">True if two people in two roles must sign.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Signatures">The signatures, in order.</param>
public sealed record AcceptanceView(
    AcceptanceState State,
    RatingView Accepted,
    bool NeedsTwo,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<AcceptanceSignatureView> Signatures
);

/// <summary>A risk of the register.</summary>
public sealed record RiskView
{
    public required RiskId Id { get; init; }

    public required string Title { get; init; }

    public required RiskCategory Category { get; init; }

    public required string Cause { get; init; }

    public required string Consequence { get; init; }

    public required string? Model { get; init; }

    public required string? Version { get; init; }

    /// <summary>The AI system, such as SYS-0001.</summary>
    public required string? System { get; init; }

    /// <summary>E-mail address of the person accountable for it.</summary>
    public required string Owner { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>E-mail address of the person responsible for its controls.</summary>
    public required string? ControlOwner { get; init; }

    public required string? ControlOwnerName { get; init; }

    /// <summary>Rating without controls.</summary>
    public required RatingView Inherent { get; init; }

    /// <summary>Rating with the controls in place, as assessed by people.</summary>
    public required RatingView? Assessed { get; init; }

    /// <summary>The assessed rating plus what the signal adds.</summary>
    public required RatingView? Residual { get; init; }

    public required RiskTreatment? Treatment { get; init; }

    /// <summary>True if its treatment is complete or an acceptance is in force.</summary>
    public required bool Treated { get; init; }

    /// <summary>The appetite that applies to it: the one signed for its AI system, or otherwise the organisation's.</summary>
    public required int Appetite { get; init; }

    /// <summary>True if the residual score is above the appetite.</summary>
    public required bool AboveAppetite { get; init; }

    public required RiskState State { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public required DateTimeOffset ReviewedAt { get; init; }

    public required DateTimeOffset ReviewAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When the next step of its plan is due.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    public required RiskSignalView? Signal { get; init; }

    public required IReadOnlyList<RiskMitigation> Mitigations { get; init; }

    public required IReadOnlyList<RiskStep> Steps { get; init; }

    /// <summary>Items of frameworks that it covers, with their editions.</summary>
    public required IReadOnlyList<RiskThreat> Threats { get; init; }

    public required IReadOnlyList<AcceptanceView> Acceptances { get; init; }

    public required int Revision { get; init; }

    internal static RiskView Of(Risk risk, IReadOnlyDictionary<UserId, Person> people, int appetite, DateTimeOffset now)
    {
        var (owner, controls) = (people.GetValueOrDefault(risk.Owner), risk.ControlOwner is { } id ? people.GetValueOrDefault(id) : null);
        return new()
        {
            Id = risk.Id,
            Title = risk.Title,
            Category = risk.Category,
            Cause = risk.Cause,
            Consequence = risk.Consequence,
            Model = risk.Model,
            Version = risk.Version,
            System = risk.SystemId,
            Owner = owner?.Email ?? risk.Owner.ToString(),
            OwnerName = owner?.Name ?? risk.Owner.ToString(),
            ControlOwner = controls?.Email,
            ControlOwnerName = controls?.Name,
            Inherent = RatingView.Of(risk.Inherent)!,
            Assessed = RatingView.Of(risk.Assessed),
            Residual = RatingView.Of(risk.Residual),
            Treatment = risk.Treatment,
            Treated = risk.IsTreated(now),
            Appetite = appetite,
            AboveAppetite = (risk.ResidualScore ?? risk.InherentScore) > appetite,
            State = risk.State,
            RaisedAt = risk.RaisedAt,
            ReviewedAt = risk.ReviewedAt,
            ReviewAt = risk.ReviewAt,
            ClosedAt = risk.ClosedAt,
            DueAt = risk.DueAt,
            Signal = risk.Signal is { } s ? new(s.Monitor, s.Rule, s.WarningAdds, s.AlertAdds, risk.SignalLevel, risk.SignalAlert) : null,
            Mitigations = risk.Mitigations,
            Steps = risk.Steps,
            Threats = [.. risk.Threats.OrderBy(t => t.Framework, StringComparer.Ordinal).ThenBy(t => t.Item, StringComparer.Ordinal)],
            Acceptances =
            [
                .. risk
                    .Acceptances.OrderBy(a => a.Id)
                    .Select(a => new AcceptanceView(
                        // The job that writes it down may be late; what its time has ended is over now.
                        a.IsLive
                        && a.ExpiresAt <= now
                            ? AcceptanceState.Expired
                            : a.State,
                        RatingView.Of(a.Accepted)!,
                        a.NeedsTwo,
                        a.ExpiresAt,
                        a.EndedAt,
                        [
                            .. a
                                .Signatures.OrderBy(g => g.Id)
                                .Select(g => new AcceptanceSignatureView(
                                    g.Attestation.PrintedName,
                                    g.Attestation.Function,
                                    g.Attestation.At,
                                    g.Reason.Text,
                                    g.Attestation.StatementSha256!,
                                    g.Attestation.LogIndex
                                )),
                        ]
                    )),
            ],
            Revision = risk.Revision,
        };
    }
}
