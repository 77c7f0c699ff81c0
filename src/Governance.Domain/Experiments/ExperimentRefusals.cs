namespace Governance.Domain.Experiments;

/// <summary>Refusals about experiments.</summary>
public static class ExperimentRefusals
{
    /// <summary>No such experiment.</summary>
    public static Refusal NotFound { get; } = new("experiment.not-found", $"There is no experiment with this ID.", RefusalKind.NotFound);

    /// <summary>Who plans does not decide.</summary>
    public static Refusal OwnPlan { get; } =
        new("experiment.own-plan", $"You planned this experiment, so someone else has to decide.", RefusalKind.Forbidden);

    /// <summary>Who made the challenger does not decide.</summary>
    public static Refusal OwnVersion(string challenger) =>
        new(
            "experiment.own-version",
            $"You registered {challenger} or stored its artifact, so someone else has to decide.",
            RefusalKind.Forbidden
        );

    /// <summary>Who sent its figures does not decide.</summary>
    public static Refusal OwnFigures { get; } =
        new("experiment.own-figures", $"You sent figures of this experiment, so someone else has to decide.", RefusalKind.Forbidden);

    /// <summary>The figures are the word of those whom they are about.</summary>
    public static Refusal SecondLineConcludes { get; } =
        new(
            "experiment.second-line-concludes",
            $"The figures were sent by those who planned the experiment or made the challenger. A risk officer has to conclude it.",
            RefusalKind.Forbidden
        );

    /// <summary>No reason, or too long a one.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("experiment.reason-missing", "reason", $"Say why, in at most 2,000 characters.");

    /// <summary>Neither of the two.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("experiment.outcome", "outcome", $"An approval must be approve or refuse, a conclusion ship or keep-champion.");

    /// <summary>An unknown state.</summary>
    public static Refusal FilterNotValid { get; } =
        Refusal.Field("experiment.filter", "state", $"This must be one of {string.Join(", ", WireName.All<ExperimentState>())}.");

    /// <summary>Its end is over.</summary>
    public static Refusal EndIsPast { get; } =
        Refusal.Field("experiment.end-is-past", "endsAt", $"The end of the experiment is in the past. Plan one with a later end.");

    /// <summary>Too many.</summary>
    public static Refusal TooManyBatches { get; } =
        new(
            "experiment.too-many-batches",
            $"An experiment takes at most {ExperimentBatch.Most} batches. Send fewer, larger ones.",
            RefusalKind.Conflict
        );

    /// <summary>A batch has a name.</summary>
    public static Refusal BatchUnnamed { get; } =
        Refusal.Field(
            "experiment.batch-unnamed",
            "batch",
            $"Name the batch in at most 100 characters. If it is sent again under the same name, it is counted once."
        );

    /// <summary>Another experiment has the same challenger.</summary>
    public static Refusal OtherIsOpen(ExperimentId other) =>
        new("experiment.other-open", $"{other} is already testing this version. Conclude that experiment first.", RefusalKind.Conflict);

    /// <summary>One name, two contents.</summary>
    public static Refusal BatchDiffers(string name) =>
        new(
            "experiment.batch-differs",
            $"The batch {name} has already arrived with different figures. Send new figures under a new name.",
            RefusalKind.Conflict
        );

    /// <summary>Figures that cannot be.</summary>
    public static Refusal FigureNotPossible(string metric) =>
        Refusal.Field(
            "experiment.figures",
            metric,
            $"Send each metric of the plan once, with counts and sums for both arms that are possible within the "
                + $"metric's range; in shadow mode, also with the number of rows in which both say yes."
        );

    /// <summary>No such version.</summary>
    public static Refusal VersionUnknown(string field, string version) =>
        Refusal.Field("experiment.version", field, $"The model has no version {version}.");

    /// <summary>The champion is no champion.</summary>
    public static Refusal ChampionNotInProduction(string version) =>
        Refusal.Field(
            "experiment.champion",
            "champion",
            $"{version} is not in production. Name the version that is.",
            RefusalKind.Conflict
        );

