using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;

namespace Governance.Domain.Risks;

/// <content>What is done about a risk: mitigations, plan, signal, acceptance.</content>
public sealed partial class Risk
{
    /// <summary>Adds something that lowers it.</summary>
    /// <param name="text">What it is.</param>
    /// <param name="evidence">What shows that it is in place; null when it is only planned.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>Its number.</returns>
    public Result<int> AddMitigation(string? text, string? evidence, DateTimeOffset now)
    {
        if (RefusesPart(text, evidence, _mitigations.Count, "mitigations") is { } refusal)
        {
            return refusal;
        }

        var number = _mitigations.Count + 1;
        _mitigations.Add(new(number, text!.Trim(), Given(evidence), Given(evidence) is null ? null : now));
        Revision++;
        return number;
    }

    /// <summary>A mitigation is in place, and this shows it.</summary>
    public Refusal? PutInPlace(int number, string? evidence, DateTimeOffset now)
    {
        if (_mitigations.FindIndex(m => m.Number == number) is not (>= 0 and var at))
        {
            return RiskRefusals.PartNotFound;
        }

        if (Given(evidence) is null)
        {
            return RiskRefusals.EvidenceMissing;
        }

        if (RefusesPart("-", evidence, 0, "") is { } refusal)
        {
            return refusal;
        }

        _mitigations[at] = _mitigations[at] with { Evidence = Given(evidence), InPlaceSince = _mitigations[at].InPlaceSince ?? now };
        Revision++;
        return null;
    }

    /// <summary>Adds a step to the remediation plan.</summary>
    /// <returns>Its number.</returns>
    public Result<int> AddStep(string? text, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        if (RefusesPart(text, null, _steps.Count, "steps") is { } refusal)
        {
            return refusal;
        }

        if (dueAt is not { } due || due > now.AddDays(3 * 365))
        {
            return RiskRefusals.DueNotValid;
        }

        var number = _steps.Count + 1;
        _steps.Add(new(number, text!.Trim(), due, now, null, null, null));
        SetDue();
        Revision++;
        return number;
    }

    /// <summary>A step is done.</summary>
    public Refusal? FinishStep(int number, string? evidence, UserId? by, DateTimeOffset now)
    {
        if (_steps.FindIndex(s => s.Number == number) is not (>= 0 and var at))
        {
            return RiskRefusals.PartNotFound;
        }

        if (_steps[at].IsDone)
        {
            return RiskRefusals.StepDone;
        }

        if (RefusesPart("-", evidence, 0, "") is { } refusal)
        {
            return refusal;
        }

        _steps[at] = _steps[at] with { DoneAt = now, DoneBy = by, Evidence = Given(evidence) };
        SetDue();
        Revision++;
        return null;
    }

    /// <summary>Binds it to a signal, or to none. What an earlier signal added goes away.</summary>
    public Refusal? Bind(SignalBinding? binding, DateTimeOffset now)
    {
        if (State is RiskState.Closed)
        {
            return RiskRefusals.Closed;
        }

        if (binding?.Refuses() is { } refusal)
        {
            return refusal;
        }

        if (binding is not null && Model is null)
        {
            return RiskRefusals.SignalWithoutModel;
        }

        (SignalMonitor, SignalRule, SignalWarningAdds, SignalAlertAdds) = (
            binding?.Monitor,
            binding?.Rule,
            binding?.WarningAdds ?? 0,
            binding?.AlertAdds ?? 0
        );
        Quiet();
        Score(now);
        Revision++;
        return null;
    }

    /// <summary>The signal speaks: the likelihood goes up by what its level adds, or back to what people assessed.</summary>
    /// <param name="reading">What it says.</param>
    /// <param name="now">The server's clock.</param>
    /// <returns>Why the score is what it is now, or null when nothing changed.</returns>
    public string? ApplySignal(SignalReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (State is RiskState.Closed || Signal is null || (reading.Level == SignalLevel && reading.Alert == SignalAlert))
        {
            return null;
        }

        var (before, likelihood, alert) = (ResidualScore, ResidualLikelihood, SignalAlert);
        (SignalLevel, SignalAlert) = (reading.Level, reading.Alert);
        Score(now);
        Revision++;
        return (reading.Alert, before, ResidualScore) switch
        {
            (null, _, _) when before == ResidualScore => $"{alert} is over; the residual score stays as it is.",
            (null, _, _) => $"{alert} is over: likelihood back from {likelihood} to {ResidualLikelihood}, residual score from "
                + $"{before} to {ResidualScore}.",
            (_, null, _) => $"{reading.Alert} ({reading.What}) is open and the residual risk is not assessed, so nothing was scored.",
            (_, _, var after) when before == after =>
                $"{reading.Alert} ({reading.What}), level {WireName.Of(reading.Level)}; the residual score stays {after}.",
            _ => $"{reading.Alert} ({reading.What}), level {WireName.Of(reading.Level)}: likelihood from {likelihood} to "
                + $"{ResidualLikelihood}, residual score from {before} to {ResidualScore}.",
        };
    }

