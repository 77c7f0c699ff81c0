using Governance.Domain.Datasets;

namespace Governance.Domain.Training;

/// <summary>Refusals about training.</summary>
public static class TrainingRefusals
{
    /// <summary>No such request.</summary>
    public static Refusal NotFound { get; } =
        new("training.not-found", $"There is no training request with this ID.", RefusalKind.NotFound);

    /// <summary>Who requests does not answer.</summary>
    public static Refusal OwnRequest { get; } =
        new("training.own-request", $"You requested this training, so someone else has to answer.", RefusalKind.Forbidden);

    /// <summary>Someone else is asked.</summary>
    public static Refusal NotAsked { get; } =
        new(
            "training.not-asked",
            $"Only the owners of the datasets can answer this request, and a security approver if the data is sensitive.",
            RefusalKind.Forbidden
        );

    /// <summary>One person fills one slot.</summary>
    public static Refusal OnePersonOneSlot { get; } =
        new(
            "training.one-person",
            $"You have already answered this request. Someone else has to answer in the other role.",
            RefusalKind.Forbidden
        );

    /// <summary>No reason, or too long a one.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("training.reason-missing", "reason", $"Say why, in at most 2,000 characters.");

    /// <summary>Neither allow nor deny.</summary>
    public static Refusal OutcomeUnknown { get; } = Refusal.Field("training.outcome", "outcome", $"Use allow or deny.");

    /// <summary>An unknown state.</summary>
    public static Refusal FilterNotValid { get; } =
        Refusal.Field("training.filter", "state", $"This must be one of {string.Join(", ", WireName.All<TrainingState>())}.");

    /// <summary>No such run.</summary>
    public static Refusal RunNotFound { get; } =
        new("training.run-not-found", $"There is no training run with this ID.", RefusalKind.NotFound);

    /// <summary>Someone else answers for the data of the run.</summary>
    public static Refusal RunNotAsked { get; } =
        new("training.run-not-asked", $"Only the owners of the data of this run can answer. Ask one of them.", RefusalKind.Forbidden);

    /// <summary>An unknown verdict.</summary>
    public static Refusal RunFilterNotValid { get; } =
        Refusal.Field("training.run-filter", "verdict", $"Use open, or one of {string.Join(", ", WireName.All<TrainingVerdict>())}.");

    /// <summary>It has an answer, or needs none.</summary>
    public static Refusal RunAnswered(TrainingRunId id) =>
        new("training.run-answered", $"{id} already has an answer, or needs none.", RefusalKind.Conflict);

    /// <summary>A requester owns the data.</summary>
    public static Refusal OwnData(string dataset) =>
        new(
            "training.own-data",
            $"You own {dataset} and would approve your own request. Have someone else request the training.",
            RefusalKind.Forbidden
        );

    /// <summary>Its slot has an answer, or the request is decided.</summary>
    public static Refusal Answered(TrainingPermitId id) =>
        new("training.answered", $"{id} no longer needs this answer.", RefusalKind.Conflict);

    /// <summary>No permit without the approval.</summary>
    public static Refusal NotApproved(TrainingPermitId id, TrainingState state) =>
        new("training.not-approved", $"{id} is not approved: its state is {Sentence.Word(state)}.", RefusalKind.Conflict);

    /// <summary>Data without a record.</summary>
    public static Refusal Unrecorded(string dataset) =>
        Refusal.Field("training.unrecorded", "datasets", $"There is no record of the dataset {dataset}. Register it first.");

    /// <summary>Why this dataset must not be trained on for this purpose now; null when it may.</summary>
    public static Refusal? Of(DatasetRecord record, string purpose, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.ConsentWithdrawnOn is not null
                ? new("training.consent-withdrawn", $"The consent for {record.Name} was withdrawn. Use other data.", RefusalKind.Conflict)
            : record.IsRetentionOver(now)
                ? new(
                    "training.retention-over",
                    $"The retention period of {record.Name} has ended. Use other data, or have its owner record a longer one.",
                    RefusalKind.Conflict
                )
            : !record.Purposes.Contains(purpose, StringComparer.OrdinalIgnoreCase)
                ? Refusal.Field(
                    "training.purpose",
                    "purpose",
                    $"The use of {record.Name} for this purpose is not allowed. Use other data, or have its owner allow it.",
                    RefusalKind.Conflict
                )
            : null;
    }
}
