using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.ModelRisk;

/// <summary>Where an assessment of a tier stands.</summary>
public enum TierState
{
    /// <summary>Sets a lower tier than the answers give, and waits for a second person.</summary>
    Proposed,

    /// <summary>Counts, until a newer one does.</summary>
    InForce,

    /// <summary>A second person declined it.</summary>
    Declined,
}

/// <summary>What is said of a model's tier.</summary>
/// <param name="Answers">The answers.</param>
/// <param name="Materiality">Why it is that material.</param>
/// <param name="Complexity">Why it is that complex.</param>
/// <param name="Tier">Another tier than the answers give; null for the one that they give.</param>
/// <param name="Reason">Why another one.</param>
public sealed record TierProposal(TierAnswers Answers, string? Materiality, string? Complexity, ModelTier? Tier, string? Reason);

/// <summary>
/// An assessment of a model's tier: answers, the tier that follows from them, and the tier that was set. A higher tier than the answers
/// give
/// counts at once, a lower one once a second person has confirmed it. Each assessment stays; the newest in force counts.
/// </summary>
public sealed class TierAssessment : IAudited
{
    private TierAssessment() { }

    /// <summary>The readable id.</summary>
    public TierAssessmentId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>See <see cref="TierAnswers.Impact"/>.</summary>
    public TierRating Impact { get; private init; }

    /// <summary>See <see cref="TierAnswers.Reach"/>.</summary>
    public TierRating Reach { get; private init; }

    /// <summary>See <see cref="TierAnswers.Reliance"/>.</summary>
    public TierRating Reliance { get; private init; }

    /// <summary>See <see cref="TierAnswers.Method"/>.</summary>
    public TierRating Method { get; private init; }

    /// <summary>See <see cref="TierAnswers.Data"/>.</summary>
    public TierRating Data { get; private init; }

    /// <summary>See <see cref="TierAnswers.Opacity"/>.</summary>
    public TierRating Opacity { get; private init; }

    /// <summary>Why it is that material.</summary>
    public SaltedText MaterialityReason { get; private init; } = SaltedText.Of("");

    /// <summary>Why it is that complex.</summary>
    public SaltedText ComplexityReason { get; private init; } = SaltedText.Of("");

    /// <summary>The tier that followed from the answers.</summary>
    public ModelTier Computed { get; private init; }

    /// <summary>The tier that was set.</summary>
    public ModelTier Tier { get; private init; }

    /// <summary>Why another tier was set than the answers gave; null where none was.</summary>
    public SaltedText? OverrideReason { get; private init; }

    /// <summary>The model's risk class at the time; a tier that was assessed for another class is to be assessed again.</summary>
    public RiskClass? RiskClass { get; private init; }

    /// <summary>Who assessed it.</summary>
    public UserId By { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Where it stands.</summary>
    public TierState State { get; private set; }

    /// <summary>The second person; null where none was needed or none has decided.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When they decided.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The day by which it is to be assessed again: after as many months as a review of its tier holds.</summary>
    public DateOnly ReviewOn => ReviewOnOf(Tier, At);

    /// <summary>The day by which a tier that was assessed at an instant is to be assessed again.</summary>
    public static DateOnly ReviewOnOf(ModelTier tier, DateTimeOffset at) => at.Day().AddMonths(Revalidation.MonthsOf(tier));

    /// <summary>True when it is to be assessed again: its day is over, or the risk class of the model is another now.</summary>
    public bool IsStale(RiskClass? riskClass, DateTimeOffset now) => riskClass != RiskClass || now.Day() > ReviewOn;

    /// <summary>The answers.</summary>
    public TierAnswers Answers => new(Impact, Reach, Reliance, Method, Data, Opacity);

    /// <summary>Writes an assessment down.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="model">The model.</param>
    /// <param name="proposal">What is said of it.</param>
    /// <param name="by">Who says it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<TierAssessment> Record(
        TierAssessmentId id,
        Model model,
        TierProposal proposal,
        (UserId Id, string PrintedName) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(proposal);
        var computed = proposal.Answers.Tier;
        var tier = proposal.Tier ?? computed;
        if (
            (
                ModelRiskWords.Refuses(proposal.Materiality, TierRefusals.MaterialityMissing)
                ?? ModelRiskWords.Refuses(proposal.Complexity, TierRefusals.ComplexityMissing)
                ?? (tier == computed ? null : ModelRiskWords.Refuses(proposal.Reason, TierRefusals.ReasonMissing))
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        return new TierAssessment
        {
            Id = id,
            Model = model.Name,
            Impact = proposal.Answers.Impact,
            Reach = proposal.Answers.Reach,
            Reliance = proposal.Answers.Reliance,
            Method = proposal.Answers.Method,
            Data = proposal.Answers.Data,
            Opacity = proposal.Answers.Opacity,
            MaterialityReason = SaltedText.Of(proposal.Materiality!.Trim()),
            ComplexityReason = SaltedText.Of(proposal.Complexity!.Trim()),
            Computed = computed,
            Tier = tier,
            OverrideReason = tier == computed ? null : SaltedText.Of(proposal.Reason!.Trim()),
            RiskClass = model.RiskClass,
            By = by.Id,
            ByName = by.PrintedName,
            At = now,
            // Tier 1 comes first: what is greater asks for less.
            State = tier > computed ? TierState.Proposed : TierState.InForce,
            Revision = 1,
        };
    }

    /// <summary>
    /// The one that counts: the newest in force. While one waits for a second person no other is recorded, so that the order of ids is the
    /// order in which they came into force.
    /// </summary>
    public static TierAssessment? Current(IEnumerable<TierAssessment> assessments) =>
        assessments.Where(t => t.State is TierState.InForce).MaxBy(t => t.Id.Number);

    /// <summary>Whether it waits for this person: the one who proposed a lower tier does not confirm it.</summary>
    public bool IsAskedOf(Signer person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return State is TierState.Proposed && !person.Separation.AreSamePerson(person.Id, By, Model);
    }

    /// <summary>A second person confirms a lower tier, or declines it.</summary>
    /// <param name="person">Who, and who counts as one with whom.</param>
    /// <param name="confirm">True to confirm it.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Decide(Signer person, bool confirm, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Separation.AreSamePerson(person.Id, By, Model))
        {
            return TierRefusals.OwnProposal;
        }

        if (State is not TierState.Proposed)
        {
            return TierRefusals.NotWaiting;
        }

        State = confirm ? TierState.InForce : TierState.Declined;
        (DecidedBy, DecidedByName, DecidedAt) = (person.Id, person.PrintedName, now);
        Revision++;
        return null;
    }
}