    /// <summary>Accepts the residual risk, by signature and until a date.</summary>
    /// <param name="person">Who, in which role.</param>
    /// <param name="reason">Why it is kept.</param>
    /// <param name="expiresAt">Until when: at most as long as the band may go without a review.</param>
    /// <param name="riskSha256">Digest of the risk as it was on the screen.</param>
    /// <param name="proof">How they proved who they are.</param>
    /// <param name="now">The server's clock.</param>
    public Result<AcceptanceSignature> Accept(
        Signer person,
        string? reason,
        DateTimeOffset? expiresAt,
        string riskSha256,
        SigningProof proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(proof);
        if (State is RiskState.Closed)
        {
            return RiskRefusals.Closed;
        }

        if (Residual is not { } left)
        {
            return RiskRefusals.NotAssessed;
        }

        // What its time has ended is over, whether or not the job has written it down.
        ExpireAcceptance(now);
        if (RefusesSigner(person, left) is { } forbidden)
        {
            return forbidden;
        }

        var waiting = Acceptance;
        if (waiting is { State: AcceptanceState.InForce })
        {
            return RiskRefusals.AcceptedAlready;
        }

        if (waiting?.Signatures.Any(s => s.Attestation.Person == person.Id || s.Attestation.Function == person.RoleInForce) is true)
        {
            return RiskRefusals.TwoPeople;
        }

        if (waiting is null && (expiresAt is not { } end || end <= now || end > now.AddDays(RiskBands.ReviewDays(left.Band))))
        {
            return RiskRefusals.AcceptanceNotBounded(RiskBands.ReviewDays(left.Band));
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        if (waiting is null)
        {
            waiting = RiskAcceptance.Begin(Id, left, NeedsTwo(left), riskSha256, expiresAt!.Value);
            _acceptances.Add(waiting);
        }

        Treatment ??= RiskTreatment.Accept;
        Revision++;
        return waiting.Sign(person, reason!.Trim(), proof, now);
    }

    /// <summary>Revokes the acceptance.</summary>
    public Refusal? RevokeAcceptance(string? reason, DateTimeOffset now)
    {
        if (Acceptance is not { } acceptance || acceptance.ExpiresAt <= now)
        {
            return RiskRefusals.NotAccepted;
        }

        if (RefusesWords(reason) is { } words)
        {
            return words;
        }

        acceptance.End(AcceptanceState.Revoked, now);
        Revision++;
        return null;
    }

    /// <summary>Writes down that the acceptance's time is over.</summary>
    /// <returns>True when it ended by this.</returns>
    public bool ExpireAcceptance(DateTimeOffset now)
    {
        if (Acceptance is not { } acceptance || acceptance.ExpiresAt > now)
        {
            return false;
        }

        acceptance.End(AcceptanceState.Expired, acceptance.ExpiresAt);
        Revision++;
        return true;
    }

    /// <summary>True where the taxonomy reserves the decision to an executive: here two people in two roles sign.</summary>
    public static bool NeedsTwo(RiskRating rating) => rating.Band is RiskBand.Critical || rating.Impact == RiskRating.Most;

    /// <summary>
    /// Whether this person may put their name under what is left now: for what pages and the palette offer. <see cref="Accept"/> decides
    /// again.
    /// </summary>
    public bool CanBeAcceptedBy(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is RiskState.Open
            && Residual is { } left
            && RefusesSigner(person, left) is null
            && (
                Acceptance is not { } live
                || (
                    live.State is AcceptanceState.Waiting
                    && live.Signatures.All(s => s.Attestation.Person != person.Id && s.Attestation.Function != person.RoleInForce)
                )
            );
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    // Low: the owner of the risk too. Medium: anyone who may accept. From high up a risk officer who neither owns it nor assessed it; at
    // the top a compliance officer besides.
    private Refusal? RefusesSigner(Signer person, RiskRating left)
    {
        if (left.Band is RiskBand.Low && person.Id == Owner)
        {
            return null;
        }

        string[] roles =
            NeedsTwo(left) ? [Roles.RiskOfficer, Roles.ComplianceOfficer]
            : left.Band is RiskBand.High ? [Roles.RiskOfficer]
            : [Roles.RiskOfficer, Roles.ComplianceOfficer, Roles.ModelOwner];
        if (!roles.Contains(person.RoleInForce, StringComparer.Ordinal))
        {
            return RiskRefusals.AcceptanceRole(left.Band, roles);
        }

        return
            (left.Band >= RiskBand.High || NeedsTwo(left)) && (person.Id == Owner || person.Id == ControlOwner || person.Id == AssessedBy)
            ? RiskRefusals.OwnRisk
            : null;
    }

    private Refusal? RefusesPart(string? text, string? evidence, int count, string parts) =>
        State is RiskState.Closed ? RiskRefusals.Closed
        : count >= MaxParts ? RiskRefusals.TooManyParts(parts)
        : string.IsNullOrWhiteSpace(text) || text.Length > MaxText ? RiskRefusals.TextNotValid
        : evidence?.Length > MaxText ? RiskRefusals.EvidenceTooLong
        : null;

    private void SetDue() => DueAt = _steps.Where(s => !s.IsDone).Select(s => (DateTimeOffset?)s.DueAt).Min();

    private void Quiet() => (SignalLevel, SignalAlert) = (DriftLevel.Ok, null);

    private void Score(DateTimeOffset now)
    {
        ResidualLikelihood = AssessedLikelihood is { } likelihood
            ? Math.Min(RiskRating.Most, likelihood + (Signal?.Adds(SignalLevel) ?? 0))
            : null;
        ResidualScore = Residual?.Score;
        // A person accepted that much and no more.
        if (
            Acceptance is { } acceptance
            && (Residual is not { } left || left.Score > acceptance.Accepted.Score || left.Impact > acceptance.Impact)
        )
        {
            acceptance.End(AcceptanceState.Void, now);
        }
    }
}
