using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Risks;

/// <summary>
/// A risk of the register. It is scored before and after its controls, treated, watched by a signal that re-scores it, and accepted by
/// signature when it stays. Every change makes a new revision, kept whole with its reason.
/// </summary>
public sealed partial class Risk : IAudited
{
    /// <summary>Longest title, in characters.</summary>
    public const int MaxTitle = 200;

    /// <summary>Longest cause, consequence, mitigation, step or piece of evidence, in characters.</summary>
    public const int MaxText = 2_000;

    /// <summary>Most mitigations, steps or threats of one risk.</summary>
    public const int MaxParts = 50;

    private readonly List<RiskMitigation> _mitigations = [];
    private readonly List<RiskStep> _steps = [];
    private readonly List<RiskThreat> _threats = [];
    private readonly List<RiskAcceptance> _acceptances = [];

    private Risk() { }

    /// <summary>The readable id.</summary>
    public RiskId Id { get; private init; }

    /// <summary>A few words.</summary>
    public string Title { get; private set; } = "";

    /// <summary>What it is about.</summary>
    public RiskCategory Category { get; private set; }

    /// <summary>What makes it happen.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>What follows.</summary>
    public string Consequence { get; private set; } = "";

    /// <summary>The model it is about, or null.</summary>
    public string? Model { get; private set; }

    /// <summary>The version, or null for all of the model's.</summary>
    public string? Version { get; private set; }

