namespace Governance.Domain.Datasets;

/// <summary>Refusals about records of datasets.</summary>
public static class DatasetRefusals
{
    /// <summary>No such record.</summary>
    public static Refusal NotFound { get; } =
        new("dataset.not-found", "There is no record of a dataset with this name.", RefusalKind.NotFound);

    /// <summary>There is one already.</summary>
    public static Refusal NameTaken(string name) =>
        Refusal.Field(
            "dataset.name-taken",
            "name",
            $"There is a record of {name} already. Change that one, or choose another name.",
            RefusalKind.Conflict
        );

    /// <summary>Someone else than its owner wants to change it.</summary>
    public static Refusal OwnerDecides { get; } =
        new(
            "dataset.owner-decides",
            "Only the owner of the dataset and compliance officers change its record. Ask one of them.",
            RefusalKind.Forbidden
        );
}
