using Governance.Domain.Models.Registries;

namespace Governance.Domain.Models.MlFlow;

/// <summary>
/// Refusals of imports from registries and of the calls of MLflow servers. The codes are those of the time when MLflow alone was read.
/// </summary>
public static class MlFlowRefusals
{
    /// <summary>No such connection.</summary>
    public static Refusal ServerUnknown(string server) =>
        Refusal.Field(
            "mlflow.server-unknown",
            "server",
            $"No registry called {ModelRefusals.Short(server)} is set up (Registries, MlFlow__Servers).",
            RefusalKind.NotFound
        );

    /// <summary>No such import.</summary>
    public static Refusal ImportNotFound { get; } = new("mlflow.import-not-found", $"There is no such import.", RefusalKind.NotFound);

    /// <summary>The import has ended.</summary>
    public static Refusal ImportOver(RegistryImportId id) => new("mlflow.import-over", $"{id} has already ended.", RefusalKind.Conflict);

    /// <summary>One is under way.</summary>
    public static Refusal ImportRunning(RegistryImportId id) =>
        new(
            "mlflow.import-running",
            $"{id} is already reading this registry. Wait until it has finished, or cancel it.",
            RefusalKind.Conflict
        );

    /// <summary>The owner of imported models is no one who can own one.</summary>
    public static Refusal OwnerMissing(string server) =>
        new(
            "mlflow.owner-missing",
            $"No active account is set up as owner of the models of {ModelRefusals.Short(server)} (Owner of its connection).",
            RefusalKind.Conflict
        );

    /// <summary>Calls are not taken.</summary>
    public static Refusal HookNotSetUp { get; } =
        new("mlflow.hook-not-set-up", $"Calls from MLflow servers are not set up here (MlFlow__WebhookSecret).", RefusalKind.NotFound);

    /// <summary>The call is not signed, or too old.</summary>
    public static Refusal HookNotSigned { get; } =
        new(
            "mlflow.hook-not-signed",
            $"The signature of this call is not valid, or its time is more than five minutes off.",
            RefusalKind.Unauthenticated
        );

    /// <summary>The call is no event of MLflow.</summary>
    public static Refusal HookMalformed { get; } =
        new(
            "mlflow.hook-malformed",
            $"This is not an event of an MLflow server: entity, action or data is missing.",
            RefusalKind.Malformed
        );
}
