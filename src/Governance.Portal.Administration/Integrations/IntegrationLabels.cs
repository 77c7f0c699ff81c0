using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Administration.Integrations;

/// <summary>States of destinations and deliveries in words.</summary>
internal static class IntegrationLabels
{
    /// <summary>Format of events.</summary>
    public static string Of(EventFormat format) =>
        format switch
        {
            EventFormat.Structured => "CloudEvents, structured",
            EventFormat.Binary => "CloudEvents, binary",
            EventFormat.Cef => "CEF",
            EventFormat.Ocsf => "OCSF 1.8",
            EventFormat.Ecs => "ECS",
        };

    /// <summary>Kind of a destination.</summary>
    public static string Of(DestinationKind kind) => kind is DestinationKind.Webhook ? "Webhook" : "Syslog";

    /// <summary>How a destination is doing.</summary>
    public static (Tone Tone, string Word) State(DestinationView view) =>
        view.State switch
        {
            DestinationState.Paused => (Tone.Idle, "Paused"),
            DestinationState.Disabled => (Tone.Fail, "Disabled"),
            _ => view.FailingSince is not null ? (Tone.Warn, "Failing")
            : view.LastTakenAt is null ? (Tone.Info, "Nothing sent yet")
            : (Tone.Pass, "Accepts events"),
        };

    /// <summary>What became of a delivery.</summary>
    public static (Tone Tone, string Word) State(DeliveryView view) =>
        view.State switch
        {
            DeliveryState.Delivered => (Tone.Pass, "Delivered"),
            DeliveryState.GivenUp => (Tone.Fail, view.LogIndex is null ? "Not delivered" : "Given up"),
            _ => view.Tries == 0 ? (Tone.Idle, "Waiting") : (Tone.Warn, "Waiting to retry"),
        };

    /// <summary>How often it was tried, where that is worth saying.</summary>
    public static string? Tries(DeliveryView view) =>
        (view.IsReplay, view.Tries > 1) switch
        {
            (true, true) => $" replay, {view.Tries} attempts",
            (true, false) => " replay",
            (false, true) => $" {view.Tries} attempts",
            (false, false) => null,
        };

    /// <summary>Patterns of a destination.</summary>
    public static string Actions(IReadOnlyList<string> actions) => actions.Count == 0 ? "All actions" : string.Join(", ", actions);
}