    /// <summary>The AI system, or null.</summary>
    public string? SystemId { get; private set; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>Who sees to its controls.</summary>
    public UserId? ControlOwner { get; private set; }

    /// <summary>Likelihood before anything is done, 1 to 5.</summary>
    public int InherentLikelihood { get; private set; }

    /// <summary>Impact before anything is done, 1 to 5.</summary>
    public int InherentImpact { get; private set; }

    /// <summary>Score before anything is done, 1 to 25.</summary>
    public int InherentScore { get; private set; }

    /// <summary>Likelihood that people assessed with the controls in place, 1 to 5; null before.</summary>
    public int? AssessedLikelihood { get; private set; }

    /// <summary>Impact that people assessed with the controls in place, 1 to 5; null before.</summary>
    public int? ResidualImpact { get; private set; }

    /// <summary>Assessed likelihood with what the signal adds, 1 to 5.</summary>
    public int? ResidualLikelihood { get; private set; }

    /// <summary>What is left of it now, 1 to 25; null while it is not assessed.</summary>
    public int? ResidualScore { get; private set; }

    /// <summary>Who assessed what is left, last: not the one to accept it alone.</summary>
    public UserId? AssessedBy { get; private set; }

    /// <summary>What is done about it; null while no one has decided.</summary>
    public RiskTreatment? Treatment { get; private set; }

    /// <summary>Where it stands.</summary>
    public RiskState State { get; private set; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; private init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When someone looked at it last.</summary>
    public DateTimeOffset ReviewedAt { get; private set; }

    /// <summary>When it is to be looked at next.</summary>
    public DateTimeOffset ReviewAt { get; private set; }

    /// <summary>When the next step of its plan is due; null without an open step.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>The monitor it listens to.</summary>
    public MonitorId? SignalMonitor { get; private set; }

    /// <summary>The kind of alerts it listens to.</summary>
    public AlertRule? SignalRule { get; private set; }

    /// <summary>See <see cref="SignalBinding.WarningAdds"/>.</summary>
    public int SignalWarningAdds { get; private set; }

    /// <summary>See <see cref="SignalBinding.AlertAdds"/>.</summary>
    public int SignalAlertAdds { get; private set; }

    /// <summary>What the signal says now.</summary>
    public DriftLevel SignalLevel { get; private set; }

    /// <summary>The open alert that raised the likelihood; null when none does.</summary>
    public AlertId? SignalAlert { get; private set; }

    /// <summary>Two writers collide on it; each one is kept as a <see cref="RiskVersion"/>.</summary>
    public int Revision { get; private set; }

    /// <summary>What lowers it.</summary>
    public IReadOnlyList<RiskMitigation> Mitigations => _mitigations;

    /// <summary>The remediation plan.</summary>
    public IReadOnlyList<RiskStep> Steps => _steps;

    /// <summary>Threats, controls and outcomes of frameworks.</summary>
    public IReadOnlyList<RiskThreat> Threats => _threats;

    /// <summary>Acceptances, the oldest first.</summary>
    public IReadOnlyList<RiskAcceptance> Acceptances => _acceptances;

    /// <summary>Before anything is done.</summary>
    public RiskRating Inherent => new(InherentLikelihood, InherentImpact);

    /// <summary>As people assessed it; null before.</summary>
    public RiskRating? Assessed => AssessedLikelihood is { } likelihood && ResidualImpact is { } impact ? new(likelihood, impact) : null;

    /// <summary>With what the signal adds; null while it is not assessed.</summary>
    public RiskRating? Residual => ResidualLikelihood is { } likelihood && ResidualImpact is { } impact ? new(likelihood, impact) : null;

    /// <summary>What it listens to; null when to nothing.</summary>
    public SignalBinding? Signal =>
        SignalMonitor is null && SignalRule is null ? null : new(SignalMonitor, SignalRule, SignalWarningAdds, SignalAlertAdds);

    /// <summary>True while an alert keeps the likelihood above what people assessed.</summary>
    public bool IsRaised => ResidualLikelihood > AssessedLikelihood;

    /// <summary>The acceptance that waits or is in force.</summary>
    public RiskAcceptance? Acceptance => _acceptances.Find(a => a.IsLive);

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Raises a risk.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="facts">What they say.</param>
    /// <param name="by">Who assessed what is left, if they are a person.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="controls">What is planned to lower it, none in place yet.</param>
    public static Result<Risk> Raise(RiskId id, RiskFacts facts, UserId? by, DateTimeOffset now, IReadOnlyList<string>? controls = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Refuses(facts, now) is { } refusal)
        {
            return refusal;
        }

        var risk = new Risk
        {
            Id = id,
            RaisedAt = now,
            ReviewedAt = now,
            Revision = 1,
        };
        risk.Take(facts, by, now);
        foreach (var control in controls ?? [])
        {
            if (risk.RefusesPart(control, null, risk._mitigations.Count, "mitigations") is { } wrong)
            {
                return wrong;
            }

            risk._mitigations.Add(new(risk._mitigations.Count + 1, control.Trim(), null, null));
        }

        return risk;
    }

    /// <summary>Changes what people say of it.</summary>
    /// <returns>Why not, or null.</returns>
    public Refusal? Change(RiskFacts facts, UserId? by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (State is RiskState.Closed)
        {
            return RiskRefusals.Closed;
        }

        if (Refuses(facts, now) is { } refusal)
        {
            return refusal;
        }

        if (Signal is not null && facts.Model != Model)
        {
            return RiskRefusals.SignalOfAnotherModel;
        }

        Take(facts, by, now);
        Revision++;
        return null;
    }

    /// <summary>What people say of it now.</summary>
    public RiskFacts ToFacts() =>
        new(Title, Category, Owner, Inherent)
        {
            Cause = Cause,
            Consequence = Consequence,
            Model = Model,
            Version = Version,
            SystemId = SystemId,
            ControlOwner = ControlOwner,
            Residual = Assessed,
            Treatment = Treatment,
            ReviewAt = ReviewAt,
            Threats = [.. _threats],
        };

    /// <summary>Records a review; the next one is due as late as its band allows.</summary>
    public Refusal? Review(DateTimeOffset now)
    {
        if (State is RiskState.Closed)
        {
            return RiskRefusals.Closed;
        }

        (ReviewedAt, ReviewAt) = (now, now.AddDays(RiskBands.ReviewDays(Band)));
        Revision++;
        return null;
    }

    /// <summary>It is over.</summary>
    public Refusal? Close(string? reason, DateTimeOffset now)
    {
        if (State is RiskState.Closed)
        {
            return RiskRefusals.Closed;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        Acceptance?.End(AcceptanceState.Revoked, now);
        (State, ClosedAt) = (RiskState.Closed, now);
        Quiet();
        Revision++;
        return null;
    }

    /// <summary>It is not over.</summary>
    public Refusal? Reopen(string? reason, DateTimeOffset now)
    {
        if (State is RiskState.Open)
        {
            return RiskRefusals.NotClosed;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        (State, ClosedAt) = (RiskState.Open, null);
        (ReviewedAt, ReviewAt) = (now, now.AddDays(RiskBands.ReviewDays(Band)));
        Revision++;
        return null;
    }

    /// <summary>The band of what is left, or of what there was before while that is not assessed.</summary>
    public RiskBand Band => (Residual ?? Inherent).Band;

    /// <summary>Whether someone has done what its treatment takes: this is what a gate asks.</summary>
    public bool IsTreated(DateTimeOffset now) =>
        _acceptances.Exists(a => a.Counts(now))
        || Treatment switch
        {
            RiskTreatment.Avoid or RiskTreatment.Reduce or RiskTreatment.Transfer => _mitigations.Count > 0
                && _mitigations.TrueForAll(m => m.IsInPlace)
                && _steps.TrueForAll(s => s.IsDone),
            // Watching is no treatment on its own above band medium.
            RiskTreatment.Monitor => Signal is not null && Band <= RiskBand.Medium && _steps.TrueForAll(s => s.IsDone),
            _ => false,
        };

    internal static Refusal? RefusesWords(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? RiskRefusals.ReasonMissing
        : reason.Length > SaltedText.MaxLength ? SaltedText.TooLong("reason")
        : null;

    private static Refusal? Refuses(RiskFacts facts, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(facts.Title) || facts.Title.Length > MaxTitle ? RiskRefusals.TitleNotValid
        : !facts.Inherent.IsValid ? RiskRefusals.RatingNotValid("inherent")
        : facts.Residual is { IsValid: false } ? RiskRefusals.RatingNotValid("residual")
        : facts.Residual is { } left && left.Score > facts.Inherent.Score ? RiskRefusals.ResidualAboveInherent
        : facts.Version is not null && facts.Model is null ? RiskRefusals.VersionWithoutModel
        : facts.Threats.Count > MaxParts ? RiskRefusals.TooManyParts("threats")
        : facts.ReviewAt > now.AddDays(RiskBands.ReviewDays(RiskBand.Low) + 1) ? RiskRefusals.ReviewTooLate
        : null;

    private void Take(RiskFacts facts, UserId? by, DateTimeOffset now)
    {
        (Title, Category, Cause, Consequence) = (facts.Title.Trim(), facts.Category, facts.Cause.Trim(), facts.Consequence.Trim());
        (Model, Version, SystemId, Owner, ControlOwner) = (facts.Model, facts.Version, facts.SystemId, facts.Owner, facts.ControlOwner);
        (InherentLikelihood, InherentImpact, InherentScore) = (facts.Inherent.Likelihood, facts.Inherent.Impact, facts.Inherent.Score);
        if (facts.Residual != Assessed)
        {
            (AssessedLikelihood, ResidualImpact, AssessedBy) = (facts.Residual?.Likelihood, facts.Residual?.Impact, by);
        }

        Treatment = facts.Treatment;
        Score(now);
        ReviewAt = facts.ReviewAt ?? ReviewedAt.AddDays(RiskBands.ReviewDays(Band));
        // Only what differs is touched: rows that stay are not written again.
        _threats.RemoveAll(t => !facts.Threats.Contains(t));
        _threats.AddRange(facts.Threats.Distinct().Where(t => !_threats.Contains(t)).ToList());
    }
}
