using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registries;

/// <summary>Words for registries, their imports and what is written back.</summary>
internal static class RegistryWords
{
    public static string ReadingOf(ConnectionView one) =>
        one.ReconcileMinutes == 0 ? "Read on request only"
        : one.Discovers ? $"Compared every {Formats.Duration(TimeSpan.FromMinutes(one.ReconcileMinutes))}, without importing"
        : $"Read every {Formats.Duration(TimeSpan.FromMinutes(one.ReconcileMinutes))}";

    public static string WritesOf(ConnectionView one) =>
        !one.WritesBack ? "Not written back"
        : one.WritesFailed > 0 ? $"{Formats.Plural(one.WritesFailed, "approval")} not written"
        : one.WritesWaiting > 0 ? $"{Formats.Plural(one.WritesWaiting, "approval")} waiting"
        : "Written back";

    public static Tone ToneOf(ImportView import) =>
        import.State switch
        {
            RegistryImportState.Done => Tone.Pass,
            RegistryImportState.Failed => Tone.Fail,
            RegistryImportState.Cancelled => Tone.Idle,
            _ => import.Problem is null ? Tone.Info : Tone.Warn,
        };

    public static string Of(ImportView import) =>
        import.State switch
        {
            RegistryImportState.Queued => "Queued",
            RegistryImportState.Running => import.NextTryAt is null ? "Running" : "Waiting",
            RegistryImportState.Done => "Done",
            RegistryImportState.Failed => T.Sense("Failed", "a job"),
            RegistryImportState.Cancelled => "Cancelled",
        };

    public static Tone ToneOf(RegistryWriteState state) =>
        state switch
        {
            RegistryWriteState.Waiting => Tone.Info,
            RegistryWriteState.Written => Tone.Pass,
            RegistryWriteState.Failed => Tone.Fail,
        };

    public static string Of(RegistryWriteState state) =>
        state switch
        {
            RegistryWriteState.Waiting => "Waiting",
            RegistryWriteState.Written => "Written",
            RegistryWriteState.Failed => T.Sense("Failed", "a job"),
        };

    public static Tone ToneOf(RegistryDifferenceKind kind) =>
        kind switch
        {
            RegistryDifferenceKind.Added => Tone.Pass,
            RegistryDifferenceKind.Changed => Tone.Info,
            RegistryDifferenceKind.Gone => Tone.Warn,
            RegistryDifferenceKind.Conflict => Tone.Warn,
            RegistryDifferenceKind.Skipped => Tone.Idle,
        };

    public static string Of(RegistryDifferenceKind kind) =>
        kind switch
        {
            RegistryDifferenceKind.Added => "Added",
            RegistryDifferenceKind.Changed => "Changed",
            RegistryDifferenceKind.Gone => "Gone",
            RegistryDifferenceKind.Conflict => "Conflict",
            RegistryDifferenceKind.Skipped => "Not imported",
        };
}
