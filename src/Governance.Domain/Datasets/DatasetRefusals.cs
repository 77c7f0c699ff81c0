namespace Governance.Domain.Datasets;

/// <summary>Refusals about records of datasets.</summary>
public static class DatasetRefusals
{
    /// <summary>No such record.</summary>
    public static Refusal NotFound { get; } =
        new("dataset.not-found", $"There is no record of a dataset with this name.", RefusalKind.NotFound);

    /// <summary>There is one already.</summary>
    public static Refusal NameTaken(string name) =>
        Refusal.Field("dataset.name-taken", "name", $"{name} already has a record. Edit it, or choose another name.", RefusalKind.Conflict);

    /// <summary>Someone else than its owner wants to change it.</summary>
    public static Refusal OwnerDecides { get; } =
        new(
            "dataset.owner-decides",
            $"Only the owner of the dataset and compliance officers can change its record. Ask one of them.",
            RefusalKind.Forbidden
        );

    /// <summary>By what gates judge is not for those whom they judge to change.</summary>
    public static Refusal SecondLineDecides { get; } =
        new(
            "dataset.second-line-decides",
            $"A policy in force judges models that are approved or in use by this record, and the change asks less of them. A compliance "
                + $"officer who is accountable neither for the dataset nor for one of these models has to make it.",
            RefusalKind.Forbidden
        );

    /// <summary>No such task.</summary>
    public static Refusal TaskNotFound { get; } = new("dataset.task-not-found", $"There is no task with this ID.", RefusalKind.NotFound);

    /// <summary>Someone else has to act.</summary>
    public static Refusal TaskOfOthers { get; } =
        new(
            "dataset.task-of-others",
            $"Only the owner of the task and compliance officers can answer it. Ask one of them.",
            RefusalKind.Forbidden
        );

    /// <summary>An outcome that does not fit.</summary>
    public static Refusal TaskOutcome { get; } =
        Refusal.Field("dataset.task-outcome", "outcome", $"Use deleted, justified or, for a model, retrained.");

    /// <summary>No reason, or too long a one.</summary>
    public static Refusal TaskReason { get; } =
        Refusal.Field("dataset.task-reason", "reason", $"Say what was done, or why the data stays, in at most 2,000 characters.");

    /// <summary>It has its answer.</summary>
    public static Refusal TaskAnswered(DataTaskId id) =>
        new("dataset.task-answered", $"{id} has already been answered. Reload it.", RefusalKind.Conflict);
}