    /// <summary>No promotion to production carries it.</summary>
    public static Refusal NotPromoted(ExperimentId id, string version, IReadOnlyList<Sentence> reasons) =>
        new(
            "experiment.not-promoted",
            Sentence.Join(
                " ",
                [
                    $"In {id}, {version} decides for people, which needs a promotion to production. Request one that is limited to {id}, "
                        + $"and have it signed.",
                    .. reasons,
                ]
            ),
            RefusalKind.Conflict
        );

    /// <summary>An emergency is no reason to try something.</summary>
    public static Refusal NoOverride(ExperimentId id) =>
        new("experiment.no-override", $"{id} cannot rest on an emergency override. Have the promotion signed.", RefusalKind.Conflict);

    /// <summary>A shadow needs no promotion.</summary>
    public static Refusal ShadowServesNobody(ExperimentId id) =>
        Refusal.Field(
            "experiment.shadow-serves-nobody",
            "experiment",
            $"{id} is a shadow: its challenger decides nothing and needs no promotion to production. Leave the experiment out."
        );

    /// <summary>It tries another version.</summary>
    public static Refusal PromotionOfAnother(ExperimentId id, string challenger) =>
        Refusal.Field(
            "experiment.promotion-of-another",
            "experiment",
            $"{id} is about {challenger}. Request a promotion of that version to production."
        );

    /// <summary>It is over.</summary>
    public static Refusal NotOpen(ExperimentId id, ExperimentState state) =>
        Refusal.Field(
            "experiment.not-open",
            "experiment",
            $"{id} is {Sentence.Word(state)}. A promotion can only be limited to an experiment that is planned, approved or running.",
            RefusalKind.Conflict
        );

    /// <summary>A challenger of a shadow answered someone.</summary>
    public static Refusal ShadowDecided(ExperimentId id) =>
        new(
            "experiment.shadow-decided",
            $"{id} was a shadow, but its challenger decided something. Keep the champion, and try it again with a promotion.",
            RefusalKind.Conflict
        );

    /// <summary>It is in production or retired.</summary>
    public static Refusal ChallengerNotOpen(string version) =>
        Refusal.Field(
            "experiment.challenger",
            "challenger",
            $"{version} is in production or retired. Name another version.",
            RefusalKind.Conflict
        );

    /// <summary>It is decided.</summary>
    public static Refusal Answered(ExperimentId id) => new("experiment.answered", $"{id} has already been decided.", RefusalKind.Conflict);

    /// <summary>No start without approval.</summary>
    public static Refusal NotApproved(ExperimentId id, ExperimentState state) =>
        new("experiment.not-approved", $"{id} cannot start: its state is {Sentence.Word(state)}.", RefusalKind.Conflict);

    /// <summary>It does not run.</summary>
    public static Refusal NotRunning(ExperimentId id, ExperimentState state) =>
        new("experiment.not-running", $"{id} is not running: its state is {Sentence.Word(state)}.", RefusalKind.Conflict);

    /// <summary>It is not over.</summary>
    public static Refusal NotStopped(ExperimentId id, ExperimentState state) =>
        new(
            "experiment.not-stopped",
            $"{id} has to be stopped before it is concluded: its state is {Sentence.Word(state)}.",
            RefusalKind.Conflict
        );

    /// <summary>Nothing is to be rolled back.</summary>
    public static Refusal NoRollBackOpen(ExperimentId id) =>
        new("experiment.no-roll-back-open", $"{id} is not waiting for a rollback. Reload the experiment.", RefusalKind.Conflict);

    /// <summary>What is to be rolled back comes first.</summary>
    public static Refusal RollBackOpen(string version) =>
        new(
            "experiment.roll-back-open",
            $"{version} has to be rolled back before the experiment is concluded. Record the rollback first.",
            RefusalKind.Conflict
        );

    /// <summary>What harmed is not shipped.</summary>
    public static Refusal StoppedByGuardrail(string metric) =>
        new(
            "experiment.guardrail",
            $"The guardrail {metric} stopped the experiment. Keep the champion, and try a corrected version.",
            RefusalKind.Conflict
        );
}
