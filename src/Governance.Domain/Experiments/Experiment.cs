using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Experiments;

/// <summary>
/// A controlled try of a version against the one in production. It is planned by one person and approved by another, its guardrails stop
/// it at once, and a person concludes it.
/// </summary>
public sealed class Experiment : IAudited
{
    /// <summary>How long before its planned end those who run it are reminded.</summary>
    public static readonly TimeSpan RemindedBefore = TimeSpan.FromDays(3);

    /// <summary>How long after the breach of a guardrail that asks for it the challenger has to be rolled back.</summary>
    public static readonly TimeSpan RollBackWithin = TimeSpan.FromHours(4);

    private List<ExperimentMetric> _metrics = [];
    private List<UserId> _planners = [];

    private Experiment() { }

    /// <summary>The readable id.</summary>
    public ExperimentId Id { get; private init; }

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>How the challenger is tried.</summary>
    public ExperimentKind Kind { get; private init; }

    /// <summary>The version in production.</summary>
    public string Champion { get; private init; } = "";

    /// <summary>The version that is tried.</summary>
    public string Challenger { get; private init; } = "";

    /// <summary>What is expected.</summary>
    public string Hypothesis { get; private init; } = "";

    /// <summary>The primary metric, then the guardrails.</summary>
    public IReadOnlyList<ExperimentMetric> Metrics => _metrics;

    /// <summary>Least difference of the primary metric beyond its limit that has to be found.</summary>
    public double Effect { get; private init; }

    /// <summary>Probability of a wrong success, and that any guardrail stops wrongly.</summary>
    public double Alpha { get; private init; }

    /// <summary>Probability of finding the effect.</summary>
    public double Power { get; private init; }

    /// <summary>Share of the traffic that the challenger decides; 0 in shadow.</summary>
    public double Share { get; private init; }

    /// <summary>The group of a pilot.</summary>
    public string? Population { get; private init; }

    /// <summary>Planned observations of the champion.</summary>
    public long ChampionSize { get; private init; }

    /// <summary>Planned observations of the challenger.</summary>
    public long ChallengerSize { get; private init; }

    /// <summary>By when it ends.</summary>
    public DateTimeOffset? EndsAt { get; private init; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private init; }

    /// <summary>When it was planned.</summary>
    public DateTimeOffset PlannedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string PlannedBy { get; private init; } = "";

    /// <summary>Everyone behind the plan.</summary>
    public IReadOnlyList<UserId> Planners => _planners;

    /// <summary>How far it is.</summary>
    public ExperimentState State { get; private set; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it stopped.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>Why.</summary>
    public ExperimentStop? StoppedBecause { get; private set; }

    /// <summary>The guardrail that stopped it.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>What becomes of the challenger.</summary>
    public ExperimentOutcome? Outcome { get; private set; }

    /// <summary>The report that was filed as evidence of the challenger.</summary>
    public EvidenceId? Evidence { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>
    /// Whether its challenger decides for anyone: in every kind but the shadow. Then it needs what a deployment to production needs,
    /// however small the share is.
    /// </summary>
    public bool Serves => Kind is not ExperimentKind.Shadow;

    /// <summary>The share as documents state it.</summary>
    public string ShareText => Share.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>True from the plan to the stop: what is asked for it can still matter.</summary>
    public bool IsOpen => State is ExperimentState.Planned or ExperimentState.Approved or ExperimentState.Running;

    /// <summary>Whether both arms score the same rows.</summary>
    public bool IsPaired => Kind is ExperimentKind.Shadow;

    /// <summary>Probability with which each guardrail may stop wrongly: all of them together stay within alpha.</summary>
    public double GuardrailAlpha => Alpha / Math.Max(1, Metrics.Count - 1);

    /// <summary>
    /// By when the challenger has to be rolled back, done or not; null where no guardrail that asks for it was breached.
    /// </summary>
    public DateTimeOffset? RollBackDueAt =>
        StoppedBecause is ExperimentStop.Guardrail
        && Metrics.FirstOrDefault(m => m.Name == StoppedBy)?.OnBreach is ExperimentBreach.RollBack
            ? StoppedAt + RollBackWithin
            : null;

    /// <summary>Plans one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="size">Planned observations of champion and challenger.</param>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="people">Everyone behind the plan.</param>
    /// <param name="now">When.</param>
    public static Result<Experiment> Plan(
        ExperimentId id,
        ExperimentPlan plan,
        (long Champion, long Challenger) size,
        string by,
        IReadOnlyList<UserId> people,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Refuses() is { } refusal)
        {
            return refusal;
        }

        return plan.EndsAt <= now
            ? ExperimentRefusals.EndIsPast
            : new Experiment
            {
                Id = id,
                Model = plan.Model,
                Kind = plan.Kind,
                Champion = plan.Champion,
                Challenger = plan.Challenger,
                Hypothesis = plan.Hypothesis,
                _metrics = [.. plan.Metrics],
                Effect = plan.Effect,
                Alpha = plan.Alpha,
                Power = plan.Power,
                Share = plan.Share,
                Population = plan.Population,
                ChampionSize = size.Champion,
                ChallengerSize = size.Challenger,
                EndsAt = plan.EndsAt,
                Owner = plan.Owner,
                PlannedAt = now,
                PlannedBy = by,
                _planners = [.. people],
                Revision = 1,
            };
    }

    /// <summary>True while it runs past its planned end. Nothing ends it but observations and people.</summary>
    public bool IsOverdue(DateTimeOffset now) => State is ExperimentState.Running && EndsAt <= now;

    /// <summary>True for those who run it: who answers for it, and who planned it.</summary>
    public bool IsRunBy(UserId person) => Owner == person || _planners.Contains(person);

    /// <summary>Why this person must not approve or conclude it; null when they may.</summary>
    /// <param name="person">Who.</param>
    /// <param name="parties">Who else had a hand in it.</param>
    public Refusal? RefusesDecider(UserId person, ExperimentParties parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        bool IsOneOf(IReadOnlyList<UserId> people) => people.Any(other => parties.Separation.AreSamePerson(person, other, Model));
        return IsOneOf(_planners) ? ExperimentRefusals.OwnPlan
            : IsOneOf(parties.Makers) ? ExperimentRefusals.OwnVersion(Challenger)
            : IsOneOf(parties.Senders) ? ExperimentRefusals.OwnFigures
            : null;
    }

    /// <summary>
    /// Why this role must not conclude it; null when it may. Figures that were sent by those who planned it or made the challenger are
    /// their own word, which the second line answers for: rules read the report.
    /// </summary>
    /// <param name="role">The role in force.</param>
    /// <param name="parties">Who else had a hand in it.</param>
    public Refusal? RefusesConcluder(string? role, ExperimentParties parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        var areTheirs = parties.Senders.Any(sender =>
            _planners.Concat(parties.Makers).Any(other => parties.Separation.AreSamePerson(sender, other, Model))
        );
        return role != Roles.RiskOfficer && (parties.Unknown || areTheirs) ? ExperimentRefusals.SecondLineConcludes : null;
    }

    /// <summary>Why the versions do not allow it now; null when they do.</summary>
    /// <param name="champion">Stage of the champion.</param>
    /// <param name="challenger">Stage of the challenger.</param>
    public Refusal? RefusesStages(Stage champion, Stage challenger) =>
        champion is not Stage.Production ? ExperimentRefusals.ChampionNotInProduction(Champion)
        : challenger is Stage.Retired or Stage.Production ? ExperimentRefusals.ChallengerNotOpen(Challenger)
        : null;

    /// <summary>Why no promotion can be limited to it; null when one can.</summary>
    /// <param name="version">The version to be promoted.</param>
    /// <param name="to">Where to.</param>
    public Refusal? RefusesPromotion(ModelVersion version, Stage to)
    {
        ArgumentNullException.ThrowIfNull(version);
        return !Serves ? ExperimentRefusals.ShadowServesNobody(Id)
            : version.Model != Model || version.Version != Challenger || to is not Stage.Production
                ? ExperimentRefusals.PromotionOfAnother(Id, Challenger)
            : IsOpen ? null
            : ExperimentRefusals.NotOpen(Id, State);
    }

    /// <summary>The digest of the plan as it was approved, which never changes: what the signers of its promotion sign.</summary>
    public string PlanSha256() =>
        Sha256Hex.Of(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["schema"] = "governance.experiment-plan/v1",
                    ["id"] = Id.ToString(),
                    ["model"] = Model,
                    ["kind"] = WireName.Of(Kind),
                    ["champion"] = Champion,
                    ["challenger"] = Challenger,
                    ["hypothesis"] = Hypothesis,
                    ["share"] = ShareText,
                    ["population"] = Population,
                    ["effect"] = Number(Effect),
                    ["alpha"] = Number(Alpha),
                    ["power"] = Number(Power),
                    ["endsAt"] = EndsAt is { } end ? CanonicalJson.Time(end) : null,
                    ["metrics"] = new JsonArray([
                        .. Metrics.Select(m =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["name"] = m.Name,
                                    ["higherIsBetter"] = m.HigherIsBetter,
                                    ["baseline"] = Number(m.Baseline),
                                    ["limit"] = Number(m.Limit),
                                    ["low"] = Number(m.Low),
                                    ["high"] = Number(m.High),
                                    ["bound"] = m.Bound is { } bound ? Number(bound) : null,
                                    ["onBreach"] = WireName.Of(m.OnBreach),
                                }
                        ),
                    ]),
                }
            )
        );

    /// <summary>Someone else answers the plan.</summary>
    /// <param name="approves">Whether it may start.</param>
    public Refusal? Answer(bool approves)
    {
        if (State is not ExperimentState.Planned)
        {
            return ExperimentRefusals.Answered(Id);
        }

        State = approves ? ExperimentState.Approved : ExperimentState.Refused;
        Revision++;
        return null;
    }

    /// <summary>Starts it.</summary>
    public Refusal? Start(DateTimeOffset now)
    {
        if (State is not ExperimentState.Approved)
        {
            return ExperimentRefusals.NotApproved(Id, State);
        }

        if (EndsAt <= now)
        {
            return ExperimentRefusals.EndIsPast;
        }

        (State, StartedAt) = (ExperimentState.Running, now);
        Revision++;
        return null;
    }

    /// <summary>Notes that observations arrived.</summary>
    public void Observe() => Revision++;

    /// <summary>Stops it.</summary>
    /// <param name="because">Why.</param>
    /// <param name="metric">The guardrail that stops it; null for none.</param>
    /// <param name="now">When.</param>
    public Refusal? Stop(ExperimentStop because, string? metric, DateTimeOffset now)
    {
        if (State is not (ExperimentState.Running or ExperimentState.Approved))
        {
            return ExperimentRefusals.NotRunning(Id, State);
        }

        (State, StoppedAt, StoppedBecause, StoppedBy) = (ExperimentState.Stopped, now, because, metric);
        Revision++;
        return null;
    }

    /// <summary>Why no roll-back of the challenger can be recorded; null when it can.</summary>
    /// <param name="isRolledBack">Whether one is on record.</param>
    public Refusal? RefusesRollBack(bool isRolledBack) =>
        RollBackDueAt is null || isRolledBack || State is not ExperimentState.Stopped ? ExperimentRefusals.NoRollBackOpen(Id) : null;

    /// <summary>Why it cannot be concluded yet; null when it can: what has to be rolled back comes first.</summary>
    /// <param name="isRolledBack">Whether the roll-back is on record.</param>
    public Refusal? RefusesConclusion(bool isRolledBack) =>
        State is ExperimentState.Stopped && RollBackDueAt is not null && !isRolledBack ? ExperimentRefusals.RollBackOpen(Challenger) : null;

    /// <summary>Decides what becomes of the challenger.</summary>
    /// <param name="outcome">What.</param>
    public Refusal? Conclude(ExperimentOutcome outcome)
    {
        if (State is not ExperimentState.Stopped)
        {
            return ExperimentRefusals.NotStopped(Id, State);
        }

        if (outcome is ExperimentOutcome.Ship && StoppedBecause is ExperimentStop.Guardrail)
        {
            return ExperimentRefusals.StoppedByGuardrail(StoppedBy!);
        }

        if (outcome is ExperimentOutcome.Ship && StoppedBecause is ExperimentStop.ShadowDecided)
        {
            return ExperimentRefusals.ShadowDecided(Id);
        }

        (State, Outcome) = (ExperimentState.Concluded, outcome);
        Revision++;
        return null;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Notes the report that was filed as evidence.</summary>
    public void File(EvidenceId evidence) => Evidence = evidence;
}
